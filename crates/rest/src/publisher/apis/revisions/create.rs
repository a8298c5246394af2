//! `POST /apis/{apiId}/revisions`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use serde::Deserialize;
use utoipa::ToSchema;

use super::RevisionDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, OptionalJson, Path};
use crate::publisher::created;

#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = APIRevisionRequest)]
pub struct Body {
    /// At most 255 characters.
    pub description: Option<String>,
}

/// Takes a snapshot of an API.
#[utoipa::path(
    post, path = "/apis/{apiId}/revisions", tag = "API Revisions", operation_id = "createAPIRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:api_publish", "apim:api_import_export"])),
    params(("apiId" = String, Path)),
    request_body = Option<Body>,
    responses((status = 201, body = RevisionDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    OptionalJson(body): OptionalJson<Body>,
) -> Result<impl IntoResponse, Error> {
    let description = body.and_then(|b| b.description).unwrap_or_default();
    let made = control.create_revision(&caller, &id, &description).await?;
    Ok(created(&format!("/apis/{id}/revisions/{}", made.id), RevisionDto::from(made)))
}
