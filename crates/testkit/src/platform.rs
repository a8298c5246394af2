//! A running all-in-one: the real binary in a throw-away directory.

use std::path::PathBuf;

use anyhow::Result;
use tempfile::TempDir;

use crate::client::Client;
use crate::node::Node;
pub use crate::node::binary;

/// Name and password of the administrator of platforms that tests start.
pub const ADMIN: (&str, &str) = ("admin", "admin-of-tests");

/// An all-in-one process. Killed when dropped.
pub struct Platform {
    node: Node,
    _folder: TempDir,
}

impl Platform {
    /// A new all-in-one with an empty data directory, ready. `extra` are environment overrides.
    pub async fn all_in_one(extra: &[(&str, &str)]) -> Result<Self> {
        let folder = TempDir::new()?;
        let mut node = Node::new("all-in-one", folder.path(), None, Vec::new())?;
        node.set("TURNPIKE_ADMIN_PASSWORD", ADMIN.1);
        for (name, value) in extra {
            node.set(name, value);
        }
        node.start().await?;
        Ok(Self { node, _folder: folder })
    }

    /// Starts the process (again) over the same data, and waits until it is ready.
    pub async fn start(&mut self) -> Result<()> {
        self.node.start().await
    }

    /// Starts the process without waiting.
    pub fn spawn(&mut self) -> Result<()> {
        self.node.spawn()
    }

    /// kill -9, and waits for the end.
    pub fn kill(&mut self) {
        self.node.kill();
    }

    /// SIGTERM, and the exit code.
    pub fn terminate(&mut self) -> Result<Option<i32>> {
        self.node.terminate()
    }

    pub fn pid(&self) -> Option<u32> {
        self.node.pid()
    }
    /// Portals and REST APIs.
    pub fn url(&self) -> String {
        self.node.url()
    }
    pub fn gateway_https(&self) -> String {
        self.node.gateway_https()
    }
    pub fn gateway_http(&self) -> String {
        self.node.gateway_http()
    }
    pub fn management(&self) -> String {
        self.node.management()
    }
    pub fn data(&self) -> PathBuf {
        self.node.data()
    }
    /// The process's log so far.
    pub fn log(&self) -> String {
        self.node.log()
    }

    /// A client without credential.
    pub fn client(&self) -> Result<Client> {
        Client::new(&self.url())
    }

    /// A client with an access token of `user` for `scopes`.
    pub async fn sign_in(&self, user: &str, password: &str, scopes: &str) -> Result<Client> {
        self.client()?.sign_in(user, password, scopes).await
    }

    /// The administrator with every scope of the journey.
    pub async fn admin(&self) -> Result<Client> {
        self.client()?.sign_in_as_admin().await
    }
}
