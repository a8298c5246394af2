//! An archive becomes an API.

use bytes::Bytes;
use store::Tx;
use store::api::ApiRow;

use super::super::aside;
use super::ApiProject;
use crate::api::{Api, access, code, thumbnail, view};
use crate::document::pack;
use crate::error::Error;
use crate::operation_policy::carry;
use crate::revision::MAX_REVISIONS;
use crate::{Caller, Control};

/// WSO2's code of a provider that an API cannot be given to.
const PROVIDER_REFUSED: u32 = 901_409;

/// How an archive is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiImport {
    /// The API belongs to whom the archive names; otherwise to the caller.
    pub preserve_provider: bool,
    /// An API of that name and version is changed; otherwise its being there is a conflict.
    pub overwrite: bool,
    /// Where there are as many revisions as there may be, the oldest makes room.
    pub rotate_revision: bool,
    /// Says whether it could be done, and changes nothing.
    pub dry_run: bool,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedApi {
    pub api: Api,
    /// Otherwise it was there before.
    pub created: bool,
    /// Number of the revision that was made and deployed.
    pub revision: Option<i64>,
}

impl Control {
    /// Makes or changes an API as an archive says, with everything that belongs to it: all of it, or nothing.
    pub async fn import_api(
        &self,
        caller: &Caller,
        archive: Bytes,
        how: ApiImport,
    ) -> Result<ImportedApi, Error> {
        let _place = self.archive_place().await?;
        let project = aside(move || ApiProject::read(&archive)).await?;
        // Of many steps; callers keep a pointer to it.
        Box::pin(self.import_project(caller, &project, how)).await
    }

    async fn import_project(
        &self,
        caller: &Caller,
        project: &ApiProject,
        how: ApiImport,
    ) -> Result<ImportedApi, Error> {
        let mut tx = self.begin().await?;
        let (mut row, created) = Box::pin(self.settle_api(&mut tx, caller, project, how)).await?;
        let revision = Box::pin(self.furnish(&mut tx, caller, &mut row, project, how)).await?;
        let api = view(&mut tx, caller.tenant(), row).await?;
        if !how.dry_run {
            tx.commit().await?;
        }
        Ok(ImportedApi { api, created, revision })
    }

    /// Everything that belongs to an API or API product. The number of the revision that was deployed.
    pub(super) async fn furnish(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        row: &mut ApiRow,
        project: &ApiProject,
        how: ApiImport,
    ) -> Result<Option<i64>, Error> {
        if let Some(content) = &project.thumbnail {
            let media_type = thumbnail::checked("Image", content)?;
            store::api::thumbnail::put(tx, &row.tenant, &row.id, media_type, content).await?;
            row.has_thumbnail = true;
        }
        if let Some(key) = &project.service {
            self.link_service(tx, caller, row, key).await?;
        }
        pack::unpack(self, tx, caller, row, &project.documents).await?;
        for certificate in &project.client_certificates {
            self.put_client_certificate(tx, caller, row, certificate).await?;
        }
        for certificate in &project.endpoint_certificates {
            self.put_endpoint_certificate(tx, caller, certificate).await?;
        }
        if let Some(state) = project.state {
            self.lead_api_to(tx, caller, row, state).await?;
        }
        self.deploy_project(tx, caller, row, project, how).await
    }

    /// The API as the archive describes it, and whether it is new.
    pub(super) async fn settle_api(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        project: &ApiProject,
        how: ApiImport,
    ) -> Result<(ApiRow, bool), Error> {
        let wanted = &project.configuration;
        let definition = project.definition.as_ref().map(|d| d.text());
        let versions = store::api::versions(tx, caller.tenant().as_str(), wanted.name.trim()).await?;
        let there = versions.into_iter().find(|v| v.configuration.version == wanted.version.trim());
        let Some(there) = there else {
            let provider = self.provider(tx, caller, project, how).await?;
            // Policies belong to an API that is there; then it can name them.
            let carries = !project.policies.is_empty();
            let first = if carries { carry::stripped(wanted) } else { wanted.clone() };
            let mut row = Box::pin(self.insert_api(tx, caller, first, definition.as_deref())).await?;
            if carries {
                row = self.attach_carried(tx, caller, row, project).await?;
            }
            if row.provider != provider {
                row.provider = provider;
                store::api::update(tx, &row).await?;
            }
            return Ok((row, true));
        };
        access::ensure_may_work(caller, &there.configuration)?;
        if !how.overwrite {
            let (name, version) = (&there.configuration.name, &there.configuration.version);
            let message =
                format!("The API {name}-{version} already exists; import with overwrite to change it");
            return Err(Error::conflict(code::API_EXISTS, message));
        }
        if there.configuration.is_product() {
            return Err(Error::conflict(code::API_EXISTS, format!("{} is an API product", wanted.name)));
        }
        let row = self.attach_carried(tx, caller, there, project).await?;
        if let Some(text) = definition {
            store::api::definition::put(tx, &row.tenant, &row.id, &text).await?;
        }
        Ok((row, false))
    }

    /// Takes the archive's configuration and the policies that it names.
    async fn attach_carried(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        row: ApiRow,
        project: &ApiProject,
    ) -> Result<ApiRow, Error> {
        let mut wanted = project.configuration.clone();
        self.settle_carried(tx, caller, &row, &project.policies, &mut wanted).await?;
        Box::pin(self.replace_configuration(tx, caller, row, wanted)).await
    }

    /// To whom a new API belongs.
    pub(super) async fn provider(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        project: &ApiProject,
        how: ApiImport,
    ) -> Result<String, Error> {
        if !how.preserve_provider || project.provider.is_empty() {
            return Ok(caller.name());
        }
        let provider = self.parse_user_name(tx, &project.provider).await?;
        if provider.tenant != *caller.tenant() {
            return Err(Error::forbidden(
                "The archive's API belongs to a user of another tenant; import it with preserveProvider=false",
            ));
        }
        if provider != caller.user && self.roles_of_active_user(tx, &provider).await?.is_none() {
            let message =
                format!("There is no user {provider}; import the archive with preserveProvider=false");
            return Err(Error::refused(PROVIDER_REFUSED, message));
        }
        Ok(provider.to_string())
    }

    /// Deploys a new revision where the archive says. Its number, if there was anything to deploy.
    async fn deploy_project(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        row: &mut ApiRow,
        project: &ApiProject,
        how: ApiImport,
    ) -> Result<Option<i64>, Error> {
        if project.deployments.is_empty() {
            return Ok(None);
        }
        if how.rotate_revision {
            self.make_room(tx, row).await?;
        }
        let revision = self.snapshot(tx, caller, row, "").await?;
        row.last_revision = revision.number;
        self.place_revision(tx, caller, row, &revision.id, &project.deployments).await?;
        Ok(Some(revision.number))
    }

    /// Takes the oldest revision out where no further one may be made.
    async fn make_room(&self, tx: &mut Tx, row: &ApiRow) -> Result<(), Error> {
        let revisions = store::revision::list(tx, &row.tenant, &row.id).await?;
        let Some(oldest) = revisions.first().filter(|_| revisions.len() >= MAX_REVISIONS) else {
            return Ok(());
        };
        for deployment in store::revision::deployment::list(tx, &row.tenant, &row.id).await? {
            if deployment.revision_id == oldest.id {
                self.withdraw_deployment(tx, row, &deployment.environment).await?;
            }
        }
        crate::revision::withdraw_of_revision(tx, &row.tenant, &row.id, &oldest.id).await?;
        store::revision::delete(tx, &row.tenant, &oldest.id).await?;
        Ok(())
    }
}
