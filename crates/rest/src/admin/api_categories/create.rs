//! `POST /api-categories`.

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;

use super::CategoryDto;
use crate::admin::created;
use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// Makes a category.
#[utoipa::path(
    post, path = "/api-categories", tag = "API categories", operation_id = "api_categories_create",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    request_body = CategoryDto, responses((status = 201, body = CategoryDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<CategoryDto>,
) -> Result<impl IntoResponse, Error> {
    let made = control.create_category(&caller, &body.name, &body.description).await?;
    Ok(created(&format!("/api-categories/{}", made.id), CategoryDto::from(made)))
}
