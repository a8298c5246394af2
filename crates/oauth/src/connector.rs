//! The resident key manager, in process.

use async_trait::async_trait;
use control::KeyManagerConnector;
use control::connector::{ConnectorError, IssuedToken, TokenRequest};
use model::key::{Client, ClientRequest, ClientSecret, SecretRequest};
use model::tenant::TenantDomain;

use crate::OAuth;
use crate::client::Again;
use crate::error::Error;
use crate::issue::NEVER;
use crate::scope;

/// What the control plane asks the authorization server directly.
pub struct ResidentConnector(OAuth);

impl ResidentConnector {
    pub fn new(oauth: OAuth) -> Self {
        Self(oauth)
    }
}

#[async_trait]
impl KeyManagerConnector for ResidentConnector {
    /// A client that the owner has under this name takes the new settings and keeps id and secret, so that a
    /// registration can be tried again.
    async fn register(
        &self,
        tenant: &TenantDomain,
        request: ClientRequest,
    ) -> Result<Client, ConnectorError> {
        let name = request.client_name.clone();
        let client = self.0.register(tenant, request, Again::Update).await;
        client.and_then(|c| self.0.told(c)).map_err(|e| failed(e, &name))
    }

    async fn update(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        request: ClientRequest,
    ) -> Result<Client, ConnectorError> {
        let client = self.0.change_client(tenant, client_id, request).await;
        client.and_then(|c| self.0.told(c)).map_err(|e| failed(e, client_id))
    }

    async fn get(&self, tenant: &TenantDomain, client_id: &str) -> Result<Client, ConnectorError> {
        let read = async {
            let mut tx = self.0.control().read().await?;
            let client = self.0.own_client(&mut tx, tenant, client_id).await?;
            self.0.told(client)
        };
        read.await.map_err(|e| failed(e, client_id))
    }

    async fn delete(&self, tenant: &TenantDomain, client_id: &str) -> Result<(), ConnectorError> {
        self.0.delete_client(tenant, client_id).await.map_err(|e| failed(e, client_id))
    }

    async fn regenerate_secret(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
    ) -> Result<Client, ConnectorError> {
        let client = self.0.renew_secret(tenant, client_id).await;
        client.and_then(|c| self.0.told(c)).map_err(|e| failed(e, client_id))
    }

    async fn add_secret(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        asked: SecretRequest,
    ) -> Result<ClientSecret, ConnectorError> {
        self.0.add_secret(tenant, client_id, asked).await.map_err(|e| failed(e, client_id))
    }

    async fn secrets(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
    ) -> Result<Vec<ClientSecret>, ConnectorError> {
        self.0.secrets(tenant, client_id).await.map_err(|e| failed(e, client_id))
    }

    async fn revoke_secret(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        secret_id: &str,
    ) -> Result<(), ConnectorError> {
        self.0.revoke_secret(tenant, client_id, secret_id).await.map_err(|e| failed(e, secret_id))
    }

    async fn issue_token(
        &self,
        tenant: &TenantDomain,
        ask: TokenRequest,
    ) -> Result<IssuedToken, ConnectorError> {
        let issue = async {
            let mut tx = self.0.control().read().await?;
            let client = self.0.own_client(&mut tx, tenant, &ask.client_id).await?;
            let wrong = match &ask.client_secret {
                Some(given) => !self.0.is_secret_of(&mut tx, &client, given).await?,
                None => false,
            };
            drop(tx);
            if wrong || !client.row.active {
                return Err(Error::InvalidClient);
            }
            let lifetime = match ask.validity {
                Some(seconds) if seconds < 0 => Some(NEVER),
                Some(0) => return Err(Error::request("validity: must be 1 second or more, or -1 for ever")),
                other => other,
            };
            if let Some(token) = &ask.revoke {
                self.0.revoke_token(tenant, Some(&ask.client_id), token).await?;
            }
            let asked = scope::parse(&ask.scopes.join(" "))?;
            self.0.own_token(&client, asked, lifetime).await
        };
        let token = issue.await.map_err(|e| failed(e, &ask.client_id))?;
        Ok(IssuedToken {
            access_token: token.access_token,
            scopes: token.scope.split(' ').map(str::to_owned).collect(),
            expires_in: token.expires_in,
        })
    }

    fn grant_types(&self) -> Vec<String> {
        crate::grant_types()
    }

    async fn revoke(&self, tenant: &TenantDomain, token: &str) -> Result<(), ConnectorError> {
        self.0.revoke_token(tenant, None, token).await.map_err(|e| failed(e, ""))
    }
}

fn failed(error: Error, client: &str) -> ConnectorError {
    match error {
        Error::NotFound => ConnectorError::NoSuchClient(client.to_owned()),
        Error::Server(error) => {
            tracing::error!(%error, oauth.client = client, "the resident key manager failed");
            ConnectorError::Unreachable("the resident key manager is not able to answer now".to_owned())
        }
        refused => ConnectorError::Refused(refused.to_string()),
    }
}
