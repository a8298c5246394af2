//! `POST /oauth2/device_authorize` (RFC 8628 3.1), and the page where the user types the code.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use model::tenant::TenantDomain;
use serde::Serialize;
use store::StoreError;
use store::device::{self, DeviceRow};
use utoipa::ToSchema;

use super::token::NO_STORE;
use crate::OAuth;
use crate::authorize::device::{Step, USER_CODE_LETTERS};
use crate::authorize::flow::Visit;
use crate::client::secret;
use crate::error::Error;
use crate::grant::DEVICE_CODE;
use crate::realm::Realm;
use crate::request::Incoming;
use crate::scope;

/// Characters of a device code: 256 bits.
const LENGTH: usize = 43;
/// Seconds in which the user has to decide.
const EXPIRES_IN: i64 = 600;
/// The device may ask so often, in seconds.
const INTERVAL: i64 = 5;
/// Letters of a user code: 34 bits. Guesses are counted per user.
const USER_CODE: usize = 8;

/// RFC 8628 3.2.
#[derive(Serialize, ToSchema)]
pub struct DeviceAuthorization {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    expires_in: i64,
    interval: i64,
}

#[utoipa::path(
    post,
    path = "/oauth2/device_authorize",
    tag = "OAuth2",
    summary = "Begins a login on another device",
    description = "The device shows user_code and verification_uri, and asks the token endpoint with device_code until \
                   the user has decided. The client authenticates as at the token endpoint.",
    responses(
        (status = 200, description = "Codes", body = DeviceAuthorization),
        (status = 400, description = "RFC 6749 5.2 error"),
        (status = 401, description = "Client credentials are invalid"),
    ),
)]
pub async fn begin(
    State(oauth): State<OAuth>,
    realm: Realm,
    incoming: Incoming,
) -> Result<impl IntoResponse, Error> {
    let asking = oauth.authenticate_client(&incoming.headers, &incoming.params, &realm).await?;
    let client = asking.client;
    if !client.may_use(DEVICE_CODE) {
        return Err(Error::UnauthorizedClient(
            "The authenticated client is not authorized to use this authorization grant type",
        ));
    }
    let scopes = scope::parse(incoming.params.get("scope").unwrap_or_default())?.join(" ");
    let (code, user_code) = oauth.new_device_code(&client.tenant, client.id(), &scopes).await?;
    let page = format!("{}/oauth2/device", oauth.control().base_url(&client.tenant));
    let shown = format!("{}-{}", &user_code[..USER_CODE / 2], &user_code[USER_CODE / 2..]);
    let answer = DeviceAuthorization {
        device_code: code,
        verification_uri_complete: format!("{page}?user_code={shown}"),
        user_code: shown,
        verification_uri: page,
        expires_in: EXPIRES_IN,
        interval: INTERVAL,
    };
    Ok((NO_STORE, Json(answer)))
}

impl OAuth {
    /// A device code and its user code.
    async fn new_device_code(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        scopes: &str,
    ) -> Result<(String, String), Error> {
        let ambient = self.control().ambient();
        loop {
            let (code, user_code) = (ambient.secret(LENGTH), self.new_user_code());
            let row = DeviceRow {
                hash: secret::hash(&code),
                user_code: secret::hash(&user_code),
                tenant: tenant.as_str().to_owned(),
                client_id: client_id.to_owned(),
                scopes: scopes.to_owned(),
                state: device::PENDING.to_owned(),
                family: ambient.id(),
                subject: None,
                auth_time: None,
                poll_seconds: INTERVAL,
                polled_at: 0,
                expires_at: self.now().saturating_add(EXPIRES_IN),
            };
            let mut tx = self.control().begin_concurrent().await?;
            match device::insert(&mut tx, &row).await {
                Ok(()) => {
                    tx.commit().await?;
                    return Ok((code, user_code));
                }
                // Another device has the user code just now.
                Err(StoreError::Duplicate { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn new_user_code(&self) -> String {
        let letters = USER_CODE_LETTERS.as_bytes();
        let fair = u8::MAX - u8::MAX % u8::try_from(letters.len()).unwrap_or(1);
        let mut code = String::with_capacity(USER_CODE);
        while code.len() < USER_CODE {
            let mut byte = [0u8; 1];
            self.control().ambient().random.fill(&mut byte);
            if byte[0] < fair {
                code.push(char::from(letters[usize::from(byte[0]) % letters.len()]));
            }
        }
        code
    }
}

#[utoipa::path(
    get,
    path = "/oauth2/device",
    tag = "OAuth2",
    summary = "The page where a user types the code that a device shows",
    responses((status = 200, description = "A page for the user")),
)]
pub async fn page(state: State<OAuth>, realm: Realm, incoming: Result<Incoming, Error>) -> Response {
    with(state, realm, incoming, Step::Open).await
}

#[utoipa::path(
    post,
    path = "/oauth2/device",
    tag = "OAuth2",
    summary = "That page's form",
    responses((status = 200, description = "A page"), (status = 400, description = "A page: the code is wrong")),
)]
pub async fn type_code(state: State<OAuth>, realm: Realm, incoming: Result<Incoming, Error>) -> Response {
    with(state, realm, incoming, Step::Code).await
}

async fn with(
    State(oauth): State<OAuth>,
    realm: Realm,
    incoming: Result<Incoming, Error>,
    step: Step,
) -> Response {
    match incoming {
        Ok(incoming) => {
            let visit = Visit { headers: &incoming.headers, realm: &realm, peer: incoming.peer };
            oauth.device(&visit, &incoming.params, step).await
        }
        Err(error) => error.into_response(),
    }
}
