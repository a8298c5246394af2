//! `POST /client-registration/v0.17/register`.

use axum::extract::{Request, State};
use axum::response::IntoResponse;

use super::{Registration, Registration17};
use crate::OAuth;
use crate::client::Again;
use crate::error::Error;

#[utoipa::path(
    post,
    path = "/client-registration/v0.17/register",
    tag = "Client registration",
    summary = "Registers a client, or answers the one of that name again",
    request_body = Registration,
    responses(
        (status = 200, description = "The client with its secret", body = Registration17),
        (status = 400, description = "A member is missing or wrong"),
        (status = 401, description = "Wrong user name or password"),
    ),
)]
pub async fn create(State(oauth): State<OAuth>, request: Request) -> Result<impl IntoResponse, Error> {
    let (headers, peer) = (request.headers(), crate::credential::peer(request.extensions()));
    let user = oauth.authenticate_user(headers, peer).await?;
    let asked = Registration::read(request).await?;
    let owner = oauth.owner(&user, asked.owner.as_deref()).await?;
    let client = oauth.register(&user.user.tenant, asked.into_request(owner), Again::Keep).await?;
    oauth.answer(client)
}
