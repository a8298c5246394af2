//! `GET /apis/{apiId}/swagger`

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::{Path, Query};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct At {
    /// Whose URLs the definition's servers are; any of those where the API is deployed when absent.
    environment_name: Option<String>,
}

/// The API's definition, to call it at the gateway.
#[utoipa::path(
    get, path = "/apis/{apiId}/swagger", tag = "APIs",
    operation_id = "apis_swagger",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), At, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = String, content_type = "application/json")),
)]
pub async fn swagger(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path(id): Path<String>,
    Query(at): Query<At>,
) -> Result<impl IntoResponse, Error> {
    let text = control.catalogue_definition(&viewer, &id, at.environment_name.as_deref()).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text))
}
