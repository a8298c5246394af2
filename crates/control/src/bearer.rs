//! Access tokens of the resident key manager as credentials for the REST APIs; and their revocation.

use std::time::Duration;

use model::Timestamp;
use model::catalog::RevokedSubject;
use model::tenant::TenantDomain;
use model::user::UserName;
use store::{Tx, revocation};

use crate::error::Error;
use crate::key::{ACCESS_TOKEN, FEDERATED};
use crate::{Caller, Control};

const PURGE_BATCH: i64 = 1_000;
/// Seconds in which a device is still told that its code has expired.
const TELLING: i64 = 3_600;

impl Control {
    /// The caller behind an access token: the user it was issued to, or for a client's own token the client's
    /// owner. Refused as [`Error::Unauthenticated`] when the token is not ours, expired or revoked, or when its
    /// client, user or tenant is gone or inactive. Roles are as they are now, scopes as in the token.
    pub async fn authenticate_bearer(&self, token: &str) -> Result<Caller, Error> {
        let refused = || Error::Unauthenticated("the access token is not valid".to_owned());
        let issued = self.verify_issued(token, ACCESS_TOKEN).await?.ok_or_else(refused)?;
        let claims = issued.claims();
        // Users of another issuer are nobody here, whatever they are called.
        if issued.verified.claim(FEDERATED).is_some() {
            return Err(refused());
        }
        let (Some(subject), Some(client_id)) = (claims.sub.as_deref(), claims.client()) else {
            return Err(refused());
        };
        let mut tx = self.read().await?;
        if self.token_is_revoked(&mut tx, claims).await? {
            return Err(refused());
        }
        let client = store::client::by_id(&mut tx, client_id).await?;
        let client = client.filter(|c| c.active && c.tenant == issued.tenant.as_str()).ok_or_else(refused)?;
        let name = if subject == client_id { client.owner.as_str() } else { subject };
        let user = fully_qualified(name).ok_or_else(refused)?;
        let roles = self.roles_of_active_user(&mut tx, &user).await?.ok_or_else(refused)?;
        Ok(Caller {
            user,
            roles,
            scopes: claims.scopes().map(str::to_owned).collect(),
            client_id: Some(client.client_id),
        })
    }

    /// Whether an access token was revoked by itself, with its client or with its user.
    pub async fn token_is_revoked(&self, tx: &mut Tx, claims: &jose::Claims) -> Result<bool, Error> {
        let jti = claims.jti.as_deref().unwrap_or_default();
        let issued_at = claims.iat.and_then(|iat| i64::try_from(iat).ok()).unwrap_or(0);
        let (client, subject) = (claims.client().unwrap_or_default(), claims.sub.as_deref());
        Ok(revocation::is_revoked(tx, jti, client, subject.unwrap_or_default(), issued_at).await?)
    }

    /// Names of the roles of a user who exists and is active in an active tenant.
    pub async fn roles_of_active_user(
        &self,
        tx: &mut Tx,
        user: &UserName,
    ) -> Result<Option<Vec<String>>, Error> {
        let tenant = user.tenant.as_str();
        if !self.tenant_is_active(tx, &user.tenant).await? {
            return Ok(None);
        }
        match store::user::by_name(tx, tenant, &user.name).await? {
            Some(row) if row.active => Ok(Some(store::role::of_user(tx, tenant, &row.id).await?)),
            _ => Ok(None),
        }
    }

    /// Revokes every token a user was issued until now, refresh tokens included, and ends the sessions, in the caller's transaction. For
    /// a change of password, for deactivation and for deletion.
    pub async fn revoke_user_tokens(&self, tx: &mut Tx, user: &UserName) -> Result<(), Error> {
        let subject = user.fully_qualified();
        store::token::revoke_of_subject(tx, &subject).await?;
        store::authorization::forget_subject(tx, &subject).await?;
        store::device::forget_subject(tx, &subject).await?;
        self.revoke_subject(tx, &user.tenant, "user", subject).await
    }

    /// Revokes every token issued through a client until now, in the caller's transaction.
    pub async fn revoke_client_tokens(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        client_id: &str,
    ) -> Result<(), Error> {
        store::token::revoke_of_client(tx, tenant.as_str(), client_id).await?;
        self.revoke_subject(tx, tenant, "client", client_id.to_owned()).await
    }

    async fn revoke_subject(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        kind: &str,
        subject: String,
    ) -> Result<(), Error> {
        let now = self.ambient().now();
        let revoked = RevokedSubject {
            subject_kind: kind.to_owned(),
            subject,
            // `iat` has whole seconds: what was issued earlier in this second is revoked as well, and whoever
            // issues later in it dates the token to the next one.
            issued_before: now.secs() + 1,
            expires_at: store::signing_key::horizon(tx).await?,
        };
        if revoked.expires_at > now.secs() {
            revocation::put_subject(tx, tenant.as_str(), &revoked, now).await?;
        }
        Ok(())
    }

    /// Forgets what has expired: refresh and opaque tokens, codes, sessions, assertions, revocations, API keys, retired
    /// signing keys. To be called every few minutes;
    /// works in small transactions.
    pub async fn purge_expired(&self) -> Result<(), Error> {
        let now: Timestamp = self.ambient().now();
        loop {
            let mut tx = self.begin().await?;
            let refresh = store::token::purge(&mut tx, now.secs(), PURGE_BATCH).await?;
            let logins = store::authorization::purge(&mut tx, now.secs(), PURGE_BATCH).await?;
            let devices =
                store::device::purge(&mut tx, now.secs().saturating_sub(TELLING), PURGE_BATCH).await?;
            let assertions = store::assertion::purge(&mut tx, now.secs(), PURGE_BATCH).await?;
            let opaque = store::opaque::purge(&mut tx, now.secs(), PURGE_BATCH).await?;
            let revoked = revocation::purge(&mut tx, now, PURGE_BATCH).await?;
            tx.commit().await?;
            if refresh + logins + devices + assertions + opaque + revoked as u64 <= 1 {
                break;
            }
            // Let other writers in.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let mut tx = self.begin().await?;
        revocation::purge_removals(&mut tx).await?;
        store::api_key::purge(&mut tx, now.secs()).await?;
        self.purge_signing_keys(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Parses `name@tenant` as we write it ourselves, where the tenant is never left out.
pub fn fully_qualified(name: &str) -> Option<UserName> {
    let (name, domain) = name.rsplit_once('@')?;
    Some(UserName::new(name, TenantDomain::parse(domain).ok()?))
}
