//! An archive becomes an application.

use bytes::Bytes;
use model::user::UserName;
use store::Tx;
use tracing::warn;

use super::super::aside;
use super::{ApplicationProject, Key, Subscribed};
use crate::application::Application;
use crate::error::Error;
use crate::key_mapping::{KeyDraft, KeyMapping, KeyRef};
use crate::subscription::Wish;
use crate::{Caller, Control};

/// How an archive is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationImport {
    /// The application belongs to whom the archive names; otherwise to the caller.
    pub preserve_owner: bool,
    /// It belongs to this user, whatever the archive says.
    pub owner: Option<String>,
    pub skip_subscriptions: bool,
    pub skip_keys: bool,
    /// An application of that name and owner is changed; otherwise its being there is a conflict.
    pub update: bool,
}

/// What came of an import.
pub struct ImportedApplication {
    pub application: Application,
    /// How many it has.
    pub subscriptions: i64,
    /// Subscriptions of the archive that could not be made.
    pub skipped: Vec<Skipped>,
}

/// An API that an archive has a subscription to, and why there is none now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub api: String,
    pub version: String,
    pub provider: String,
    pub reason: String,
}

impl Control {
    /// Makes or changes an application as an archive says. Subscriptions to APIs that are not here, or not open to the
    /// owner, are left out and told; anything else that fails leaves everything as it was.
    pub async fn import_application(
        &self,
        caller: &Caller,
        archive: Bytes,
        how: ApplicationImport,
    ) -> Result<ImportedApplication, Error> {
        let _place = self.archive_place().await?;
        let mut project = aside(move || ApplicationProject::read(&archive)).await?;
        if how.skip_keys {
            project.keys.clear();
        }
        // Goes on to its end even when the caller goes away, so that no client is forgotten.
        let (control, caller) = (self.clone(), caller.clone());
        let work = async move { control.import_application_to_the_end(&caller, &project, &how).await };
        tokio::spawn(work).await.map_err(Error::internal)?
    }

    async fn import_application_to_the_end(
        &self,
        caller: &Caller,
        project: &ApplicationProject,
        how: &ApplicationImport,
    ) -> Result<ImportedApplication, Error> {
        for key in &project.keys {
            key.terms.check()?;
        }
        let mut tx = self.begin().await?;
        let owner = self.owner(&mut tx, caller, project, how).await?;
        self.welcome_developer(&mut tx, &owner.user).await?;
        let found = store::application::by_name(
            &mut tx,
            owner.tenant().as_str(),
            &owner.user.name,
            project.draft.name.trim(),
        );
        let there = found.await?.map(Application::from_row).transpose()?;
        if there.is_some() && !how.update {
            return Err(crate::application::name_taken(project.draft.name.trim()));
        }
        // The key manager is asked outside of transactions. Keys of an application that is there come first, so that
        // what fails then is undone by giving them up; a new application goes whole.
        let Some(there) = there else {
            let done = self.settle_application(&mut tx, &owner, project, how, None).await?;
            tx.commit().await?;
            // Keys are for applications that were approved; they are imported again then.
            if !done.application.is_usable() {
                return Ok(done);
            }
            if let Err(error) = self.settle_keys(&owner, &done.application.id, &project.keys).await {
                if let Err(error) = self.remove_application(&owner, &done.application.id).await {
                    warn!(%error, id = done.application.id, "the application of an import that failed is left");
                }
                return Err(error);
            }
            return Ok(done);
        };
        drop(tx);
        let made = self.settle_keys(&owner, &there.id, &project.keys).await?;
        let changed = async {
            let mut tx = self.begin().await?;
            let done = self.settle_application(&mut tx, &owner, project, how, Some(&there.id)).await?;
            tx.commit().await?;
            Ok(done)
        };
        match changed.await {
            Ok(done) => Ok(done),
            Err(error) => {
                self.withdraw_keys(&owner, &there.id, &made).await;
                Err(error)
            }
        }
    }

    /// The user to whom the application belongs, as a caller.
    async fn owner(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        project: &ApplicationProject,
        how: &ApplicationImport,
    ) -> Result<Caller, Error> {
        let named = how.owner.as_deref().filter(|o| !o.is_empty());
        let kept = Some(project.owner.as_str()).filter(|o| how.preserve_owner && !o.is_empty());
        let Some(name) = named.or(kept) else { return Ok(caller.clone()) };
        let user: UserName = if named.is_some() {
            self.user_named_by(tx, caller, name).await?
        } else {
            self.parse_user_name(tx, name).await?
        };
        if user == caller.user {
            return Ok(caller.clone());
        }
        if user.tenant != *caller.tenant() {
            return Err(Error::forbidden("The application belongs to a user of another tenant"));
        }
        let user = self.developer(tx, caller, &user.to_string()).await?;
        let roles = self.roles_of_active_user(tx, &user).await?.unwrap_or_default();
        Ok(Caller { user, roles, scopes: Vec::new(), client_id: None })
    }

    async fn settle_application(
        &self,
        tx: &mut Tx,
        owner: &Caller,
        project: &ApplicationProject,
        how: &ApplicationImport,
        id: Option<&str>,
    ) -> Result<ImportedApplication, Error> {
        let draft = project.draft.clone();
        let application = match id {
            Some(id) => self.rewrite_application(tx, owner, id, draft).await?,
            None => self.new_application(tx, owner, draft).await?,
        };
        let mut skipped = Vec::new();
        if !how.skip_subscriptions {
            for wanted in &project.subscriptions {
                skipped.extend(self.settle_subscription(tx, owner, &application, wanted).await?);
            }
        }
        let which = store::subscription::Selection {
            application_id: Some(&application.id),
            ..store::subscription::Selection::default()
        };
        let (_, subscriptions) = store::subscription::page(tx, owner.tenant().as_str(), which, 0, 0).await?;
        Ok(ImportedApplication { application, subscriptions, skipped })
    }

    /// Subscribes where that can be done.
    async fn settle_subscription(
        &self,
        tx: &mut Tx,
        owner: &Caller,
        application: &Application,
        wanted: &Subscribed,
    ) -> Result<Option<Skipped>, Error> {
        let tenant = owner.tenant().as_str();
        let versions = store::api::versions(tx, tenant, &wanted.api).await?;
        let api = versions.into_iter().find(|row| row.configuration.version == wanted.version);
        let reason = match api {
            None => "the API is not here".to_owned(),
            Some(api) => {
                let which = store::subscription::Selection {
                    application_id: Some(&application.id),
                    api_id: Some(&api.id),
                    owner: None,
                };
                if store::subscription::page(tx, tenant, which, 0, 0).await?.1 > 0 {
                    return Ok(None);
                }
                let wish = Wish {
                    application_id: application.id.clone(),
                    api_id: api.id,
                    plan: wanted.plan.clone(),
                };
                match self.subscribe_in(tx, owner, &wish).await {
                    Ok(_) => return Ok(None),
                    // Refused before anything was written.
                    Err(
                        error @ (Error::Forbidden(_)
                        | Error::NotFound { .. }
                        | Error::Invalid(_)
                        | Error::Refused { .. }),
                    ) => error.to_string(),
                    Err(other) => return Err(other),
                }
            }
        };
        let Subscribed { api, version, provider, .. } = wanted;
        let (api, version, provider) = (api.clone(), version.clone(), provider.clone());
        Ok(Some(Skipped { api, version, provider, reason }))
    }

    /// Generates the keys that the application does not have. All of them, or none and why.
    async fn settle_keys(&self, owner: &Caller, id: &str, keys: &[Key]) -> Result<Vec<KeyMapping>, Error> {
        let there = self.application_keys(owner, id).await?;
        let mut made: Vec<KeyMapping> = Vec::new();
        for key in keys {
            if there.iter().chain(&made).any(|k| k.key_type == key.key_type) {
                continue;
            }
            let draft = KeyDraft {
                key_type: key.key_type,
                key_manager: key.key_manager.clone(),
                terms: key.terms.clone(),
                scopes: Vec::new(),
                validity: None,
            };
            match self.generate_key(owner, id, draft).await {
                Ok(generated) => made.push(generated.key),
                Err(error) => {
                    self.withdraw_keys(owner, id, &made).await;
                    return Err(error);
                }
            }
        }
        Ok(made)
    }

    async fn withdraw_keys(&self, owner: &Caller, id: &str, keys: &[KeyMapping]) {
        for key in keys {
            if let Err(error) = self.delete_key(owner, id, KeyRef::Id(&key.id)).await {
                warn!(%error, key = key.id, "a key of an import that failed is left");
            }
        }
    }
}
