//! `GET /apis/{apiId}/comments/{commentId}/replies`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::comment::Door;

use crate::api_comment::{CommentListDto, Names};
use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::paging::Page;

/// The answers to a comment, oldest first.
#[utoipa::path(
    get, path = "/apis/{apiId}/comments/{commentId}/replies", tag = "Comments",
    operation_id = "getRepliesOfComment",
    security(("OAuth2Security" = ["apim:api_view", "apim:comment_view", "apim:comment_manage"])),
    params(("apiId" = String, Path), ("commentId" = String, Path), Page, Names),
    responses((status = 200, body = CommentListDto)),
)]
pub async fn replies(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
    Query(page): Query<Page>,
    Query(names): Query<Names>,
) -> Result<Json<CommentListDto>, Error> {
    let page = page.checked()?;
    let door = Door::Publisher(caller);
    let page = (page.offset, page.limit);
    let found = control.answers(&door, &api, &id, page, names.include_commenter_info).await?;
    Ok(Json(CommentListDto::new(found, &format!("/apis/{api}/comments/{id}/replies"))))
}
