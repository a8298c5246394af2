//! `/tenant-theme`

use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::IntoResponse;
use control::Control;
use control::theme::MAX_ARCHIVE;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart};

/// Bytes of the form around the archive.
const FORM: usize = 64 * 1024;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(get, put)).layer(DefaultBodyLimit::max(MAX_ARCHIVE + FORM))
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct ThemeForm {
    /// A zip archive of at most 5 MiB, 50 MiB when unpacked.
    #[schema(format = Binary, content_media_type = "application/zip")]
    file: String,
}

/// The theme of the tenant's portals, as it was given.
#[utoipa::path(
    get, path = "/tenant-theme", tag = "Tenant theme", operation_id = "exportTenantTheme",
    security(("OAuth2Security" = ["apim:admin", "apim:tenant_theme_manage"])),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")),
)]
async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<impl IntoResponse, Error> {
    let named = "attachment; filename=\"tenant-theme.zip\"";
    let archive = control.theme(&caller).await?;
    Ok(([(header::CONTENT_TYPE, "application/zip"), (header::CONTENT_DISPOSITION, named)], archive))
}

/// Replaces the theme of the tenant's portals.
#[utoipa::path(
    put, path = "/tenant-theme", tag = "Tenant theme", operation_id = "importTenantTheme",
    security(("OAuth2Security" = ["apim:admin", "apim:tenant_theme_manage"])),
    request_body(content = ThemeForm, content_type = "multipart/form-data"), responses((status = 200)),
)]
async fn put(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    mut form: Multipart,
) -> Result<(), Error> {
    Ok(control.put_theme(&caller, &form.part("file").await?).await?)
}
