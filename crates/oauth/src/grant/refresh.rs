//! New tokens for a refresh token (RFC 6749 6). Each can be used once; a second use is taken for theft and revokes
//! everything that descends from the same login (RFC 9700 4.14.2).

use std::time::Duration;

use control::bearer::fully_qualified;
use model::Timestamp;
use store::token::{self, RefreshRow};

use super::Grant;
use crate::OAuth;
use crate::client::{Registered, secret};
use crate::error::Error;
use crate::issue::{Login, Subject, TokenResponse};
use crate::scope::{self, Person};

impl OAuth {
    pub(super) async fn refresh(&self, grant: &Grant<'_>) -> Result<TokenResponse, Error> {
        let client = &grant.asking.client;
        let [given] = grant.params.required(["refresh_token"])?;
        let hash = secret::hash(given);
        let mut tx = self.control().read().await?;
        let row = token::get(&mut tx, client.tenant.as_str(), &hash).await?;
        let row = row.filter(|row| row.client_id == client.id()).ok_or_else(refused)?;
        if row.state != token::ACTIVE {
            drop(tx);
            self.used_again(client, &hash).await?;
            return Err(refused());
        }
        if row.expires_at <= self.now() {
            return Err(refused());
        }
        let user = fully_qualified(&row.subject).ok_or_else(refused)?;
        let roles = self.control().roles_of_active_user(&mut tx, &user).await?.ok_or_else(refused)?;
        let asked = asked_scopes(&row, grant.params.get("scope"))?;
        let person = Person { tenant: &user.tenant, roles: &roles };
        let scopes = self.grant_scopes(&mut tx, &client.tenant, person, asked).await?;
        drop(tx);

        let access = self.access_token(client, &Subject::User(user.clone()), &scopes, None).await?;
        let id_token = self.id_token(client, &user, &scopes, Some(&access), &Login::default()).await?;
        let (clear, mut next) = self.refresh_token(client, &user, &scopes, &access, Some(row.family));
        // A narrower scope is for this access token; the login keeps its own (RFC 6749 6).
        next.scopes = row.scopes;

        // Whoever redeems it here is the only one; what the others have signed meanwhile is thrown away.
        let mut tx = self.control().begin_concurrent().await?;
        let now = self.control().ambient().now();
        if !token::redeem(&mut tx, client.tenant.as_str(), &hash, now.0).await? {
            drop(tx);
            self.used_again(client, &hash).await?;
            return Err(refused());
        }
        token::insert(&mut tx, &next).await?;
        tx.commit().await?;
        Ok(TokenResponse { refresh_token: Some(clear), id_token, ..TokenResponse::of(access, &scopes) })
    }

    /// A used token is presented: beyond the grace its whole family is revoked.
    async fn used_again(&self, client: &Registered, hash: &str) -> Result<(), Error> {
        let mut tx = self.control().begin().await?;
        let Some(row) = token::get(&mut tx, client.tenant.as_str(), hash).await? else { return Ok(()) };
        let now = self.control().ambient().now();
        let Some(used_at) = row.used_at.filter(|_| row.state == token::USED) else { return Ok(()) };
        let grace = Duration::from_secs(self.config().refresh_grace_seconds);
        if now.since(Timestamp(used_at)) < grace {
            return Ok(());
        }
        tracing::warn!(oauth.client = client.id(), "a refresh token was used twice: its login is revoked");
        self.revoke_family(&mut tx, &row.tenant, &row.family).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Revokes every token of a login, in the caller's transaction.
    pub(crate) async fn revoke_family(
        &self,
        tx: &mut store::Tx,
        tenant: &str,
        family: &str,
    ) -> Result<(), Error> {
        let now = self.control().ambient().now();
        for (jti, exp) in token::revoke_family(tx, tenant, family, now.secs()).await? {
            store::revocation::put_token(tx, tenant, &jti, exp, now).await?;
        }
        Ok(())
    }
}

/// The scopes of the login, or the part of them that is asked for.
fn asked_scopes(row: &RefreshRow, asked: Option<&str>) -> Result<Vec<String>, Error> {
    let had: Vec<String> = row.scopes.split(' ').map(str::to_owned).collect();
    let Some(asked) = asked else { return Ok(had) };
    let asked = scope::parse(asked)?;
    match asked.iter().find(|scope| !had.contains(scope)) {
        Some(_) => Err(Error::InvalidScope("a scope is not among those that were granted".to_owned())),
        None if asked.is_empty() => Ok(had),
        None => Ok(asked),
    }
}

fn refused() -> Error {
    Error::grant("The refresh token is invalid, expired or revoked")
}
