//! `DELETE /client-registration/v0.17/register/{clientId}`.

use axum::extract::{Request, State};
use axum::http::StatusCode;

use super::ClientId;
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
    ClientId(id): ClientId,
    request: Request,
) -> Result<StatusCode, Error> {
    let (headers, peer) = (request.headers(), crate::credential::peer(request.extensions()));
    let user = oauth.authenticate_user(headers, peer).await?;
    oauth.manageable(&user, &id).await?;
    oauth.delete_client(&user.user.tenant, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
