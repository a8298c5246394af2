//! A token for another token (RFC 8693): one of ours, or of a trusted issuer. What comes of it ends with it.

use control::bearer::fully_qualified;
use control::key::{ACCESS_TOKEN, FEDERATED};

use super::Grant;
use crate::OAuth;
use crate::error::Error;
use crate::issue::{Subject, TokenResponse};
use crate::scope::{self, Person};
use crate::trust::Known;

const ACCESS: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

/// What a subject token says.
struct Given {
    known: Known,
    /// `None`: it does not limit what may be asked for.
    scopes: Option<Vec<String>>,
    expires_at: i64,
}

impl OAuth {
    pub(super) async fn token_exchange(&self, grant: &Grant<'_>) -> Result<TokenResponse, Error> {
        let (client, params) = (&grant.asking.client, grant.params);
        if !grant.asking.proved {
            return Err(Error::InvalidClient);
        }
        let [token, kind] = params.required(["subject_token", "subject_token_type"])?;
        if ![ACCESS, JWT].contains(&kind) {
            return Err(Error::request("subject_token_type: only access_token and jwt are supported"));
        }
        if params.get("requested_token_type").is_some_and(|kind| ![ACCESS, JWT].contains(&kind)) {
            return Err(Error::request("requested_token_type: only access_token and jwt are supported"));
        }
        if params.get("actor_token").is_some() {
            return Err(Error::request("actor_token is not supported"));
        }
        let elsewhere = |name: &str| params.get(name).is_some_and(|target| target != client.id());
        if elsewhere("audience") || elsewhere("resource") {
            return Err(Error::Coded(
                "invalid_target",
                "audience and resource: tokens are issued to the client that asks only",
            ));
        }
        let given = self.subject_token(grant, token).await?;
        let asked = match (params.get("scope"), given.scopes) {
            (None, had) => had.unwrap_or_default(),
            (Some(asked), None) => scope::parse(asked)?,
            (Some(asked), Some(had)) => {
                let asked = scope::parse(asked)?;
                if asked.iter().any(|scope| !had.contains(scope)) {
                    let text = "a scope is not among those of the subject token";
                    return Err(Error::InvalidScope(text.to_owned()));
                }
                asked
            }
        };
        let mut tx = self.control().read().await?;
        let tenant = match &given.known.subject {
            Subject::User(user) => &user.tenant,
            _ => &client.tenant,
        };
        let person = Person { tenant, roles: &given.known.roles };
        let scopes = self.grant_scopes(&mut tx, &client.tenant, person, asked).await?;
        drop(tx);
        let left = given.expires_at.saturating_sub(self.now());
        let mut tokens = self.user_token(client, &given.known.subject, scopes, Some(left)).await?;
        tokens.issued_token_type = Some(ACCESS);
        Ok(tokens)
    }

    async fn subject_token(&self, grant: &Grant<'_>, token: &str) -> Result<Given, Error> {
        let tenant = &grant.asking.client.tenant;
        let refused = || Error::grant("The subject token is invalid, expired or revoked");
        let seconds = |exp: Option<u64>| exp.and_then(|exp| i64::try_from(exp).ok()).unwrap_or(i64::MAX);
        let Some(issued) = self.control().verify_issued(token, ACCESS_TOKEN).await? else {
            if !token.contains('.') {
                return Err(refused());
            }
            let outsider = self.verify_trusted(tenant, token)?;
            let mut tx = self.control().read().await?;
            let known = self.known(&mut tx, tenant, &outsider).await?;
            return Ok(Given { known, scopes: None, expires_at: seconds(outsider.verified.claims.exp) });
        };
        let claims = issued.claims();
        let (Some(sub), Some(client)) = (claims.sub.as_deref(), claims.client()) else {
            return Err(refused());
        };
        let mut tx = self.control().read().await?;
        if issued.tenant != *tenant || self.control().token_is_revoked(&mut tx, claims).await? {
            return Err(refused());
        }
        let holder = self.find_client(&mut tx, client).await?;
        if !holder.is_some_and(|c| c.row.active) {
            return Err(refused());
        }
        if sub == client || issued.verified.claim(FEDERATED).is_some() {
            return Err(Error::grant("The subject token is not about a user of this server"));
        }
        let user = fully_qualified(sub).ok_or_else(refused)?;
        if user.tenant != *tenant && !grant.asking.client.request.cross_tenant {
            return Err(refused());
        }
        let roles = self.control().roles_of_active_user(&mut tx, &user).await?.ok_or_else(refused)?;
        let known = Known { subject: Subject::User(user), roles };
        let scopes = claims.scopes().map(str::to_owned).collect();
        Ok(Given { known, scopes: Some(scopes), expires_at: seconds(claims.exp) })
    }
}
