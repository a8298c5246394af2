//! `GET /apis/{apiId}/user-rating`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::RatingDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// What the caller gave an API.
#[utoipa::path(
    get, path = "/apis/{apiId}/user-rating", tag = "Ratings",
    operation_id = "apis_user_rating_get",
    security(("OAuth2Security" = ["apim:subscribe"])),
    params(("apiId" = String, Path)),
    responses((status = 200, body = RatingDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
) -> Result<Json<RatingDto>, Error> {
    let found = control.own_rating(&caller, &api).await?.map(RatingDto::from);
    let none = || RatingDto { rating_id: None, api_id: api, rated_by: caller.name(), rating: 0 };
    Ok(Json(found.unwrap_or_else(none)))
}
