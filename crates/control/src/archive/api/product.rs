//! Archives of API products: `api_product.yaml`, what belongs to the product, and the APIs it is made of in `APIs/`.

use bytes::Bytes;
use serde_json::{Map, Value, json};
use store::Tx;
use store::api::ApiRow;

use super::super::envelope::{self, objects, required, text};
use super::super::package::{Package, label};
use super::super::source::{Found, Source};
use super::super::{Exported, aside, wrong};
use super::export::{Contents, contents, write_api, write_rest};
use super::{ApiExport, ApiImport, ApiProject, ImportedApi, configuration};
use crate::api::{access, code, view};
use crate::error::Error;
use crate::product::{Draft, Wish};
use crate::{Caller, Control};

const PRODUCT: &str = "api_product";
const MEMBERS: &str = "APIs/";
const FIRST_VERSION: &str = "1.0.0";

/// How a product's archive is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProductImport {
    /// `overwrite` is of the product.
    pub product: ApiImport,
    /// The archive's APIs that are not here are made.
    pub import_apis: bool,
    /// Those that are here are changed.
    pub overwrite_apis: bool,
}

/// An API of a product, by its name.
struct Member {
    name: String,
    version: String,
    operations: Vec<(String, String)>,
}

struct ProductProject {
    own: ApiProject,
    members: Vec<Member>,
    apis: Vec<ApiProject>,
}

impl Control {
    /// Packs a product and the working copies of the APIs it is made of, without secrets.
    pub async fn export_product(&self, caller: &Caller, wanted: ApiExport) -> Result<Exported, Error> {
        let _place = self.archive_place().await?;
        let mut tx = self.read().await?;
        let row = self.wanted_api(&mut tx, caller, &wanted, true).await?;
        let product = Box::pin(contents(&mut tx, caller, row, &wanted)).await?;
        let working = ApiExport { revision: None, latest_revision: false, ..wanted.clone() };
        let mut apis = Vec::new();
        for member in &product.row.configuration.members {
            let row = self.load_single_api(&mut tx, caller, &member.api_id).await?;
            apis.push(Box::pin(contents(&mut tx, caller, row, &working)).await?);
        }
        drop(tx);
        aside(move || write(product, apis, &wanted)).await
    }

    /// Makes or changes a product as an archive says, with its APIs where that is wanted: all of it, or nothing.
    pub async fn import_product(
        &self,
        caller: &Caller,
        archive: Bytes,
        how: ProductImport,
    ) -> Result<ImportedApi, Error> {
        let _place = self.archive_place().await?;
        let project = aside(move || ProductProject::read(&archive)).await?;
        let mut tx = self.begin().await?;
        if how.import_apis || how.overwrite_apis {
            for api in &project.apis {
                Box::pin(self.import_member(&mut tx, caller, api, how)).await?;
            }
        }
        let (mut row, created) = Box::pin(self.settle_product(&mut tx, caller, &project, how)).await?;
        let revision = Box::pin(self.furnish(&mut tx, caller, &mut row, &project.own, how.product)).await?;
        let api = view(&mut tx, caller.tenant(), row).await?;
        if !how.product.dry_run {
            tx.commit().await?;
        }
        Ok(ImportedApi { api, created, revision })
    }

    async fn import_member(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        api: &ApiProject,
        how: ProductImport,
    ) -> Result<(), Error> {
        let c = &api.configuration;
        let there = find(tx, caller, &c.name, &c.version).await?.is_some();
        if there && !how.overwrite_apis || !there && !how.import_apis {
            return Ok(());
        }
        let how = ApiImport { overwrite: true, ..how.product };
        let (mut row, _) = Box::pin(self.settle_api(tx, caller, api, how)).await?;
        Box::pin(self.furnish(tx, caller, &mut row, api, how)).await.map(drop)
    }

    async fn settle_product(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        project: &ProductProject,
        how: ProductImport,
    ) -> Result<(ApiRow, bool), Error> {
        let wanted = &project.own.configuration;
        let mut members = Vec::new();
        for Member { name, version, operations } in &project.members {
            let Some(api) = find(tx, caller, name, version).await?.filter(|a| !a.configuration.is_product())
            else {
                let wanted =
                    format!("{name}-{version}, of which the product is made; import it with importAPIs=true");
                return Err(crate::api::not_found(&wanted));
            };
            members.push(Wish { api_id: api.id, operations: operations.clone() });
        }
        let draft = Draft { configuration: wanted.clone(), members };
        let Some(there) = find(tx, caller, &wanted.name, &wanted.version).await? else {
            let provider = self.provider(tx, caller, &project.own, how.product).await?;
            let mut row = Box::pin(self.insert_product(tx, caller, draft)).await?;
            if row.provider != provider {
                row.provider = provider;
                store::api::update(tx, &row).await?;
            }
            return Ok((row, true));
        };
        access::ensure_may_work(caller, &there.configuration)?;
        if !how.product.overwrite || !there.configuration.is_product() {
            let message = format!(
                "The API product {}-{} already exists; import with overwriteAPIProduct to change it",
                wanted.name, wanted.version
            );
            return Err(Error::conflict(code::API_EXISTS, message));
        }
        Ok((Box::pin(self.replace_product(tx, caller, there, draft)).await?, false))
    }
}

async fn find(tx: &mut Tx, caller: &Caller, name: &str, version: &str) -> Result<Option<ApiRow>, Error> {
    let versions = store::api::versions(tx, caller.tenant().as_str(), name.trim()).await?;
    Ok(versions.into_iter().find(|v| v.configuration.version == version.trim()))
}

impl ProductProject {
    fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut source = Source::open(bytes, PRODUCT)?;
        let Some(Found { at, document }) = source.descriptor(PRODUCT)? else {
            return Err(wrong("file", "the archive has no api_product.yaml"));
        };
        let mut data = envelope::open_main(&at, PRODUCT, document)?;
        let members = objects(&format!("{at}: data.apis"), data["apis"].take())?;
        let members = members.into_iter().map(|m| member(&at, m)).collect::<Result<Vec<_>, _>>()?;
        if data["version"].is_null() {
            data["version"] = FIRST_VERSION.into();
        }
        data["lifeCycleStatus"] = data["state"].take();
        // The members say them.
        for name in ["operations", "scopes", "endpointConfig", "policyId"] {
            data[name] = Value::Null;
        }
        let mut apis = Vec::new();
        for (folder, inner) in source.projects_in(MEMBERS) {
            apis.push(ApiProject::of(&inner).map_err(|e| within(&folder, e))?);
        }
        let mut own = ApiProject::described(&source, &at, data)?;
        own.definition = None;
        Ok(Self { own, members, apis })
    }
}

fn member(at: &str, mut said: Value) -> Result<Member, Error> {
    let operations = objects(&format!("{at}: data.apis.operations"), said["operations"].take())?;
    let operation =
        |o: &Value| Ok((required(at, o, "verb")?.to_owned(), required(at, o, "target")?.to_owned()));
    Ok(Member {
        name: required(at, &said, "name")?.to_owned(),
        version: text(at, &said, "version")?.unwrap_or(FIRST_VERSION).to_owned(),
        operations: operations.iter().map(operation).collect::<Result<_, Error>>()?,
    })
}

/// The same error, of a project within the archive.
fn within(folder: &str, error: Error) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            for field in &mut fields {
                field.field = format!("{folder}/{}", field.field);
            }
            Error::Invalid(fields)
        }
        other => other,
    }
}

fn write(product: Contents, apis: Vec<Contents>, wanted: &ApiExport) -> Result<Exported, Error> {
    let c = &product.row.configuration;
    let mut package = Package::new(&format!("{}-{}", c.name, c.version), wanted.format);
    package.describe(PRODUCT, PRODUCT, descriptor(&product, wanted)?)?;
    let how =
        json!({"updateApiProduct": true, "importApis": true, "updateApis": true, "preserveProvider": true});
    let meta = json!({"name": c.name, "version": c.version, "deploy": {"import": how}});
    package.add("api_product_meta.yaml", envelope::write(meta, super::super::Format::Yaml))?;
    write_rest(&mut package, product, wanted)?;
    for api in apis {
        let c = &api.row.configuration;
        package.enter(&format!("{MEMBERS}{}", label(&format!("{}-{}", c.name, c.version))));
        write_api(&mut package, api, wanted)?;
    }
    package.pack()
}

/// A product's `data`: the contract's `APIProduct`.
fn descriptor(product: &Contents, wanted: &ApiExport) -> Result<Value, Error> {
    let Contents { row, api, .. } = product;
    let state = if wanted.preserve_status { row.state } else { model::lifecycle::State::Created };
    let data = configuration::write(api, row, state)?;
    let Value::Object(mut data) = data else { return Err(Error::internal("a configuration is no object")) };
    for name in ["members", "operations", "endpointConfig", "type"] {
        data.remove(name);
    }
    for (ours, theirs) in [("lifeCycleStatus", "state"), ("revisionedApiId", "revisionedApiProductId")] {
        if let Some(value) = data.remove(ours) {
            data.insert(theirs.to_owned(), value);
        }
    }
    let members: Vec<Value> = api
        .configuration
        .members
        .iter()
        .map(|m| json!({"name": m.name, "apiId": m.api_id, "version": m.version, "operations": m.operations}))
        .collect();
    data.insert("apiType".to_owned(), "APIProduct".into());
    data.insert("apis".to_owned(), members.into());
    Ok(Value::Object(Map::from_iter(data)))
}
