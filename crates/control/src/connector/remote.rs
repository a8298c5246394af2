//! The resident key manager when it runs apart: the same questions, asked over the hub. Every key manager node serves
//! a subject of its own; one that is gone is passed over.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use hub::{HubError, Presence, SharedHub, presence};
use model::key::{Client, ClientRequest, ClientSecret, SecretRequest};
use model::tenant::TenantDomain;
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use tracing::{debug, info, warn};

use super::{ConnectorError, IssuedToken, KeyManagerConnector, TokenRequest};

/// The role that key managers announce.
pub const ROLE: &str = "key-manager";
const DEADLINE: Duration = Duration::from_secs(10);
/// Questions answered at the same time.
const AT_ONCE: usize = 64;
const RETRY: Duration = Duration::from_secs(1);

/// The hub's subject of a key manager node. Hub permissions say who may ask: control planes alone.
pub fn subject(node: &str) -> String {
    format!("key_manager.{node}")
}

#[derive(Serialize, Deserialize)]
struct Ask {
    tenant: String,
    what: What,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Register(ClientRequest),
    Update { client_id: String, request: ClientRequest },
    Get(String),
    Delete(String),
    RegenerateSecret(String),
    AddSecret { client_id: String, asked: SecretRequest },
    Secrets(String),
    RevokeSecret { client_id: String, secret_id: String },
    IssueToken(TokenRequest),
    Revoke(String),
}

impl What {
    /// Asking twice does what asking once does.
    const fn is_idempotent(&self) -> bool {
        // A registration updates the client that the owner has under the name.
        !matches!(self, Self::RegenerateSecret(_) | Self::AddSecret { .. } | Self::IssueToken(_))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Client(Client),
    Secret(ClientSecret),
    Secrets(Vec<ClientSecret>),
    Token(IssuedToken),
    Done,
    NoSuchClient(String),
    Refused(String),
    Unreachable(String),
}

/// Asks key managers over the hub.
pub struct RemoteConnector {
    hub: SharedHub,
    grant_types: Vec<String>,
    turn: AtomicUsize,
}

impl RemoteConnector {
    /// `grant_types` as the key managers of this version have them.
    pub const fn new(hub: SharedHub, grant_types: Vec<String>) -> Self {
        Self { hub, grant_types, turn: AtomicUsize::new(0) }
    }

    async fn ask(&self, tenant: &TenantDomain, what: What) -> Result<Told, ConnectorError> {
        let idempotent = what.is_idempotent();
        let ask = Ask { tenant: tenant.as_str().to_owned(), what };
        let body = Bytes::from(serde_json::to_vec(&ask).map_err(|e| unreachable(&e.to_string()))?);
        let mut nodes = self.nodes().await?;
        if nodes.is_empty() {
            return Err(unreachable("none is present"));
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % nodes.len();
        nodes.rotate_left(turn);
        let mut last = String::new();
        for node in nodes {
            match self.hub.request(&subject(&node), body.clone(), DEADLINE).await {
                Ok(answer) => {
                    return match serde_json::from_slice(&answer).map_err(|e| unreachable(&e.to_string()))? {
                        Told::NoSuchClient(client) => Err(ConnectorError::NoSuchClient(client)),
                        Told::Refused(text) => Err(ConnectorError::Refused(text)),
                        Told::Unreachable(text) => Err(ConnectorError::Unreachable(text)),
                        told => Ok(told),
                    };
                }
                // It may have done it: only who has not heard the question may be followed by another.
                Err(HubError::Timeout) if !idempotent => return Err(unreachable("no answer in time")),
                Err(error) => {
                    debug!(node, %error, "a key manager does not answer");
                    last = error.to_string();
                }
            }
        }
        Err(unreachable(&last))
    }

    async fn nodes(&self) -> Result<Vec<String>, ConnectorError> {
        let present = self.hub.present().await.map_err(|e| unreachable(&e.to_string()))?;
        Ok(present.into_iter().filter(|p| p.role == ROLE).map(|p| p.node).collect())
    }
}

fn unreachable(text: &str) -> ConnectorError {
    ConnectorError::Unreachable(text.to_owned())
}

fn client(told: Told) -> Result<Client, ConnectorError> {
    match told {
        Told::Client(client) => Ok(client),
        _ => Err(unreachable("an answer to another question")),
    }
}

#[async_trait]
impl KeyManagerConnector for RemoteConnector {
    async fn register(
        &self,
        tenant: &TenantDomain,
        request: ClientRequest,
    ) -> Result<Client, ConnectorError> {
        client(self.ask(tenant, What::Register(request)).await?)
    }

    async fn update(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        request: ClientRequest,
    ) -> Result<Client, ConnectorError> {
        client(self.ask(tenant, What::Update { client_id: client_id.to_owned(), request }).await?)
    }

    async fn get(&self, tenant: &TenantDomain, client_id: &str) -> Result<Client, ConnectorError> {
        client(self.ask(tenant, What::Get(client_id.to_owned())).await?)
    }

    async fn delete(&self, tenant: &TenantDomain, client_id: &str) -> Result<(), ConnectorError> {
        self.ask(tenant, What::Delete(client_id.to_owned())).await.map(drop)
    }

    async fn regenerate_secret(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
    ) -> Result<Client, ConnectorError> {
        client(self.ask(tenant, What::RegenerateSecret(client_id.to_owned())).await?)
    }

    async fn add_secret(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        asked: SecretRequest,
    ) -> Result<ClientSecret, ConnectorError> {
        match self.ask(tenant, What::AddSecret { client_id: client_id.to_owned(), asked }).await? {
            Told::Secret(secret) => Ok(secret),
            _ => Err(unreachable("an answer to another question")),
        }
    }

    async fn secrets(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
    ) -> Result<Vec<ClientSecret>, ConnectorError> {
        match self.ask(tenant, What::Secrets(client_id.to_owned())).await? {
            Told::Secrets(secrets) => Ok(secrets),
            _ => Err(unreachable("an answer to another question")),
        }
    }

    async fn revoke_secret(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        secret_id: &str,
    ) -> Result<(), ConnectorError> {
        let (client_id, secret_id) = (client_id.to_owned(), secret_id.to_owned());
        self.ask(tenant, What::RevokeSecret { client_id, secret_id }).await.map(drop)
    }

    async fn issue_token(
        &self,
        tenant: &TenantDomain,
        ask: TokenRequest,
    ) -> Result<IssuedToken, ConnectorError> {
        match self.ask(tenant, What::IssueToken(ask)).await? {
            Told::Token(token) => Ok(token),
            _ => Err(unreachable("an answer to another question")),
        }
    }

    fn grant_types(&self) -> Vec<String> {
        self.grant_types.clone()
    }

    async fn revoke(&self, tenant: &TenantDomain, token: &str) -> Result<(), ConnectorError> {
        self.ask(tenant, What::Revoke(token.to_owned())).await.map(drop)
    }
}

/// Announces a key manager node and answers what control planes ask it, until it is dropped.
pub async fn serve(hub: SharedHub, connector: Arc<dyn KeyManagerConnector>, own: Presence) {
    let announce = async {
        let mut tick = tokio::time::interval(presence::REFRESH);
        loop {
            tick.tick().await;
            if let Err(error) = hub.announce(own.clone()).await {
                debug!(%error, "presence not announced");
            }
        }
    };
    let answer = async {
        let mut under_way = JoinSet::new();
        loop {
            let mut requests = match hub.serve(&subject(&own.node)).await {
                Ok(requests) => requests,
                Err(error) => {
                    warn!(%error, "the key manager cannot be reached by control planes; trying again");
                    tokio::time::sleep(RETRY).await;
                    continue;
                }
            };
            info!(node = own.node, "answering control planes");
            while let Some(request) = requests.recv().await {
                while under_way.try_join_next().is_some() {}
                if under_way.len() >= AT_ONCE {
                    under_way.join_next().await;
                }
                let connector = connector.clone();
                under_way.spawn(async move {
                    let Ok(ask) = serde_json::from_slice::<Ask>(&request.body) else {
                        warn!("a question to the key manager cannot be read");
                        return;
                    };
                    if let Ok(body) = serde_json::to_vec(&told(&*connector, ask).await) {
                        request.answer(Bytes::from(body));
                    }
                });
            }
        }
    };
    tokio::join!(announce, answer);
}

async fn told(connector: &dyn KeyManagerConnector, ask: Ask) -> Told {
    let Ok(tenant) = TenantDomain::parse(&ask.tenant) else {
        return Told::Refused("there is no such tenant".to_owned());
    };
    let t = &tenant;
    let result = match ask.what {
        What::Register(request) => connector.register(t, request).await.map(Told::Client),
        What::Update { client_id, request } => {
            connector.update(t, &client_id, request).await.map(Told::Client)
        }
        What::Get(id) => connector.get(t, &id).await.map(Told::Client),
        What::Delete(id) => connector.delete(t, &id).await.map(|()| Told::Done),
        What::RegenerateSecret(id) => connector.regenerate_secret(t, &id).await.map(Told::Client),
        What::AddSecret { client_id, asked } => {
            connector.add_secret(t, &client_id, asked).await.map(Told::Secret)
        }
        What::Secrets(id) => connector.secrets(t, &id).await.map(Told::Secrets),
        What::RevokeSecret { client_id, secret_id } => {
            connector.revoke_secret(t, &client_id, &secret_id).await.map(|()| Told::Done)
        }
        What::IssueToken(ask) => connector.issue_token(t, ask).await.map(Told::Token),
        What::Revoke(token) => connector.revoke(t, &token).await.map(|()| Told::Done),
    };
    result.unwrap_or_else(|error| match error {
        ConnectorError::NoSuchClient(client) => Told::NoSuchClient(client),
        ConnectorError::Refused(text) => Told::Refused(text),
        ConnectorError::Unreachable(text) => Told::Unreachable(text),
    })
}
