//! `GET /oauth2/jwks`: the public keys of a tenant (RFC 7517).

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::OAuth;
use crate::error::Error;
use crate::realm::Realm;

#[utoipa::path(
    get,
    path = "/oauth2/jwks",
    tag = "OAuth2",
    summary = "The keys that check our tokens",
    responses((status = 200, description = "A JWK set"), (status = 404, description = "No such tenant")),
)]
pub async fn jwks(State(oauth): State<OAuth>, realm: Realm) -> Result<Json<Value>, Error> {
    match oauth.control().public_keys(&realm.tenant()).await {
        Ok(keys) => Ok(Json(keys)),
        Err(control::Error::NotFound { .. }) => Err(Error::NotFound),
        Err(error) => Err(error.into()),
    }
}
