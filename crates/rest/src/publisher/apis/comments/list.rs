//! `GET /apis/{apiId}/comments`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::comment::Door;

use crate::api_comment::{CommentListDto, Names};
use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::paging::Page;

/// The threads about an API, newest first, each with its first answers.
#[utoipa::path(
    get, path = "/apis/{apiId}/comments", tag = "Comments", operation_id = "getAllCommentsOfAPI",
    security(("OAuth2Security" = ["apim:api_view", "apim:comment_view", "apim:comment_manage"])),
    params(("apiId" = String, Path), Page, Names),
    responses((status = 200, body = CommentListDto)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    Query(page): Query<Page>,
    Query(names): Query<Names>,
) -> Result<Json<CommentListDto>, Error> {
    let page = page.checked()?;
    let door = Door::Publisher(caller);
    let found =
        control.comments(&door, &api, (page.offset, page.limit), names.include_commenter_info).await?;
    Ok(Json(CommentListDto::new(found, &format!("/apis/{api}/comments"))))
}
