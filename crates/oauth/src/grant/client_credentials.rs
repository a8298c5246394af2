//! A client's own token (RFC 6749 4.4).

use control::bearer::fully_qualified;

use super::Grant;
use crate::OAuth;
use crate::client::Registered;
use crate::error::Error;
use crate::issue::{Subject, TokenResponse};
use crate::scope::{self, Person};

impl OAuth {
    pub(super) async fn client_credentials(&self, grant: &Grant<'_>) -> Result<TokenResponse, Error> {
        if !grant.asking.proved {
            return Err(Error::InvalidClient);
        }
        let asked = scope::parse(grant.params.get("scope").unwrap_or_default())?;
        self.own_token(&grant.asking.client, asked, None).await
    }

    /// A token for the client itself. Scopes go by the roles of the client's owner, as in WSO2.
    pub(crate) async fn own_token(
        &self,
        client: &Registered,
        asked: Vec<String>,
        lifetime: Option<i64>,
    ) -> Result<TokenResponse, Error> {
        let scopes = if asked.is_empty() {
            vec![model::scope::DEFAULT.to_owned()]
        } else {
            let mut tx = self.control().read().await?;
            let owner = fully_qualified(&client.row.owner).ok_or(Error::InvalidClient)?;
            let roles = self.control().roles_of_active_user(&mut tx, &owner).await?.unwrap_or_default();
            let person = Person { tenant: &owner.tenant, roles: &roles };
            self.grant_scopes(&mut tx, &client.tenant, person, asked).await?
        };
        let access = self.access_token(client, &Subject::Application, &scopes, lifetime).await?;
        Ok(TokenResponse::of(access, &scopes))
    }
}
