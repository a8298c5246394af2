//! `/apis/{apiId}/client-certificates` (of production keys) and `/apis/{apiId}/client-certs/{keyType}`.

mod add;
mod content;
mod delete;
mod get;
mod list;
mod update;

use control::Control;
use control::certificate::client::ClientCertificate;
use model::application::KeyType;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::paging::{Page, Pagination, encode};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, add::add))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(content::content))
        .routes(routes!(list::list_of_type, add::add_of_type))
        .routes(routes!(get::get_of_type, update::update_of_type, delete::delete_of_type))
        .routes(routes!(content::content_of_type))
}

fn key_type(text: &str) -> Result<KeyType, Error> {
    KeyType::parse(text).ok_or_else(|| Error::invalid("keyType", "must be PRODUCTION or SANDBOX"))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct OfAlias {
    /// Part of an alias.
    alias: String,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct NewForm {
    /// One X.509 certificate, in PEM or DER.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    certificate: String,
    #[schema(max_length = 30)]
    alias: String,
    /// A business plan.
    tier: String,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct ChangeForm {
    /// One X.509 certificate, in PEM or DER.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    certificate: Option<String>,
    /// A business plan.
    tier: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClientCertMetadata)]
pub struct ClientCertificateDto {
    alias: String,
    api_id: String,
    key_type: String,
    tier: String,
    /// What gateways do with it: nothing yet.
    notice: &'static str,
}

impl From<ClientCertificate> for ClientCertificateDto {
    fn from(row: ClientCertificate) -> Self {
        Self {
            alias: row.alias,
            api_id: row.api_id,
            key_type: row.key_type,
            tier: row.tier,
            notice: control::certificate::NOTICE,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ClientCertificates {
    /// How many are in `certificates`.
    count: usize,
    certificates: Vec<ClientCertificateDto>,
    pagination: Pagination,
}

impl ClientCertificates {
    fn new((rows, total): (Vec<ClientCertificate>, i64), page: Page, path: &str, asked: &OfAlias) -> Self {
        let query =
            if asked.alias.is_empty() { String::new() } else { format!("&alias={}", encode(&asked.alias)) };
        let rows = rows.into_iter().map(ClientCertificateDto::from).collect();
        let list = page.list(rows, total, path, &query);
        Self { count: list.count, certificates: list.list, pagination: list.pagination }
    }
}
