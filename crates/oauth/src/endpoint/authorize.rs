//! `/oauth2/authorize` (RFC 6749 3.1), its pages, and `/oidc/logout`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::OAuth;
use crate::authorize::flow::Visit;
use crate::error::Error;
use crate::realm::Realm;
use crate::request::Incoming;

#[utoipa::path(
    get,
    path = "/oauth2/authorize",
    tag = "OAuth2",
    summary = "Lets a user give a client access",
    description = "Shows the login and the consent page as needed, then sends the browser to redirect_uri with a code \
                   (response_type code), or with tokens in the fragment (token, id_token, id_token token; for clients \
                   of the grant implicit). PKCE with S256; public clients must use it.",
    responses(
        (status = 200, description = "A page for the user"),
        (status = 303, description = "To redirect_uri, with the answer or an error (RFC 6749 4.1.2.1)"),
        (status = 400, description = "A page: client or redirect_uri is not known"),
    ),
)]
pub async fn authorize(state: State<OAuth>, realm: Realm, incoming: Result<Incoming, Error>) -> Response {
    with(state, realm, incoming, Step::Authorize).await
}

#[utoipa::path(
    post,
    path = "/oauth2/authorize",
    tag = "OAuth2",
    summary = "Lets a user give a client access",
    responses((status = 200, description = "As by GET")),
)]
pub async fn authorize_by_post(
    state: State<OAuth>,
    realm: Realm,
    incoming: Result<Incoming, Error>,
) -> Response {
    with(state, realm, incoming, Step::Authorize).await
}

#[utoipa::path(
    post,
    path = "/oauth2/authorize/login",
    tag = "OAuth2",
    summary = "The login page's form",
    responses((status = 303, description = "As from /oauth2/authorize"), (status = 400, description = "A page")),
)]
pub async fn log_in(state: State<OAuth>, realm: Realm, incoming: Result<Incoming, Error>) -> Response {
    with(state, realm, incoming, Step::Login).await
}

#[utoipa::path(
    post,
    path = "/oauth2/authorize/consent",
    tag = "OAuth2",
    summary = "The consent page's form",
    responses((status = 303, description = "As from /oauth2/authorize"), (status = 400, description = "A page")),
)]
pub async fn consent(state: State<OAuth>, realm: Realm, incoming: Result<Incoming, Error>) -> Response {
    with(state, realm, incoming, Step::Consent).await
}

#[utoipa::path(
    get,
    path = "/oidc/logout",
    tag = "OpenID Connect",
    summary = "Ends the user's session",
    description = "At once with an id_token_hint of the same user, else after asking. Then to \
                   post_logout_redirect_uri, if it is one of the client's redirect URIs.",
    responses((status = 200, description = "A page"), (status = 303, description = "To the client")),
)]
pub async fn log_out(state: State<OAuth>, realm: Realm, incoming: Result<Incoming, Error>) -> Response {
    with(state, realm, incoming, Step::Logout).await
}

#[utoipa::path(
    post,
    path = "/oidc/logout",
    tag = "OpenID Connect",
    summary = "Ends the user's session",
    responses((status = 200, description = "A page"), (status = 303, description = "To the client")),
)]
pub async fn log_out_by_post(
    state: State<OAuth>,
    realm: Realm,
    incoming: Result<Incoming, Error>,
) -> Response {
    with(state, realm, incoming, Step::Logout).await
}

#[utoipa::path(
    post,
    path = "/oidc/logout/confirm",
    tag = "OpenID Connect",
    summary = "The form of the page that asks",
    responses((status = 200, description = "A page"), (status = 303, description = "To the client")),
)]
pub async fn confirm_logout(
    state: State<OAuth>,
    realm: Realm,
    incoming: Result<Incoming, Error>,
) -> Response {
    with(state, realm, incoming, Step::ConfirmLogout).await
}

#[derive(Clone, Copy)]
enum Step {
    Authorize,
    Login,
    Consent,
    Logout,
    ConfirmLogout,
}

async fn with(
    State(oauth): State<OAuth>,
    realm: Realm,
    incoming: Result<Incoming, Error>,
    step: Step,
) -> Response {
    let incoming = match incoming {
        Ok(incoming) => incoming,
        Err(error) => return error.into_response(),
    };
    let visit = Visit { headers: &incoming.headers, realm: &realm, peer: incoming.peer };
    match step {
        Step::Authorize => oauth.authorize(&visit, &incoming.params).await,
        Step::Login => oauth.log_in_by_form(&visit, &incoming.params).await,
        Step::Consent => oauth.decide_by_form(&visit, &incoming.params).await,
        Step::Logout => oauth.log_out(&visit, &incoming.params).await,
        Step::ConfirmLogout => oauth.log_out_by_form(&visit, &incoming.params).await,
    }
}
