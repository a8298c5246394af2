//! `POST /apis/{apiId}/generate-key`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A key for the header `Internal-Key`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APIKey)]
pub struct TestKey {
    apikey: String,
    /// Seconds.
    validity_time: i64,
}

/// A key to try the API out with at a gateway, published or not, without a subscription.
#[utoipa::path(
    post, path = "/apis/{apiId}/generate-key", tag = "APIs", operation_id = "generateInternalAPIKey",
    security(("OAuth2Security" = ["apim:api_generate_key", "apim:api_manage"])),
    params(("apiId" = String, Path)),
    responses((status = 200, body = TestKey)),
)]
pub async fn generate_key(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
) -> Result<Json<TestKey>, Error> {
    let made = control.generate_test_key(&caller, &api).await?;
    Ok(Json(TestKey { apikey: made.key, validity_time: made.validity }))
}
