//! `POST /apis/{apiId}/comments`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use control::comment::EntryPoint;

use crate::api_comment::{CommentDto, NewComment, ReplyTo};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path, Query};
use crate::publisher::created;

/// Comments on an API, or answers a comment.
#[utoipa::path(
    post, path = "/apis/{apiId}/comments", tag = "Comments", operation_id = "addCommentToAPI",
    security(("OAuth2Security" = ["apim:comment_write", "apim:comment_manage"])),
    params(("apiId" = String, Path), ReplyTo),
    request_body = NewComment,
    responses((status = 201, body = CommentDto)),
)]
pub async fn add(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    Query(to): Query<ReplyTo>,
    extract::Json(body): extract::Json<NewComment>,
) -> Result<impl IntoResponse, Error> {
    let (at, category) = (EntryPoint::Publisher, body.category.as_deref());
    let made = control.add_comment(&caller, at, &api, to.id(), &body.content, category).await?;
    Ok(created(&format!("/apis/{api}/comments/{}", made.row.id), CommentDto::from(made)))
}
