//! The one way in which the control plane talks to a key manager: the resident one and any other.

pub mod external;
pub mod remote;

use async_trait::async_trait;
use model::key::{Client, ClientRequest, ClientSecret, SecretRequest};
use model::tenant::TenantDomain;
use serde::{Deserialize, Serialize};

/// What a key manager can be asked. Every call is on behalf of a tenant.
#[async_trait]
pub trait KeyManagerConnector: Send + Sync {
    async fn register(&self, tenant: &TenantDomain, request: ClientRequest)
    -> Result<Client, ConnectorError>;
    async fn update(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        request: ClientRequest,
    ) -> Result<Client, ConnectorError>;
    /// `client_secret` is present where the key manager can tell it.
    async fn get(&self, tenant: &TenantDomain, client_id: &str) -> Result<Client, ConnectorError>;
    /// Deletes the client and revokes what it was issued.
    async fn delete(&self, tenant: &TenantDomain, client_id: &str) -> Result<(), ConnectorError>;
    /// Replaces the secret; the answer carries the new one.
    async fn regenerate_secret(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
    ) -> Result<Client, ConnectorError>;
    /// One secret more, with its value.
    async fn add_secret(
        &self,
        _tenant: &TenantDomain,
        _client_id: &str,
        _asked: SecretRequest,
    ) -> Result<ClientSecret, ConnectorError> {
        Err(one_secret())
    }
    /// Every secret, oldest first, without values.
    async fn secrets(
        &self,
        _tenant: &TenantDomain,
        _client_id: &str,
    ) -> Result<Vec<ClientSecret>, ConnectorError> {
        Err(one_secret())
    }
    async fn revoke_secret(
        &self,
        _tenant: &TenantDomain,
        _client_id: &str,
        _secret_id: &str,
    ) -> Result<(), ConnectorError> {
        Err(one_secret())
    }
    /// An access token for the client itself (client credentials), for the developer portal's "generate token".
    async fn issue_token(
        &self,
        tenant: &TenantDomain,
        ask: TokenRequest,
    ) -> Result<IssuedToken, ConnectorError>;
    /// Grant types that a client may have.
    fn grant_types(&self) -> Vec<String>;
    /// Revokes a token; unknown tokens are fine.
    async fn revoke(&self, tenant: &TenantDomain, token: &str) -> Result<(), ConnectorError>;
}

fn one_secret() -> ConnectorError {
    ConnectorError::Refused("this key manager does not support several secrets of a client".to_owned())
}

/// What "generate token" asks.
#[derive(Clone, Serialize, Deserialize)]
pub struct TokenRequest {
    pub client_id: String,
    /// Checked where the caller gives it; the portal may generate tokens for its own application without.
    pub client_secret: Option<String>,
    pub scopes: Vec<String>,
    /// Seconds; `None` takes the client's, -1 never expires.
    pub validity: Option<i64>,
    /// A token to revoke in the same step.
    pub revoke: Option<String>,
}

/// An access token and what it is good for.
#[derive(Clone, Serialize, Deserialize)]
pub struct IssuedToken {
    pub access_token: String,
    pub scopes: Vec<String>,
    /// Seconds.
    pub expires_in: i64,
}

#[derive(Debug, thiserror::Error)]
pub enum ConnectorError {
    #[error("the client {0} does not exist")]
    NoSuchClient(String),
    /// The key manager refuses; the text may be shown.
    #[error("{0}")]
    Refused(String),
    #[error("the key manager cannot be reached: {0}")]
    Unreachable(String),
}
