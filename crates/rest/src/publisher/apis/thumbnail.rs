//! `/apis/{apiId}/thumbnail`

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Path};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FileInfo)]
pub struct FileInfo {
    /// Below the API's base path.
    pub relative_path: String,
    pub media_type: &'static str,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
pub struct ThumbnailForm {
    /// A PNG, JPEG, GIF or WebP picture of at most 1 MiB.
    #[schema(format = Binary, content_media_type = "image/png")]
    file: String,
}

/// An API's picture.
#[utoipa::path(
    get, path = "/apis/{apiId}/thumbnail", tag = "APIs", operation_id = "getAPIThumbnail",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage"])),
    params(("apiId" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/png")),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Error> {
    let (media_type, bytes) = control.get_thumbnail(&caller, &id).await?;
    Ok(([(header::CONTENT_TYPE, media_type)], bytes))
}

/// Replaces an API's picture.
#[utoipa::path(
    put, path = "/apis/{apiId}/thumbnail", tag = "APIs", operation_id = "updateAPIThumbnail",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:api_publish"])),
    params(("apiId" = String, Path)),
    request_body(content = ThumbnailForm, content_type = "multipart/form-data"),
    responses((status = 201, body = FileInfo)),
)]
pub async fn put(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    mut form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let media_type = control.put_thumbnail(&caller, &id, &form.part("file").await?).await?;
    Ok((StatusCode::CREATED, Json(FileInfo { relative_path: format!("apis/{id}/thumbnail"), media_type })))
}
