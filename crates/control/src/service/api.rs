//! APIs that are made of services.

use bytes::Bytes;
use model::api::ApiConfiguration;
use serde_json::json;
use store::Tx;
use store::api::ApiRow;
use store::service::ServiceRow;

use super::not_found;
use crate::api::{Api, definition, endpoint, view};
use crate::error::Error;
use crate::operation_policy::attach;
use crate::{Caller, Control};

/// Says in an API's configuration what it was made of, and whether that has changed since.
pub(crate) async fn tell(
    tx: &mut Tx,
    tenant: &str,
    api: &str,
    of: &mut ApiConfiguration,
) -> Result<(), Error> {
    of.service_info = store::service::of_api(tx, tenant, api).await?.map(|link| {
        json!({"key": link.service_key, "name": link.name, "version": link.version,
            "outdated": link.md5_then != link.md5})
    });
    Ok(())
}

impl Control {
    /// Makes an API of a service. `properties` come before what the service and its definition say.
    pub async fn import_service_as_api(
        &self,
        caller: &Caller,
        key: &str,
        mut properties: ApiConfiguration,
    ) -> Result<Api, Error> {
        let mut tx = self.read().await?;
        let (service, text) = openapi_of(&mut tx, caller, key).await?;
        drop(tx);
        for (member, said) in
            [(&mut properties.name, &service.name), (&mut properties.version, &service.version)]
        {
            if member.trim().is_empty() {
                member.clone_from(said);
            }
        }
        if properties.endpoint_config.is_none() {
            let at = json!({"url": service.url});
            properties.endpoint_config =
                Some(json!({"endpoint_type": "http", "production_endpoints": at, "sandbox_endpoints": at}));
        }
        if properties.description.is_none() && !service.description.is_empty() {
            properties.description = Some(service.description.clone());
        }
        let (document, configuration) = self.configuration_of_definition(text, properties).await?;
        let mut tx = self.begin().await?;
        let row = Box::pin(self.insert_api(&mut tx, caller, configuration, Some(&document.text()))).await?;
        link(&mut tx, caller, &row, &service).await?;
        let api = view(&mut tx, caller.tenant(), row).await?;
        tx.commit().await?;
        Ok(api)
    }

    /// Takes the definition that the API's service has now.
    pub async fn reimport_service_of_api(&self, caller: &Caller, id: &str) -> Result<Api, Error> {
        let mut tx = self.read().await?;
        let row = self.load_single_api(&mut tx, caller, id).await?;
        let Some(from) = store::service::of_api(&mut tx, &row.tenant, &row.id).await? else {
            return Err(Error::refused(400, format!("The API {id} was not made of a service")));
        };
        let (service, text) = openapi_of(&mut tx, caller, &from.service_key).await?;
        drop(tx);
        let document = definition::read("definition", text).await?;
        let mut tx = self.begin().await?;
        let row = self.load_single_api(&mut tx, caller, id).await?;
        let mut configuration = row.configuration.clone();
        // An empty secret keeps its value; a sealed one would be sealed again.
        endpoint::redact(&mut configuration);
        attach::redact(&mut configuration);
        definition::adopt(&mut configuration, &document)?;
        let row = Box::pin(self.replace_configuration(&mut tx, caller, row, configuration)).await?;
        store::api::definition::put(&mut tx, &row.tenant, &row.id, &document.text()).await?;
        link(&mut tx, caller, &row, &service).await?;
        let api = view(&mut tx, caller.tenant(), row).await?;
        tx.commit().await?;
        Ok(api)
    }

    /// The service of an archive's API, when this tenant has it too.
    pub(crate) async fn link_service(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        row: &ApiRow,
        key: &str,
    ) -> Result<(), Error> {
        let service = store::service::by_key(tx, caller.tenant().as_str(), key).await?;
        match service {
            Some(service) => link(tx, caller, row, &service).await,
            None => Ok(()),
        }
    }
}

async fn link(tx: &mut Tx, caller: &Caller, row: &ApiRow, service: &ServiceRow) -> Result<(), Error> {
    Ok(store::service::link(tx, caller.tenant().as_str(), &row.id, &service.id, &service.md5).await?)
}

/// The service with the key, which must be described by OpenAPI, and its definition.
async fn openapi_of(tx: &mut Tx, caller: &Caller, key: &str) -> Result<(ServiceRow, Bytes), Error> {
    let service = store::service::by_key(tx, caller.tenant().as_str(), key).await?;
    let service = service.ok_or_else(|| not_found(key))?;
    if !service.definition_type.starts_with("OAS") {
        return Err(Error::NotSupported("APIs of services that are not described by OpenAPI"));
    }
    let text = store::service::definition(tx, &service.tenant, &service.id).await?;
    Ok((service, text.unwrap_or_default().into()))
}
