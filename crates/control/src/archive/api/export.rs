//! An API goes into an archive.

use model::application::KeyType;
use model::lifecycle::State;
use serde_json::json;
use store::Tx;
use store::api::ApiRow;
use store::certificate::client::{self, ClientCertificateRow};
use store::certificate::endpoint::EndpointCertificateRow;
use store::revision::RevisionRow;
use store::revision::deployment::DeploymentRow;

use super::super::package::Package;
use super::super::{Exported, Format, aside, envelope};
use super::{API, DEPLOYMENTS, certificates, configuration, deployments, documents, policies};
use crate::api::{Api, Revisioned, access, code, definition, not_found, plain_view, view};
use crate::certificate::{MAX_CERTIFICATES, endpoint};
use crate::document::{Packed, pack};
use crate::error::Error;
use crate::operation_policy::carry;
use crate::{Caller, Control};

/// Which API, and what of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiExport {
    /// Otherwise name and version.
    pub id: Option<String>,
    pub name: Option<String>,
    pub version: Option<String>,
    /// Only when it is this user's.
    pub provider: Option<String>,
    /// A revision instead of the working copy.
    pub revision: Option<i64>,
    /// The newest revision.
    pub latest_revision: bool,
    pub format: Format,
    /// Otherwise the API is CREATED where it is imported.
    pub preserve_status: bool,
}

/// Everything that goes into the archive.
pub(super) struct Contents {
    pub row: ApiRow,
    pub api: Api,
    definition: Option<String>,
    thumbnail: Option<(String, Vec<u8>)>,
    documents: Vec<Packed>,
    policies: Vec<carry::Files>,
    clients: Vec<ClientCertificateRow>,
    endpoints: Vec<EndpointCertificateRow>,
    deployments: Vec<DeploymentRow>,
}

impl Control {
    /// Packs an API. Secrets are left out; a revision comes with where it is deployed.
    pub async fn export_api(&self, caller: &Caller, wanted: ApiExport) -> Result<Exported, Error> {
        let _place = self.archive_place().await?;
        let mut tx = self.read().await?;
        let row = self.wanted_api(&mut tx, caller, &wanted, false).await?;
        let contents = contents(&mut tx, caller, row, &wanted).await?;
        drop(tx);
        aside(move || write(contents, &wanted)).await
    }

    pub(super) async fn wanted_api(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        wanted: &ApiExport,
        product: bool,
    ) -> Result<ApiRow, Error> {
        if let Some(id) = &wanted.id {
            return self.load_single_api(tx, caller, id).await;
        }
        let (Some(name), Some(version)) = (&wanted.name, &wanted.version) else {
            return Err(Error::invalid("apiId", "is required, or name and version"));
        };
        let versions = store::api::versions(tx, caller.tenant().as_str(), name).await?;
        let mut fitting = versions
            .into_iter()
            .filter(|row| row.configuration.version == *version && row.configuration.is_product() == product);
        let row = fitting.next().ok_or_else(|| not_found(&format!("{name}-{version}")))?;
        access::ensure_may_work(caller, &row.configuration)?;
        if let Some(provider) = &wanted.provider
            && self.parse_user_name(tx, provider).await?.to_string() != row.provider
            && *provider != row.provider
        {
            return Err(not_found(&format!("{name}-{version} of {provider}")));
        }
        Ok(row)
    }
}

/// The revision that is wanted, with its definition.
async fn revision(
    tx: &mut Tx,
    row: &ApiRow,
    wanted: &ApiExport,
) -> Result<Option<(RevisionRow, Option<String>)>, Error> {
    let mut all = store::revision::list(tx, &row.tenant, &row.id).await?;
    let found = match wanted.revision {
        Some(number) => all.into_iter().find(|r| r.number == number),
        None if wanted.latest_revision => all.pop(),
        None => return Ok(None),
    };
    let asked = wanted.revision.map_or_else(|| "the latest".to_owned(), |n| n.to_string());
    let found = found.ok_or_else(|| Error::not_found("Revision", asked, code::REVISION_NUMBER_NOT_FOUND))?;
    let text = store::revision::definition(tx, &row.tenant, &found.id).await?;
    Ok(Some((found, text)))
}

pub(super) async fn contents(
    tx: &mut Tx,
    caller: &Caller,
    mut row: ApiRow,
    wanted: &ApiExport,
) -> Result<Contents, Error> {
    let (tenant, id) = (row.tenant.clone(), row.id.clone());
    let (api, definition, deployments) = match revision(tx, &row, wanted).await? {
        None => {
            let text = store::api::definition::get(tx, &tenant, &id).await?;
            (view(tx, caller.tenant(), row.clone()).await?, text, Vec::new())
        }
        Some((revision, text)) => {
            let mut deployed = store::revision::deployment::list(tx, &tenant, &id).await?;
            deployed.retain(|d| d.revision_id == revision.id);
            row.configuration = revision.configuration;
            let mut api = plain_view(caller.tenant(), row.clone());
            api.id = revision.id;
            api.revision = Some(Revisioned { api_id: id.clone(), number: revision.number });
            (api, text, deployed)
        }
    };
    let mut clients = Vec::new();
    for key_type in [KeyType::Production, KeyType::Sandbox] {
        let key_type = key_type.as_str();
        clients.extend(client::page(tx, &tenant, &id, key_type, "", 0, MAX_CERTIFICATES).await?.0);
    }
    Ok(Contents {
        thumbnail: store::api::thumbnail::get(tx, &tenant, &id).await?,
        documents: pack::pack(tx, caller, &row).await?,
        policies: carry::carried(tx, &row, wanted.format == Format::Json).await?,
        endpoints: endpoint::of_api(tx, &row).await?,
        row,
        api,
        definition,
        clients,
        deployments,
    })
}

fn write(contents: Contents, wanted: &ApiExport) -> Result<Exported, Error> {
    let c = &contents.row.configuration;
    let mut package = Package::new(&format!("{}-{}", c.name, c.version), wanted.format);
    write_api(&mut package, contents, wanted)?;
    package.pack()
}

pub(super) fn write_api(package: &mut Package, contents: Contents, wanted: &ApiExport) -> Result<(), Error> {
    let (row, api) = (&contents.row, &contents.api);
    let c = &row.configuration;
    let state = if wanted.preserve_status { row.state } else { State::Created };
    package.describe(API, API, configuration::write(api, row, state)?)?;
    // How `apictl` imports it in a pipeline, unless its user says otherwise.
    let how = json!({"update": true, "preserveProvider": true, "rotateRevision": false});
    let meta = json!({"name": c.name, "version": c.version, "deploy": {"import": how}});
    package.add("api_meta.yaml", envelope::write(meta, Format::Yaml))?;
    write_rest(package, contents, wanted)
}

/// What APIs and API products have beside their descriptors.
pub(super) fn write_rest(package: &mut Package, contents: Contents, wanted: &ApiExport) -> Result<(), Error> {
    let Contents { row, definition, thumbnail, documents, policies, clients, endpoints, deployments, .. } =
        contents;
    let document = definition::of_text(&row, definition.as_deref())?;
    let document = document.for_publisher(&definition::extensions(&row));
    match wanted.format {
        Format::Yaml => package.add("Definitions/swagger.yaml", document.to_yaml())?,
        Format::Json => package.add("Definitions/swagger.json", document.to_json())?,
    }
    if let Some((media_type, content)) = thumbnail {
        let end = media_type.rsplit('/').next().unwrap_or_default();
        package.add(&format!("Image/icon.{end}"), content)?;
    }
    documents::write(package, documents)?;
    policies::write(package, policies)?;
    certificates::write_clients(package, &clients)?;
    certificates::write_endpoints(package, &endpoints)?;
    if !deployments.is_empty() {
        package.describe(DEPLOYMENTS, DEPLOYMENTS, deployments::write(&deployments))?;
    }
    Ok(())
}
