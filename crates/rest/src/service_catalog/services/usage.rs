//! `GET /services/{serviceId}/usage`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::service::ServiceUse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[derive(Debug, Serialize, ToSchema)]
pub struct UsageList {
    count: usize,
    list: Vec<UsingApi>,
}

#[derive(Debug, Serialize, ToSchema)]
struct UsingApi {
    id: String,
    name: String,
    context: String,
    version: String,
    provider: String,
}

impl From<ServiceUse> for UsingApi {
    fn from(api: ServiceUse) -> Self {
        let ServiceUse { id, name, full_context, version, provider } = api;
        Self { id, name, context: full_context, version, provider }
    }
}

/// APIs that were made of the service.
#[utoipa::path(
    get, path = "/services/{serviceId}/usage", tag = "Services", operation_id = "getServiceUsage",
    security(("OAuth2Security" = ["service_catalog:service_view", "apim:api_view"])),
    params(("serviceId" = String, Path)), responses((status = 200, body = UsageList)),
)]
pub async fn usage(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<UsageList>, Error> {
    let list: Vec<_> = control.service_usage(&caller, &id).await?.into_iter().map(UsingApi::from).collect();
    Ok(Json(UsageList { count: list.len(), list }))
}
