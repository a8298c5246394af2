//! Tokens for a login on another device (RFC 8628 3.4): the device asks until the user has decided.

use control::bearer::fully_qualified;
use store::device::{self, DeviceRow};

use super::{Grant, REFRESH_TOKEN};
use crate::OAuth;
use crate::client::secret;
use crate::error::Error;
use crate::issue::{Login, Subject, TokenResponse};
use crate::scope::Person;

/// Seconds that a device has to wait longer each time it asks too soon (RFC 8628 3.5).
const SLOWER: i64 = 5;
const SLOWEST: i64 = 60;

impl OAuth {
    pub(super) async fn device_code(&self, grant: &Grant<'_>) -> Result<TokenResponse, Error> {
        let client = &grant.asking.client;
        let [given] = grant.params.required(["device_code"])?;
        let hash = secret::hash(given);
        let row = self.polled(grant, &hash).await?;
        let subject = row.subject.as_deref().and_then(fully_qualified).ok_or_else(refused)?;
        let mut tx = self.control().read().await?;
        let roles = self.control().roles_of_active_user(&mut tx, &subject).await?.ok_or_else(refused)?;
        let person = Person { tenant: &subject.tenant, roles: &roles };
        let had = row.scopes.split(' ').map(str::to_owned).collect();
        let scopes = self.grant_scopes(&mut tx, &client.tenant, person, had).await?;
        drop(tx);

        let access = self.access_token(client, &Subject::User(subject.clone()), &scopes, None).await?;
        let login = Login { nonce: None, auth_time: row.auth_time };
        let id_token = self.id_token(client, &subject, &scopes, Some(&access), &login).await?;
        let refresh = client
            .may_use(REFRESH_TOKEN)
            .then(|| self.refresh_token(client, &subject, &scopes, &access, Some(row.family)));

        // Whoever redeems it here is the only one; what the others have signed meanwhile is thrown away.
        let mut tx = self.control().begin_concurrent().await?;
        if !device::redeem(&mut tx, client.tenant.as_str(), &hash, self.now()).await? {
            return Err(refused());
        }
        if let Some((_, row)) = &refresh {
            store::token::insert(&mut tx, row).await?;
        }
        tx.commit().await?;
        Ok(TokenResponse {
            refresh_token: refresh.map(|(clear, _)| clear),
            id_token,
            ..TokenResponse::of(access, &scopes)
        })
    }

    /// What the user has allowed; refused while that is open, and when the device asks too often.
    async fn polled(&self, grant: &Grant<'_>, hash: &str) -> Result<DeviceRow, Error> {
        let client = &grant.asking.client;
        let now = self.now();
        let mut tx = self.control().begin_concurrent().await?;
        let row = device::by_code(&mut tx, client.tenant.as_str(), hash).await?;
        let row = row.filter(|row| row.client_id == client.id()).ok_or_else(refused)?;
        if row.state == device::USED {
            return Err(refused());
        }
        if row.expires_at <= now {
            return Err(Error::Coded("expired_token", "The device code has expired: begin again"));
        }
        if row.state == device::DENIED {
            return Err(Error::Coded("access_denied", "The user has refused"));
        }
        // Whole seconds: a device that asks every five seconds may be seen after four.
        let soon = now.saturating_sub(row.polled_at) < row.poll_seconds.saturating_sub(1);
        let wait = if soon { (row.poll_seconds + SLOWER).min(SLOWEST) } else { row.poll_seconds };
        device::polled(&mut tx, client.tenant.as_str(), hash, now, wait).await?;
        tx.commit().await?;
        if soon {
            return Err(Error::Coded("slow_down", "Ask less often: wait five seconds longer each time"));
        }
        if row.state == device::PENDING {
            return Err(Error::Coded("authorization_pending", "The user has not decided yet"));
        }
        Ok(row)
    }
}

fn refused() -> Error {
    Error::grant("The device code is invalid or has been used")
}
