//! A token for an assertion of a trusted issuer (RFC 7523 2.1). Each assertion is good once, if it has a `jti`.

use super::Grant;
use crate::OAuth;
use crate::client::secret;
use crate::error::Error;
use crate::issue::TokenResponse;
use crate::scope::{self, Person};

/// An assertion may be valid for so many seconds at most: so long it is remembered.
const LONGEST: i64 = 86_400;

impl OAuth {
    pub(super) async fn jwt_bearer(&self, grant: &Grant<'_>) -> Result<TokenResponse, Error> {
        let client = &grant.asking.client;
        let [assertion] = grant.params.required(["assertion"])?;
        let asked = scope::parse(grant.params.get("scope").unwrap_or_default())?;
        let outsider = self.verify_trusted(&client.tenant, assertion)?;
        let claims = &outsider.verified.claims;
        let exp = claims.exp.and_then(|exp| i64::try_from(exp).ok()).unwrap_or(i64::MAX);
        if exp.saturating_sub(self.now()) > LONGEST {
            return Err(Error::grant("The assertion is valid for longer than a day"));
        }
        let mut tx = self.control().read().await?;
        let known = self.known(&mut tx, &client.tenant, &outsider).await?;
        let person = Person { tenant: &client.tenant, roles: &known.roles };
        let scopes = self.grant_scopes(&mut tx, &client.tenant, person, asked).await?;
        drop(tx);
        if let Some(jti) = claims.jti.as_deref() {
            let hash = secret::hash(&format!("{}\n{jti}", outsider.issuer.settings.issuer));
            let mut tx = self.control().begin_concurrent().await?;
            // Beyond its own end by the leeway that it is given.
            let until = exp.saturating_add(60);
            if !store::assertion::spend(&mut tx, client.tenant.as_str(), &hash, until).await? {
                return Err(Error::grant("The assertion has been used before: its jti is not new"));
            }
            tx.commit().await?;
        }
        self.user_token(client, &known.subject, scopes, None).await
    }
}
