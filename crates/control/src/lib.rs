//! Use cases: may this caller do this, and do it. By aggregate and verb (`api/publish.rs`).
//!
//! Every use case takes a [`Caller`] (or is named as one that needs none), scopes every query by the caller's
//! tenant, and writes its catalog documents in the transaction of the change. The crate must not know HTTP.

pub mod alert;
pub mod api;
pub mod api_key;
pub mod application;
pub mod archive;
pub mod bearer;
pub mod bootstrap;
pub mod caller;
pub mod catalogue;
pub mod category;
pub mod certificate;
pub mod comment;
pub mod connector;
pub mod deny;
pub mod document;
pub mod environment;
pub mod error;
pub mod find;
pub mod gateway_data;
pub mod key;
pub mod key_manager;
pub mod key_mapping;
pub mod label;
pub mod log_level;
pub mod operation_policy;
pub mod organization;
pub mod outbound;
pub mod password;
pub mod policy;
pub mod product;
pub mod rating;
pub mod relay;
pub mod repair;
pub mod revision;
pub mod role;
pub mod scope;
pub mod seal;
pub mod service;
pub mod subscription;
pub mod tenant;
pub mod tenant_config;
pub mod theme;
pub mod user;
pub mod workflow;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hub::SharedHub;
use model::Ambient;
use serde::{Deserialize, Serialize};
use store::{Store, Tx};
use tokio::sync::Semaphore;

pub use caller::Caller;
pub use connector::KeyManagerConnector;
pub use error::Error;

/// What an operator may set about the control plane.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Name by which clients reach the portals and REST APIs, e.g. `localhost`.
    pub hostname: String,
    /// HTTPS port of the portals and REST APIs, offset included.
    pub https_port: u16,
    /// Where clients reach the key managers, `https://host:port`; empty: at the host and port above.
    pub key_manager_url: String,
    /// Gateway environments.
    pub environments: Vec<Environment>,
    /// Workers that hash passwords at the same time; each takes 19 MiB.
    pub password_workers: usize,
    /// Failed logins of one user from one address before further ones have to wait; 0 never makes them wait.
    pub failed_logins: u32,
    /// Seconds of the first wait; it doubles with every further failure, up to 15 minutes.
    pub lock_seconds: u64,
}

/// A gateway environment, from the configuration or made by an administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Environment {
    pub name: String,
    pub display_name: String,
    pub description: String,
    /// `hybrid`, `production` or `sandbox`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Public key (JWK) to which back ends' secrets are encrypted for its gateways; empty: they share the sealing key.
    pub public_key: String,
    pub vhosts: Vec<Vhost>,
}

/// A virtual host of an environment, with the gateway's ports as clients see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Vhost {
    pub host: String,
    pub http_port: u16,
    pub https_port: u16,
    pub ws_port: u16,
    pub wss_port: u16,
    pub http_context: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hostname: "localhost".into(),
            https_port: 9443,
            key_manager_url: String::new(),
            environments: vec![Environment::default()],
            password_workers: 2,
            failed_logins: 10,
            lock_seconds: 1,
        }
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self {
            name: "Default".into(),
            display_name: "Default".into(),
            description: "This is a hybrid gateway that handles both production and sandbox token traffic."
                .into(),
            kind: "hybrid".into(),
            public_key: String::new(),
            vhosts: vec![Vhost::default()],
        }
    }
}

impl Default for Vhost {
    fn default() -> Self {
        Self {
            host: "localhost".into(),
            http_port: 8280,
            https_port: 8243,
            ws_port: 9099,
            wss_port: 8099,
            http_context: String::new(),
        }
    }
}

/// The control plane's use cases. Cheap to clone.
#[derive(Clone)]
pub struct Control {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    store: Store,
    hub: SharedHub,
    ambient: Ambient,
    sealer: seal::Sealer,
    hasher: password::Hasher,
    attempts: user::attempts::Attempts,
    resident: OnceLock<Arc<dyn KeyManagerConnector>>,
    outbound: OnceLock<::outbound::Outbound>,
    keys: key::KeyCache,
    archives: Semaphore,
}

impl Control {
    pub fn build(
        config: Config,
        store: Store,
        hub: SharedHub,
        ambient: Ambient,
        sealer: seal::Sealer,
    ) -> Self {
        let hasher = password::Hasher::new(config.password_workers, ambient.clone());
        let wait = Duration::from_secs(config.lock_seconds);
        let attempts = user::attempts::Attempts::new(config.failed_logins, wait, ambient.clock.clone());
        Self {
            inner: Arc::new(Inner {
                config,
                store,
                hub,
                ambient,
                sealer,
                hasher,
                attempts,
                resident: OnceLock::new(),
                outbound: OnceLock::new(),
                keys: key::KeyCache::default(),
                archives: Semaphore::new(archive::AT_ONCE),
            }),
        }
    }

    /// Connects the resident key manager. Once, by the composition root.
    pub fn connect_resident(&self, connector: Arc<dyn KeyManagerConnector>) {
        drop(self.inner.resident.set(connector));
    }

    pub fn config(&self) -> &Config {
        &self.inner.config
    }
    pub fn store(&self) -> &Store {
        &self.inner.store
    }
    pub fn hub(&self) -> &SharedHub {
        &self.inner.hub
    }
    pub fn ambient(&self) -> &Ambient {
        &self.inner.ambient
    }
    pub fn sealer(&self) -> &seal::Sealer {
        &self.inner.sealer
    }
    pub fn hasher(&self) -> &password::Hasher {
        &self.inner.hasher
    }
    pub(crate) fn attempts(&self) -> &user::attempts::Attempts {
        &self.inner.attempts
    }
    pub(crate) fn keys(&self) -> &key::KeyCache {
        &self.inner.keys
    }
    pub fn resident(&self) -> Result<&Arc<dyn KeyManagerConnector>, Error> {
        self.inner.resident.get().ok_or(Error::Unavailable("the key manager is not connected"))
    }

    /// Begins a transaction that may write. They take turns: what one reads holds until it ends.
    pub async fn begin(&self) -> Result<Tx, Error> {
        Ok(self.inner.store.begin().await?)
    }
    /// Begins a transaction that may write and waits for no turn: [`Store::begin_concurrent`] says for what.
    pub async fn begin_concurrent(&self) -> Result<Tx, Error> {
        Ok(self.inner.store.begin_concurrent().await?)
    }
    /// Begins a transaction that only reads.
    pub async fn read(&self) -> Result<Tx, Error> {
        Ok(self.inner.store.read().await?)
    }
}
