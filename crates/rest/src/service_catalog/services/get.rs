//! `GET /services/{serviceId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::ServiceDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[utoipa::path(
    get, path = "/services/{serviceId}", tag = "Services", operation_id = "getServiceById",
    security(("OAuth2Security" = ["service_catalog:service_view", "apim:api_view"])),
    params(("serviceId" = String, Path)), responses((status = 200, body = ServiceDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<ServiceDto>, Error> {
    Ok(Json(control.service(&caller, &id).await?.into()))
}
