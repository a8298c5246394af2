//! `GET /apis/{apiId}/thumbnail`

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use control::Control;

use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::Path;

/// The API's picture; 204 when it has none.
#[utoipa::path(
    get, path = "/apis/{apiId}/thumbnail", tag = "APIs",
    operation_id = "apis_thumbnail",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = Vec<u8>, content_type = "image/png"), (status = 204)),
)]
pub async fn thumbnail(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let picture = control.catalogue_thumbnail(&viewer, &id).await?;
    let Some((media_type, bytes)) = picture else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    // A picture that a browser would run as a document (SVG) must not run in this origin.
    let sandbox = (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned(),
    );
    Ok(([(header::CONTENT_TYPE, media_type), sandbox], bytes).into_response())
}
