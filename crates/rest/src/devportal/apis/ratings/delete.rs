//! `DELETE /apis/{apiId}/user-rating`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Takes the caller's rating back.
#[utoipa::path(
    delete, path = "/apis/{apiId}/user-rating", tag = "Ratings",
    operation_id = "apis_user_rating_delete",
    security(("OAuth2Security" = ["apim:subscribe"])),
    params(("apiId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
) -> Result<(), Error> {
    Ok(control.unrate(&caller, &api).await?)
}
