//! A deployment pattern, started from the very files of `deploy/`: one process per node, a real hub server with the
//! configuration of `deploy/nats`, a real PostgreSQL, in throw-away folders.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::client::Client;
use crate::nats::Nats;
use crate::node::Node;
use crate::platform::ADMIN;
use crate::postgres::Postgres;

const DEPLOY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy");
/// Every host name of the files; all of them are this machine.
const DOMAIN: &str = ".example.com";
/// 32 bytes.
const SEALING_KEY: &str = "dGhpcyBrZXkgaXMga25vd24gdG8gYWxsIHRlc3RzISE=";

/// A folder of `deploy/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    P0,
    P1,
    P2,
    P3,
    P4,
    P5,
}

impl Pattern {
    /// The folder with a file per node.
    pub fn folder(self) -> PathBuf {
        let name = match self {
            Self::P0 => "p0-single-node",
            Self::P1 => "p1-active-active",
            Self::P2 => "p2-simple-scalable",
            Self::P3 => "p3-distributed",
            Self::P4 => "p4-fully-distributed",
            Self::P5 => "p5-simple-scalable-key-manager",
        };
        Path::new(DEPLOY).join(name)
    }
}

/// A running pattern. Everything ends when it is dropped.
pub struct Cluster {
    nodes: Vec<(String, Node)>,
    /// None in a single node.
    pub hub: Option<Nats>,
    /// The other servers of the hub, where it is a cluster.
    pub peers: Vec<Nats>,
    pub database: Option<Postgres>,
    database_url: String,
    folder: TempDir,
}

impl Cluster {
    /// Every node of the pattern, ready.
    pub async fn start(pattern: Pattern) -> Result<Self> {
        Self::start_with(pattern, &[]).await
    }

    /// The same with further nodes: a name and the node whose file it takes (`gw-3` like `gw-1`).
    pub async fn start_with(pattern: Pattern, more: &[(&str, &str)]) -> Result<Self> {
        let hub = if pattern == Pattern::P0 { Vec::new() } else { vec![Nats::secured().await?] };
        Self::over(pattern, more, hub).await
    }

    /// The same over a hub of three servers.
    pub async fn start_on_three(pattern: Pattern, more: &[(&str, &str)]) -> Result<Self> {
        Self::over(pattern, more, Nats::clustered().await?).await
    }

    async fn over(pattern: Pattern, more: &[(&str, &str)], mut peers: Vec<Nats>) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("turnpike-cluster-").tempdir()?;
        let hub = (!peers.is_empty()).then(|| peers.remove(0));
        let database = if hub.is_some() { Some(Postgres::start().await?) } else { None };
        let database_url = database.as_ref().map(Postgres::database).transpose()?.unwrap_or_default();
        let mut cluster = Self { nodes: Vec::new(), hub, peers, database, database_url, folder };
        let mut names: Vec<String> = Vec::new();
        for file in fs::read_dir(pattern.folder())? {
            let file = file?.path();
            if file.extension().is_some_and(|e| e == "toml") {
                names.push(file.file_stem().context("a name")?.to_string_lossy().into_owned());
            }
        }
        names.sort();
        for name in &names {
            cluster.prepare(pattern, name, name)?;
        }
        for (name, like) in more {
            cluster.prepare(pattern, name, like)?;
        }
        cluster.share_addresses();
        for (name, node) in &mut cluster.nodes {
            node.spawn().with_context(|| name.clone())?;
        }
        for (name, node) in &mut cluster.nodes {
            node.ready().await.with_context(|| name.clone())?;
        }
        Ok(cluster)
    }

    /// Writes the node's effective file: the one of `deploy/` with this machine for its hosts.
    fn prepare(&mut self, pattern: Pattern, name: &str, like: &str) -> Result<()> {
        let file = pattern.folder().join(format!("{like}.toml"));
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let folder = self.folder.path().join(name);
        fs::create_dir(&folder)?;
        let config = folder.join("turnpike.toml");
        fs::write(&config, here(&text).replace(&format!("id = \"{like}\""), &format!("id = \"{name}\"")))?;
        let role = match name.split('-').next() {
            Some("aio") => "all-in-one",
            Some("cp") => "control-plane",
            Some("km") => "key-manager",
            Some("gw") => "gateway",
            Some("tm") => "traffic-manager",
            _ => bail!("{name}: no role has such a name"),
        };
        let mut environment = Vec::new();
        let mut set = |name: &str, value: String| environment.push((name.to_owned(), value));
        if let Some(hub) = &self.hub {
            let user = value(&text, "user").context("hub.user")?;
            let servers: Vec<_> = std::iter::once(hub).chain(&self.peers).map(Nats::url).collect();
            set("TURNPIKE_HUB_SERVERS", servers.join(","));
            set("TURNPIKE_HUB_REPLICAS", servers.len().to_string());
            set("TURNPIKE_HUB_PASSWORD", Nats::password(user));
            set("TURNPIKE_HUB_CA", hub.ca().display().to_string());
        }
        if value(&text, "certificate").is_some() {
            let (certificate, key) = match &self.hub {
                Some(hub) => hub.certificate(),
                // Its own, self-signed.
                None => (PathBuf::new(), PathBuf::new()),
            };
            set("TURNPIKE_SERVER_CERTIFICATE", certificate.display().to_string());
            set("TURNPIKE_SERVER_PRIVATE_KEY", key.display().to_string());
        }
        if !matches!(role, "gateway" | "traffic-manager") {
            set("TURNPIKE_ADMIN_PASSWORD", ADMIN.1.to_owned());
            if !self.database_url.is_empty() {
                set("TURNPIKE_DATABASE_URL", self.database_url.clone());
                set("TURNPIKE_SECRETS_SEALING_KEY", SEALING_KEY.to_owned());
            }
        }
        self.nodes.push((name.to_owned(), Node::new(role, &folder, Some(config), environment)?));
        Ok(())
    }

    /// There is no load balancer: the first node of a kind has its address.
    fn share_addresses(&mut self) {
        if self.hub.is_none() {
            return;
        }
        let portals = self.of("cp").chain(self.of("aio")).next().map(|n| n.port(9443).to_string());
        let keys = self.of("km").next().map(Node::url);
        let with_database = |name: &str| !name.starts_with("gw") && !name.starts_with("tm");
        for (_, node) in self.nodes.iter_mut().filter(|(name, _)| with_database(name)) {
            if let Some(port) = &portals {
                node.set("TURNPIKE_SERVER_PUBLIC_PORT", port);
            }
            if let Some(url) = &keys {
                node.set("TURNPIKE_KEY_MANAGER_PUBLIC_URL", url);
            }
        }
    }

    fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().filter(move |(n, _)| n.split('-').next() == Some(kind)).map(|(_, node)| node)
    }

    /// A node by the name of its file.
    pub fn node(&mut self, name: &str) -> Result<&mut Node> {
        let found = self.nodes.iter_mut().find(|(n, _)| n == name).map(|(_, node)| node);
        found.with_context(|| format!("no node {name}"))
    }

    /// The base URL of every gateway.
    pub fn gateways(&self) -> Vec<String> {
        let apart: Vec<_> = self.of("gw").map(Node::gateway_https).collect();
        if apart.is_empty() { self.of("aio").map(Node::gateway_https).collect() } else { apart }
    }

    /// The base URL of every node with portals and REST APIs.
    pub fn control_planes(&self) -> Vec<String> {
        self.of("cp").chain(self.of("aio")).map(Node::url).collect()
    }

    /// The base URL of every node with a key manager.
    pub fn key_managers(&self) -> Vec<String> {
        let apart: Vec<_> = self.of("km").map(Node::url).collect();
        if apart.is_empty() { self.control_planes() } else { apart }
    }

    /// A client of the first control plane, without credential.
    pub fn client(&self) -> Result<Client> {
        Client::new(self.control_planes().first().context("a control plane")?)
    }

    /// Warnings and errors of every node and the hub, to say when a test fails.
    pub fn complaints(&self) -> String {
        let mut all = String::new();
        for (name, node) in &self.nodes {
            for line in node.log().lines().filter(|l| l.contains("\"WARN\"") || l.contains("\"ERROR\"")) {
                let _ = writeln!(all, "{name}: {line}");
            }
        }
        if let Some(hub) = &self.hub {
            for line in hub.log().lines().filter(|l| l.contains("[ERR]") || l.contains("Violation")) {
                let _ = writeln!(all, "hub: {line}");
            }
        }
        all
    }
}

/// The text with this machine for every host.
fn here(text: &str) -> String {
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    while let Some(at) = rest.find(DOMAIN) {
        let head = &rest[..at];
        let start = head.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '-').map_or(0, |i| i + 1);
        out.push_str(&head[..start]);
        out.push_str("localhost");
        rest = &rest[at + DOMAIN.len()..];
    }
    out + rest
}

/// The text value of the first line `key = "value"`.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let line = text.lines().find_map(|l| l.strip_prefix(key)?.trim_start().strip_prefix('='))?;
    line.trim().strip_prefix('"')?.strip_suffix('"')
}
