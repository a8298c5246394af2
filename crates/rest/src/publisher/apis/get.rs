//! `GET /apis/{apiId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::body::ApiDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// One API, or a revision of one.
#[utoipa::path(
    get, path = "/apis/{apiId}", tag = "APIs", operation_id = "getAPI",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:api_import_export", "apim:api_product_import_export"])),
    params(("apiId" = String, Path, description = "Id of an API or of a revision")),
    responses((status = 200, body = ApiDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<ApiDto>, Error> {
    Ok(Json(control.get_api(&caller, &id).await?.into()))
}
