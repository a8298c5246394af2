//! `GET /apis/{apiId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::detail::Api;
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::Path;

/// One API.
#[utoipa::path(
    get, path = "/apis/{apiId}", tag = "APIs",
    operation_id = "apis_get",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = Api)),
)]
pub async fn get(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path(id): Path<String>,
) -> Result<Json<Api>, Error> {
    Ok(Json(control.catalogue_api(&viewer, &id).await?.into()))
}
