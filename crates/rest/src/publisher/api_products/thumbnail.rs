//! `/api-products/{apiProductId}/thumbnail`

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::thumbnail::{FileInfo, ThumbnailForm};

/// A product's picture.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/thumbnail", tag = "API Products", operation_id = "getAPIProductThumbnail",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/png")),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
) -> Result<impl IntoResponse, Error> {
    let (media_type, bytes) = control.get_thumbnail(&caller, &id).await?;
    Ok(([(header::CONTENT_TYPE, media_type)], bytes))
}

/// Replaces a product's picture.
#[utoipa::path(
    put, path = "/api-products/{apiProductId}/thumbnail", tag = "API Products", operation_id = "updateAPIProductThumbnail",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    request_body(content = ThumbnailForm, content_type = "multipart/form-data"),
    responses((status = 200, body = FileInfo)),
)]
pub async fn put(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
    mut form: Multipart,
) -> Result<Json<FileInfo>, Error> {
    let media_type = control.put_thumbnail(&caller, &id, &form.part("file").await?).await?;
    Ok(Json(FileInfo { relative_path: format!("api-products/{id}/thumbnail"), media_type }))
}
