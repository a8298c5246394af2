//! `/services`: back ends that integrators announce.

pub mod create;
pub mod definition;
pub mod delete;
pub mod export;
pub mod form;
pub mod get;
pub mod import;
pub mod list;
pub mod update;
pub mod usage;

use axum::extract::DefaultBodyLimit;
use control::Control;
use control::service::{Draft, Service};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::surface::DEFINITION_BODY_LIMIT;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(export::export))
        .routes(routes!(import::import))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(definition::definition))
        .routes(routes!(usage::usage))
        .layer(DefaultBodyLimit::max(DEFINITION_BODY_LIMIT))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Service)]
pub struct ServiceDto {
    id: String,
    name: String,
    version: String,
    service_key: String,
    md5: String,
    #[serde(flatten)]
    more: Option<More>,
}

/// What a shrunk list leaves out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct More {
    description: String,
    service_url: String,
    /// `OAS2`, `OAS3`, `WSDL1`, `WSDL2`, `GRAPHQL_SDL` or `ASYNC_API`.
    definition_type: String,
    security_type: String,
    #[serde(rename = "mutualSSLEnabled")]
    mutual_ssl_enabled: bool,
    /// How many APIs were made of it.
    usage: i64,
    created_time: String,
    last_updated_time: String,
    definition_url: String,
}

impl From<Service> for ServiceDto {
    fn from(service: Service) -> Self {
        let Service { id, draft, md5, usage, created_at, updated_at } = service;
        let more = More {
            description: draft.description,
            service_url: draft.url,
            definition_type: draft.definition_type,
            security_type: draft.security_type,
            mutual_ssl_enabled: draft.mutual_ssl,
            usage,
            created_time: created_at.millis().to_string(),
            last_updated_time: updated_at.millis().to_string(),
            definition_url: format!("{}/services/{id}/definition", super::BASE),
        };
        Self { id, name: draft.name, version: draft.version, service_key: draft.key, md5, more: Some(more) }
    }
}

/// `serviceMetadata` of a form.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    name: String,
    version: String,
    /// Unique in the tenant; name and version when it is left out.
    #[serde(default)]
    service_key: Option<String>,
    #[serde(default)]
    description: Option<String>,
    service_url: String,
    definition_type: String,
    #[serde(default)]
    security_type: Option<String>,
    #[serde(default, rename = "mutualSSLEnabled")]
    mutual_ssl_enabled: Option<bool>,
}

impl From<Metadata> for Draft {
    fn from(said: Metadata) -> Self {
        Self {
            name: said.name,
            version: said.version,
            key: said.service_key.unwrap_or_default(),
            description: said.description.unwrap_or_default(),
            url: said.service_url,
            definition_type: said.definition_type,
            security_type: said.security_type.unwrap_or_default(),
            mutual_ssl: said.mutual_ssl_enabled.unwrap_or_default(),
        }
    }
}
