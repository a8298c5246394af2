//! How a node reaches the hub, and as whom.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

/// Connection to a NATS deployment.
#[derive(Debug, Clone)]
pub struct HubConfig {
    /// `nats://host:4222` or `tls://host:4222`, at least one; those of a cluster that it names itself are found.
    pub servers: Vec<String>,
    pub credentials: Credentials,
    /// Set: TLS is required. rustls on aws-lc-rs, and nothing else.
    pub tls: Option<Tls>,
    /// Shown in the server's list of connections; the node's name.
    pub name: String,
    /// Creates what is missing on the server, now and whenever it goes missing. For control planes.
    pub provision: bool,
    /// Copies of each stream when it is created: 1, or 3 in a cluster.
    pub replicas: u8,
    /// `http://host:8222`: the server's monitoring endpoint, to know whether a power loss would lose data.
    pub monitor: Option<String>,
}

impl HubConfig {
    pub fn new(servers: Vec<String>, name: impl Into<String>) -> Self {
        Self {
            servers,
            credentials: Credentials::None,
            tls: None,
            name: name.into(),
            provision: false,
            replicas: 1,
            monitor: None,
        }
    }
}

#[derive(Clone)]
pub enum Credentials {
    None,
    Password { user: String, password: SecretString },
}

impl Credentials {
    /// A token of its own for this identity: names its inbox and the events it publishes, so that permissions can.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::None => "anonymous".to_owned(),
            Self::Password { user, .. } => super::token::encode(user),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Password { user, .. } => write!(f, "Password({user})"),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Tls {
    /// PEM with the authorities to trust; `None` trusts those of the system.
    pub ca: Option<PathBuf>,
    /// PEM with a client certificate and its key.
    pub identity: Option<(PathBuf, PathBuf)>,
}
