//! `GET /apis/{apiId}/comments`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::comment::Door;

use crate::api_comment::{CommentListDto, Names};
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::paging::Page;

/// The threads about an API, newest first, each with its first answers.
#[utoipa::path(
    get, path = "/apis/{apiId}/comments", tag = "Comments", operation_id = "getAllCommentsOfAPI",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), Page, Names, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = CommentListDto)),
)]
pub async fn list(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path(api): Path<String>,
    Query(page): Query<Page>,
    Query(names): Query<Names>,
) -> Result<Json<CommentListDto>, Error> {
    let page = page.checked()?;
    let door = Door::DevPortal(viewer);
    let found =
        control.comments(&door, &api, (page.offset, page.limit), names.include_commenter_info).await?;
    Ok(Json(CommentListDto::new(found, &format!("/apis/{api}/comments"))))
}
