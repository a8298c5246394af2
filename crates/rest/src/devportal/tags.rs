//! `GET /tags`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use super::viewer::Looking;
use crate::error::Error;
use crate::extract::Query;
use crate::paging::{List, Page};

#[derive(Debug, Serialize, ToSchema)]
pub struct Tag {
    value: String,
    /// APIs that have it and that the viewer may see.
    count: i64,
}

/// The tags of the APIs that the viewer may see.
#[utoipa::path(
    get, path = "/tags", tag = "APIs",
    operation_id = "tags_list",
    security((), ("OAuth2Security" = [])),
    params(Page, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = List<Tag>)),
)]
pub async fn list(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Query(page): Query<Page>,
) -> Result<Json<List<Tag>>, Error> {
    let page = page.checked()?;
    let tags = control.catalogue_tags(&viewer).await?;
    let tags = tags.into_iter().map(|t| Tag { value: t.value, count: t.count }).collect();
    Ok(Json(page.cut(tags, "/tags", "")))
}
