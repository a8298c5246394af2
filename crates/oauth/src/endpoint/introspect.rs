//! `POST /oauth2/introspect` (RFC 7662).

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use control::bearer::fully_qualified;
use control::key::{ACCESS_TOKEN, FEDERATED};
use model::tenant::TenantDomain;
use model::user::role;
use serde_json::{Value, json};
use store::token;

use super::token::NO_STORE;
use crate::OAuth;
use crate::client::secret;
use crate::error::Error;
use crate::realm::Realm;
use crate::request::Incoming;
use crate::trust::TrustedIssuer;

#[utoipa::path(
    post,
    path = "/oauth2/introspect",
    tag = "OAuth2",
    summary = "Whether a token is good, and what it says",
    description = "For administrators (Basic) and clients, about tokens that their own tenant issued; \
                   any other token is not active.",
    responses(
        (status = 200, description = "active, and the token's claims if so"),
        (status = 401, description = "Credentials are invalid"),
    ),
)]
pub async fn introspect(
    State(oauth): State<OAuth>,
    realm: Realm,
    incoming: Incoming,
) -> Result<impl IntoResponse, Error> {
    let tenant = match oauth.authenticate_client(&incoming.headers, &incoming.params, &realm).await {
        Ok(asking) if asking.proved => asking.client.tenant,
        Err(Error::InvalidClient) => {
            let user = oauth.authenticate_user(&incoming.headers, incoming.peer).await;
            let user = user.map_err(|error| match error {
                Error::InvalidUser(_) => Error::InvalidClient,
                other => other,
            })?;
            let admin = user.roles.iter().any(|r| r == role::ADMIN);
            if !admin || !realm.admits(user.user.tenant.as_str()) {
                return Err(Error::InvalidClient);
            }
            user.user.tenant
        }
        Ok(_) => return Err(Error::InvalidClient),
        Err(error) => return Err(error),
    };
    let [token] = incoming.params.required(["token"])?;
    let found = match oauth.describe_access(&tenant, token).await? {
        Some(found) => Some(found),
        None => oauth.describe_refresh(&tenant, token).await?,
    };
    Ok((NO_STORE, Json(found.unwrap_or_else(|| json!({"active": false})))))
}

impl OAuth {
    async fn describe_access(&self, tenant: &TenantDomain, token: &str) -> Result<Option<Value>, Error> {
        let Some(issued) = self.control().verify_issued(token, ACCESS_TOKEN).await? else { return Ok(None) };
        let claims = issued.claims();
        let (Some(client_id), Some(sub)) = (claims.client(), claims.sub.as_deref()) else { return Ok(None) };
        let mut tx = self.control().read().await?;
        if issued.tenant != *tenant || self.control().token_is_revoked(&mut tx, claims).await? {
            return Ok(None);
        }
        let client = self.find_client(&mut tx, client_id).await?;
        let Some(client) = client.filter(|c| c.row.active) else { return Ok(None) };
        // The user must still be there; a client's own token is its owner's.
        let username = if sub == client_id { client.row.owner.as_str() } else { sub };
        let aut = if let Some(issuer) = issued.verified.claim(FEDERATED) {
            // Good as long as the issuer is trusted.
            let name = issuer.as_str().unwrap_or_default();
            let trusts = |t: &TrustedIssuer| t.tenant == tenant.as_str() && t.name == name;
            if !self.config().trusted_issuers.iter().any(trusts) {
                return Ok(None);
            }
            "FEDERATED_USER"
        } else if !self.is_active(&mut tx, username).await? {
            return Ok(None);
        } else if sub == client_id {
            "APPLICATION"
        } else {
            "APPLICATION_USER"
        };
        Ok(Some(json!({
            "active": true,
            "token_type": "Bearer",
            "client_id": client_id,
            "username": username,
            "sub": sub,
            "aut": aut,
            "scope": claims.scope,
            "iss": claims.iss,
            "aud": claims.aud,
            "exp": claims.exp,
            "iat": claims.iat,
            "nbf": claims.nbf,
            "jti": claims.jti,
        })))
    }

    async fn describe_refresh(&self, tenant: &TenantDomain, given: &str) -> Result<Option<Value>, Error> {
        let mut tx = self.control().read().await?;
        let row = token::get(&mut tx, tenant.as_str(), &secret::hash(given)).await?;
        let Some(row) = row.filter(|r| r.state == token::ACTIVE && r.expires_at > self.now()) else {
            return Ok(None);
        };
        let client = self.find_client(&mut tx, &row.client_id).await?;
        if !client.is_some_and(|c| c.row.active) || !self.is_active(&mut tx, &row.subject).await? {
            return Ok(None);
        }
        Ok(Some(json!({
            "active": true,
            "token_type": "Refresh",
            "client_id": row.client_id,
            "username": row.subject,
            "sub": row.subject,
            "scope": row.scopes,
            "exp": row.expires_at,
            "iat": row.issued_at,
        })))
    }

    async fn is_active(&self, tx: &mut store::Tx, name: &str) -> Result<bool, Error> {
        let Some(user) = fully_qualified(name) else { return Ok(false) };
        Ok(self.control().roles_of_active_user(tx, &user).await?.is_some())
    }
}
