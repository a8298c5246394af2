//! `PATCH /apis/{apiId}/comments/{commentId}`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::comment::EntryPoint;

use crate::api_comment::{CommentChange, CommentDto};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Changes a comment: for its author.
#[utoipa::path(
    patch, path = "/apis/{apiId}/comments/{commentId}", tag = "Comments", operation_id = "editCommentOfAPI",
    security(("OAuth2Security" = ["apim:comment_write", "apim:comment_manage"])),
    params(("apiId" = String, Path), ("commentId" = String, Path)),
    request_body = CommentChange,
    responses((status = 200, body = CommentDto)),
)]
pub async fn edit(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
    extract::Json(body): extract::Json<CommentChange>,
) -> Result<Json<CommentDto>, Error> {
    let (content, category) = (body.content.as_deref(), body.category.as_deref());
    let at = EntryPoint::Publisher;
    Ok(Json(control.edit_comment(&caller, at, &api, &id, content, category).await?.into()))
}
