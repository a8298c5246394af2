//! `/apis`: what developers may find, read and call.

mod comments;
mod detail;
mod documents;
mod get;
mod list;
mod ratings;
mod subscription_policies;
mod swagger;
mod thumbnail;

use control::Control;
use control::catalogue::ApiRow;
use model::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use list::ApiFilter;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(get::get))
        .routes(routes!(swagger::swagger))
        .routes(routes!(thumbnail::thumbnail))
        .routes(routes!(subscription_policies::subscription_policies))
        .merge(documents::routes())
        .merge(comments::routes())
        .merge(ratings::routes())
}

/// An API in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APIInfo)]
pub struct ApiInfo {
    pub id: String,
    pub name: String,
    pub description: String,
    /// Base path at the gateway, with the version.
    pub context: String,
    pub version: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// Milliseconds since the epoch.
    pub created_time: String,
    pub provider: String,
    pub life_cycle_status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_uri: Option<String>,
    pub avg_rating: String,
    /// Names of the API's plans.
    pub throttling_policies: Vec<String>,
    pub advertise_info: Value,
    pub business_information: Value,
    pub is_subscription_available: bool,
}

impl From<&ApiRow> for ApiInfo {
    fn from(row: &ApiRow) -> Self {
        let c = &row.configuration;
        Self {
            id: row.id.clone(),
            name: c.name.clone(),
            description: c.description.clone().unwrap_or_default(),
            context: row.full_context.clone(),
            version: c.version.clone(),
            kind: c.kind.clone(),
            created_time: millis(row.created_at),
            provider: row.provider.clone(),
            life_cycle_status: row.state.as_str().to_owned(),
            thumbnail_uri: row.has_thumbnail.then(|| format!("/apis/{}/thumbnail", row.id)),
            avg_rating: average(row.rating),
            throttling_policies: c.policies.clone(),
            advertise_info: advertise_info(row),
            business_information: c.business_information.clone().unwrap_or_else(|| json!({})),
            is_subscription_available: row.state.open_to_subscription() && !c.policies.is_empty(),
        }
    }
}

/// An average rating with one digit after the point; `0.0` when nobody has rated.
fn average(rating: f64) -> String {
    format!("{rating:.1}")
}

fn advertise_info(row: &ApiRow) -> Value {
    let given = row.configuration.advertise_info.clone();
    given.unwrap_or_else(|| json!({"advertised": false, "apiOwner": row.provider}))
}

/// Milliseconds since the epoch, as text.
fn millis(micros: i64) -> String {
    Timestamp(micros).millis().to_string()
}
