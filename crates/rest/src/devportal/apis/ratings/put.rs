//! `PUT /apis/{apiId}/user-rating`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::RatingDto;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Rates an API, or rates it anew.
#[utoipa::path(
    put, path = "/apis/{apiId}/user-rating", tag = "Ratings",
    operation_id = "apis_user_rating_put",
    security(("OAuth2Security" = ["apim:subscribe"])),
    params(("apiId" = String, Path)),
    request_body = RatingDto,
    responses((status = 200, body = RatingDto)),
)]
pub async fn put(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    extract::Json(body): extract::Json<RatingDto>,
) -> Result<Json<RatingDto>, Error> {
    Ok(Json(control.rate(&caller, &api, body.rating).await?.into()))
}
