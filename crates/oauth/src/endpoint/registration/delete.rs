//! `DELETE /client-registration/v0.17/register/{clientId}`.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;

use crate::OAuth;
use crate::error::Error;

#[utoipa::path(
    delete,
    path = "/client-registration/v0.17/register/{client_id}",
    tag = "Client registration",
    summary = "Deletes a client and revokes its tokens",
    params(("client_id" = String, Path)),
    responses(
        (status = 204, description = "Deleted"),
        (status = 404, description = "The user has no such client"),
    ),
)]
pub async fn delete(
    State(oauth): State<OAuth>,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Error> {
    let (headers, peer) = (request.headers(), crate::attempts::peer(request.extensions()));
    let user = oauth.authenticate_user(headers, peer).await?;
    oauth.manageable(&user, &id).await?;
    oauth.delete_client(&user.user.tenant, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
