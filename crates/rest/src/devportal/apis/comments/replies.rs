//! `GET /apis/{apiId}/comments/{commentId}/replies`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::comment::Door;

use crate::api_comment::{CommentListDto, Names};
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::paging::Page;

/// The answers to a comment, oldest first.
#[utoipa::path(
    get, path = "/apis/{apiId}/comments/{commentId}/replies", tag = "Comments",
    operation_id = "getRepliesOfComment",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), ("commentId" = String, Path), Page, Names, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = CommentListDto)),
)]
pub async fn replies(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path((api, id)): Path<(String, String)>,
    Query(page): Query<Page>,
    Query(names): Query<Names>,
) -> Result<Json<CommentListDto>, Error> {
    let page = page.checked()?;
    let door = Door::DevPortal(viewer);
    let page = (page.offset, page.limit);
    let found = control.answers(&door, &api, &id, page, names.include_commenter_info).await?;
    Ok(Json(CommentListDto::new(found, &format!("/apis/{api}/comments/{id}/replies"))))
}
