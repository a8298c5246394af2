//! `GET /apis/{apiId}/ratings`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use super::RatingDto;
use crate::devportal::apis::average;
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::paging::{Page, Pagination};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RatingList {
    avg_rating: String,
    /// What the viewer gave it; 0 when nothing.
    user_rating: i64,
    /// How many are in `list`.
    count: usize,
    list: Vec<RatingDto>,
    pagination: Pagination,
}

/// The ratings of an API, newest first.
#[utoipa::path(
    get, path = "/apis/{apiId}/ratings", tag = "Ratings",
    operation_id = "apis_ratings_list",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), Page, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = RatingList)),
)]
pub async fn list(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path(api): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<RatingList>, Error> {
    let page = page.checked()?;
    let found = control.ratings(&viewer, &api, page.offset, page.limit).await?;
    let list = found.list.into_iter().map(RatingDto::from).collect();
    let list = page.list(list, found.total, &format!("/apis/{api}/ratings"), "");
    Ok(Json(RatingList {
        avg_rating: average(found.average),
        user_rating: found.own.unwrap_or_default(),
        count: list.count,
        list: list.list,
        pagination: list.pagination,
    }))
}
