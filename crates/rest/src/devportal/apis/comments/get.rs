//! `GET /apis/{apiId}/comments/{commentId}`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::comment::Door;

use crate::api_comment::{CommentDto, Names, ReplyPage};
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::{Path, Query};

/// One comment, with a page of its answers.
#[utoipa::path(
    get, path = "/apis/{apiId}/comments/{commentId}", tag = "Comments", operation_id = "getCommentOfAPI",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), ("commentId" = String, Path), ReplyPage, Names, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = CommentDto)),
)]
pub async fn get(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path((api, id)): Path<(String, String)>,
    Query(replies): Query<ReplyPage>,
    Query(names): Query<Names>,
) -> Result<Json<CommentDto>, Error> {
    let door = Door::DevPortal(viewer);
    let page = replies.checked()?;
    Ok(Json(control.comment(&door, &api, &id, page, names.include_commenter_info).await?.into()))
}
