//! `GET /client-registration/v0.17/register/{clientId}`.

use axum::extract::{Request, State};
use axum::response::IntoResponse;

use super::{ClientId, Registration17};
use crate::OAuth;
use crate::error::Error;

#[utoipa::path(
    get,
    path = "/client-registration/v0.17/register/{client_id}",
    tag = "Client registration",
    summary = "A client with its secret, for its owner",
    params(("client_id" = String, Path)),
    responses(
        (status = 200, description = "The client", body = Registration17),
        (status = 404, description = "The user has no such client"),
    ),
)]
pub async fn read(
    State(oauth): State<OAuth>,
    ClientId(id): ClientId,
    request: Request,
) -> Result<impl IntoResponse, Error> {
    let (headers, peer) = (request.headers(), crate::credential::peer(request.extensions()));
    let user = oauth.authenticate_user(headers, peer).await?;
    let client = oauth.manageable(&user, &id).await?;
    oauth.answer(client)
}
