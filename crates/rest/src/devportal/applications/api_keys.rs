//! API keys of an application: `/applications/{applicationId}/api-keys/{keyType}`.

mod generate;
mod list;
mod revoke;

use control::Control;
use control::api_key::NewApiKey;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(generate::generate))
        .routes(routes!(generate::regenerate))
        .routes(routes!(revoke::revoke))
        .routes(routes!(list::list))
}

/// A new key; it is not told again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APIKey)]
struct ApiKey {
    key_name: String,
    apikey: String,
    /// Seconds; -1 never expires.
    validity_time: i64,
    /// The same, under the name of newer clients.
    validity_period: i64,
}

impl From<NewApiKey> for ApiKey {
    fn from(new: NewApiKey) -> Self {
        Self {
            key_name: new.name,
            apikey: new.key,
            validity_time: new.validity,
            validity_period: new.validity,
        }
    }
}
