//! `GET /apis/{apiId}/comments/{commentId}`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::comment::Door;

use crate::api_comment::{CommentDto, Names, ReplyPage};
use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};

/// One comment, with a page of its answers.
#[utoipa::path(
    get, path = "/apis/{apiId}/comments/{commentId}", tag = "Comments", operation_id = "getCommentOfAPI",
    security(("OAuth2Security" = ["apim:api_view", "apim:comment_view", "apim:comment_manage"])),
    params(("apiId" = String, Path), ("commentId" = String, Path), ReplyPage, Names),
    responses((status = 200, body = CommentDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
    Query(replies): Query<ReplyPage>,
    Query(names): Query<Names>,
) -> Result<Json<CommentDto>, Error> {
    let door = Door::Publisher(caller);
    let page = replies.checked()?;
    Ok(Json(control.comment(&door, &api, &id, page, names.include_commenter_info).await?.into()))
}
