//! `PUT /apis/{apiId}/reimport-service`

use axum::extract::State;
use control::Control;

use super::body::ApiDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Takes the definition that the API's service has now.
#[utoipa::path(
    put, path = "/apis/{apiId}/reimport-service", tag = "APIs", operation_id = "reimportServiceFromCatalog",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    params(("apiId" = String, Path)), responses((status = 200, body = ApiDto)),
)]
pub async fn reimport_service(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<axum::Json<ApiDto>, Error> {
    Ok(axum::Json(control.reimport_service_of_api(&caller, &id).await?.into()))
}
