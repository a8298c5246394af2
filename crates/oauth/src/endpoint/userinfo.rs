//! `GET` and `POST /oauth2/userinfo` (OpenID Connect Core 5.3).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use model::scope::OPENID;
use serde_json::{Map, Value, json};

use super::token::NO_STORE;
use crate::OAuth;
use crate::error::Error;

#[utoipa::path(
    get,
    path = "/oauth2/userinfo",
    tag = "OpenID Connect",
    summary = "The user of an access token with the scope openid",
    responses(
        (status = 200, description = "Claims about the user"),
        (status = 401, description = "The access token is not valid"),
        (status = 403, description = "The access token does not have the scope openid"),
    ),
)]
pub async fn userinfo(State(oauth): State<OAuth>, headers: HeaderMap) -> Result<impl IntoResponse, Error> {
    let token = bearer(&headers).ok_or(Error::InvalidToken("no bearer token was given"))?;
    let caller = match oauth.control().authenticate_bearer(token).await {
        Ok(caller) => caller,
        Err(control::Error::Unauthenticated(_)) => {
            return Err(Error::InvalidToken("the access token is not valid"));
        }
        Err(error) => return Err(error.into()),
    };
    if !caller.has_scope(OPENID) {
        return Err(Error::InsufficientScope("the access token does not have the scope openid"));
    }
    let mut tx = oauth.control().read().await?;
    let row = store::user::by_name(&mut tx, caller.tenant().as_str(), &caller.user.name).await?;
    let row = row.ok_or(Error::InvalidToken("the access token is not valid"))?;
    let mut claims = profile(&row.body);
    claims.insert("sub".to_owned(), json!(caller.user.fully_qualified()));
    Ok((NO_STORE, Json(Value::Object(claims))))
}

#[utoipa::path(
    post,
    path = "/oauth2/userinfo",
    tag = "OpenID Connect",
    summary = "The user of an access token with the scope openid",
    responses((status = 200, description = "Claims about the user")),
)]
pub async fn userinfo_by_post(state: State<OAuth>, headers: HeaderMap) -> Result<impl IntoResponse, Error> {
    userinfo(state, headers).await
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Standard claims (OpenID Connect Core 5.1) of what the profile has, which is in SCIM2's form.
fn profile(body: &Value) -> Map<String, Value> {
    let email =
        body.pointer("/emails/0/value").or_else(|| body.pointer("/emails/0")).or_else(|| body.get("email"));
    let found = [
        ("given_name", body.pointer("/name/givenName").or_else(|| body.get("firstname"))),
        ("family_name", body.pointer("/name/familyName").or_else(|| body.get("lastname"))),
        ("email", email),
    ];
    found.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?.as_str()?)))).collect()
}
