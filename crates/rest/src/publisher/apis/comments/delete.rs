//! `DELETE /apis/{apiId}/comments/{commentId}`

use axum::extract::State;
use control::Control;
use control::comment::EntryPoint;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a comment with its answers: for its author and for administrators.
#[utoipa::path(
    delete, path = "/apis/{apiId}/comments/{commentId}", tag = "Comments", operation_id = "deleteComment",
    security(("OAuth2Security" = ["apim:comment_write", "apim:comment_manage", "apim:admin"])),
    params(("apiId" = String, Path), ("commentId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
) -> Result<(), Error> {
    Ok(control.delete_comment(&caller, EntryPoint::Publisher, &api, &id).await?)
}
