//! `POST /oauth2/token` (RFC 6749 3.2).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;

use crate::OAuth;
use crate::error::Error;
use crate::grant::Grant;
use crate::issue::TokenResponse;
use crate::realm::Realm;
use crate::request::Incoming;

/// What must not be kept by anyone on the way (RFC 6749 5.1).
pub const NO_STORE: [(HeaderName, &str); 2] =
    [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];

#[utoipa::path(
    post,
    path = "/oauth2/token",
    tag = "OAuth2",
    summary = "Issues tokens for a grant",
    description = "Grants: authorization_code, client_credentials, password, refresh_token, and those of RFC \
                   7523 (jwt-bearer), RFC 8628 (device_code) and RFC 8693 (token-exchange). The client authenticates by Basic or by \
                   client_id and client_secret. Parameters come as form, JSON or in the query, each once.",
    responses(
        (status = 200, description = "Tokens", body = TokenResponse),
        (status = 400, description = "RFC 6749 5.2 error"),
        (status = 401, description = "Client credentials are invalid"),
    ),
)]
pub async fn issue(
    State(oauth): State<OAuth>,
    realm: Realm,
    incoming: Incoming,
) -> Result<impl IntoResponse, Error> {
    let grant_type = incoming.params.get("grant_type");
    let grant_type = grant_type.ok_or_else(|| Error::request("Missing grant_type parameter value"))?;
    let asking = oauth.authenticate_client(&incoming.headers, &incoming.params, &realm).await?;
    let grant = Grant { asking: &asking, params: &incoming.params, realm: &realm, peer: incoming.peer };
    let tokens = oauth.redeem(grant_type, &grant).await?;
    Ok((NO_STORE, Json(tokens)))
}
