//! `POST /oauth2/revoke` (RFC 7009).

use axum::extract::State;
use axum::http::{HeaderName, StatusCode};
use axum::response::IntoResponse;
use control::key::ACCESS_TOKEN;
use model::tenant::TenantDomain;

use super::token::NO_STORE;
use crate::OAuth;
use crate::client::secret;
use crate::error::Error;
use crate::realm::Realm;
use crate::request::Incoming;

type Answer = (StatusCode, [(HeaderName, &'static str); 2]);

#[utoipa::path(
    post,
    path = "/oauth2/revoke",
    tag = "OAuth2",
    summary = "Revokes an access or refresh token of the client",
    description = "Answers 200 whether there is such a token or not. Either token of a login takes the other along.",
    responses(
        (status = 200, description = "The token is not good any more"),
        (status = 401, description = "Client credentials are invalid"),
    ),
)]
pub async fn revoke(
    State(oauth): State<OAuth>,
    realm: Realm,
    incoming: Incoming,
) -> Result<impl IntoResponse, Error> {
    let asking = oauth.authenticate_client(&incoming.headers, &incoming.params, &realm).await?;
    let [token] = incoming.params.required(["token"])?;
    oauth.revoke_token(&asking.client.tenant, Some(asking.client.id()), token).await?;
    let answer: Answer = (StatusCode::OK, NO_STORE);
    Ok(answer)
}

impl OAuth {
    /// Revokes an access or refresh token of a tenant, and of one client if given. Any other string is fine.
    pub(crate) async fn revoke_token(
        &self,
        tenant: &TenantDomain,
        client_id: Option<&str>,
        token: &str,
    ) -> Result<(), Error> {
        let now = self.control().ambient().now();
        if let Some(issued) = self.control().verify_issued(token, ACCESS_TOKEN).await? {
            let claims = issued.claims();
            let (Some(jti), Some(exp)) = (claims.jti.as_deref(), claims.exp) else { return Ok(()) };
            if issued.tenant != *tenant || client_id.is_some_and(|id| claims.client() != Some(id)) {
                return Ok(());
            }
            let exp = i64::try_from(exp).unwrap_or(i64::MAX);
            let mut tx = self.control().begin().await?;
            store::revocation::put_token(&mut tx, tenant.as_str(), jti, exp, now).await?;
            store::token::revoke_beside(&mut tx, tenant.as_str(), jti).await?;
            tx.commit().await?;
            return Ok(());
        }
        let mut tx = self.control().begin().await?;
        let row = store::token::get(&mut tx, tenant.as_str(), &secret::hash(token)).await?;
        if let Some(row) = row.filter(|row| client_id.is_none_or(|id| row.client_id == id)) {
            self.revoke_family(&mut tx, &row.tenant, &row.family).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
