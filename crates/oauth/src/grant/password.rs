//! A user's token for the user's password (RFC 6749 4.3).

use super::{Grant, REFRESH_TOKEN};
use crate::OAuth;
use crate::credential::qualified;
use crate::error::Error;
use crate::issue::{Login, Subject, TokenResponse};
use crate::scope::{self, Person};

/// Characters of a user's name in a refusal.
const SHOWN: usize = 256;

impl OAuth {
    pub(super) async fn password(&self, grant: &Grant<'_>) -> Result<TokenResponse, Error> {
        let client = &grant.asking.client;
        let [name, password] = grant.params.required(["username", "password"])?;
        let asked = scope::parse(grant.params.get("scope").unwrap_or_default())?;
        let found = self.check_password(&qualified(name, grant.realm), password, grant.peer).await?;
        let refused = || {
            let shown: String = name.chars().take(SHOWN).collect();
            Error::grant(format!("Authentication failed for {shown}"))
        };
        let found = found.ok_or_else(refused)?;
        if found.user.tenant != client.tenant && !client.request.cross_tenant {
            return Err(Error::grant(
                "Service Provider tenant domain must be equal to user tenant domain for non-SaaS applications",
            ));
        }
        let mut tx = self.control().read().await?;
        let person = Person { tenant: &found.user.tenant, roles: &found.roles };
        let scopes = self.grant_scopes(&mut tx, &client.tenant, person, asked).await?;
        drop(tx);

        let access = self.access_token(client, &Subject::User(found.user.clone()), &scopes, None).await?;
        let id_token = self.id_token(client, &found.user, &scopes, Some(&access), &Login::default()).await?;
        let mut refresh_token = None;
        if client.may_use(REFRESH_TOKEN) {
            let (clear, row) = self.refresh_token(client, &found.user, &scopes, &access, None);
            let mut tx = self.control().begin_concurrent().await?;
            store::token::insert(&mut tx, &row).await?;
            tx.commit().await?;
            refresh_token = Some(clear);
        }
        Ok(TokenResponse { refresh_token, id_token, ..TokenResponse::of(access, &scopes) })
    }
}
