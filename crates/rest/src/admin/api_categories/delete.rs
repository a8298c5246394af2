//! `DELETE /api-categories/{apiCategoryId}`.

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a category that no API is in.
#[utoipa::path(
    delete, path = "/api-categories/{apiCategoryId}", tag = "API categories",
    operation_id = "api_categories_delete",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    params(("apiCategoryId" = String, Path)), responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_category(&caller, &id).await?)
}
