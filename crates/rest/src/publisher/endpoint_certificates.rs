//! `/endpoint-certificates`: certificates of back ends, of a whole tenant.

mod add;
mod content;
mod delete;
mod get;
mod list;
mod update;
mod usage;

use control::Control;
use control::certificate::endpoint::EndpointCertificate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, add::add))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(content::content))
        .routes(routes!(usage::usage))
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CertMetadata)]
pub struct EndpointCertificateDto {
    alias: String,
    endpoint: String,
    /// What gateways do with it: nothing yet.
    notice: &'static str,
}

impl From<EndpointCertificate> for EndpointCertificateDto {
    fn from(row: EndpointCertificate) -> Self {
        Self { alias: row.alias, endpoint: row.endpoint, notice: control::certificate::NOTICE }
    }
}
