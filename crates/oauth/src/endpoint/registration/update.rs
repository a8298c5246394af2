//! `PUT /client-registration/v0.17/register/{clientId}`.

use axum::extract::{Request, State};
use axum::response::IntoResponse;

use super::{ClientId, Registration, Registration17};
use crate::OAuth;
use crate::error::Error;

#[utoipa::path(
    put,
    path = "/client-registration/v0.17/register/{client_id}",
    tag = "Client registration",
    summary = "Replaces the settings of a client; id, secret and owner stay",
    params(("client_id" = String, Path)),
    request_body = Registration,
    responses(
        (status = 200, description = "The client", body = Registration17),
        (status = 404, description = "The user has no such client"),
    ),
)]
pub async fn update(
    State(oauth): State<OAuth>,
    ClientId(id): ClientId,
    request: Request,
) -> Result<impl IntoResponse, Error> {
    let (headers, peer) = (request.headers(), crate::credential::peer(request.extensions()));
    let user = oauth.authenticate_user(headers, peer).await?;
    let client = oauth.manageable(&user, &id).await?;
    let asked = Registration::read(request).await?.into_request(client.row.owner);
    oauth.answer(oauth.change_client(&user.user.tenant, &id, asked).await?)
}
