//! What a user allows a client.

use store::authorization;

use super::request::AuthorizationRequest;
use super::session::Session;
use crate::OAuth;
use crate::error::Error;
use crate::scope::Person;

impl OAuth {
    /// The scopes that this user may have through this client, of those asked for.
    pub(crate) async fn offered(
        &self,
        request: &AuthorizationRequest,
        session: &Session,
    ) -> Result<Vec<String>, Error> {
        let mut tx = self.control().read().await?;
        let person = Person { tenant: &session.user.tenant, roles: &session.roles };
        self.grant_scopes(&mut tx, &request.client.tenant, person, request.scopes.clone()).await
    }

    /// Whether the user has allowed all of this for good.
    pub(crate) async fn has_allowed(
        &self,
        request: &AuthorizationRequest,
        session: &Session,
        scopes: &[String],
    ) -> Result<bool, Error> {
        let mut tx = self.control().read().await?;
        let subject = session.user.fully_qualified();
        let allowed = authorization::consent(&mut tx, &subject, request.client.id()).await?;
        Ok(allowed.is_some_and(|allowed| scopes.iter().all(|s| allowed.split(' ').any(|a| a == s))))
    }

    /// Remembers that the user allows this, beside what was allowed before.
    pub(crate) async fn remember(
        &self,
        request: &AuthorizationRequest,
        session: &Session,
        scopes: &[String],
    ) -> Result<(), Error> {
        let (subject, client) = (session.user.fully_qualified(), request.client.id());
        let mut tx = self.control().begin().await?;
        let before = authorization::consent(&mut tx, &subject, client).await?.unwrap_or_default();
        let mut all: Vec<&str> = before.split(' ').filter(|s| !s.is_empty()).collect();
        all.extend(scopes.iter().map(String::as_str));
        all.sort_unstable();
        all.dedup();
        authorization::put_consent(&mut tx, &subject, client, &all.join(" "), self.now()).await?;
        tx.commit().await?;
        Ok(())
    }
}
