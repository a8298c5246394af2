//! The one configuration file of a node, its environment overrides and its documentation.
//!
//! Order: defaults, then the TOML file, then `TURNPIKE_<SECTION>_<KEY>` environment variables. An unknown key in
//! either is an error that offers the nearest valid name.

mod explain;
mod load;
mod section;

use section::section;
use serde::{Deserialize, Serialize};

pub use explain::{default_file, explain, reference};
pub use load::load;
pub use section::Field;

section! {
    /// The node itself.
    pub struct Node("node") {
        /// Name of this node, unique in the deployment; appears in logs, presence and lease requests.
        id: String = "turnpike-1".to_owned(),
        /// Region of this node.
        region: String = "default".to_owned(),
        /// Added to every port, so that several nodes can share a machine. `--offset` on the command line wins.
        offset: u16 = 0,
    }
}

section! {
    /// The first administrator, made at the first start.
    pub struct Admin("admin") {
        /// User name.
        name: String = "admin".to_owned(),
        /// Password; when empty one is generated and shown once. Better set by TURNPIKE_ADMIN_PASSWORD.
        password: String = String::new(),
    }
}

section! {
    /// Portals, REST APIs and the OAuth2 endpoints.
    pub struct Server("server") {
        /// Name by which clients reach this node or the load balancer before it.
        hostname: String = "localhost".to_owned(),
        /// Address to listen on; `::` is every address, IPv4 included.
        address: String = "::".to_owned(),
        /// HTTPS port (before the offset).
        https_port: u16 = 9443,
        /// HTTPS port that clients see when a load balancer stands before this node; 0 means the port above.
        public_port: u16 = 0,
        /// Certificate chain in PEM; empty takes the self-signed one of the data directory.
        certificate: String = String::new(),
        /// Private key of the certificate in PEM.
        private_key: String = String::new(),
        /// Seconds that running requests are given at shutdown.
        drain_seconds: u64 = 20,
    }
}

section! {
    /// Metrics, for machines only: plain HTTP.
    pub struct Management("management") {
        /// Address to listen on.
        address: String = "127.0.0.1".to_owned(),
        /// Port (before the offset); 0 turns it off.
        port: u16 = 9763,
    }
}

section! {
    /// The gateway.
    pub struct Gateway("gateway") {
        /// Address to listen on; `::` is every address, IPv4 included.
        address: String = "::".to_owned(),
        /// HTTP port (before the offset).
        http_port: u16 = 8280,
        /// HTTPS port (before the offset).
        https_port: u16 = 8243,
        /// Host name of the Default environment's virtual host.
        vhost: String = "localhost".to_owned(),
        /// Worker threads; 0 is one per core.
        workers: u16 = 0,
        /// Write one log line per API call.
        access_log: bool = true,
        /// Proxies in front that add to X-Forwarded-For; 0 takes the connection's address as the client's.
        trusted_proxies: u16 = 0,
        /// Send `RateLimit` and `RateLimit-Policy` with admitted responses too, not only with refusals.
        rate_limit_headers: bool = false,
        /// Accept any certificate of a back end. For development only.
        trust_any_backend: bool = false,
        /// PEM file with further certificate authorities for back ends.
        backend_ca: String = String::new(),
        /// Seconds from a request to the back end's answer.
        backend_timeout_seconds: u64 = 60,
    }
}

section! {
    /// The key manager.
    pub struct KeyManager("key_manager") {
        /// Seconds that an application's access token is valid.
        application_token_seconds: u64 = 86_400,
        /// Seconds that a user's access token is valid.
        user_token_seconds: u64 = 86_400,
        /// Seconds that a refresh token is valid.
        refresh_token_seconds: u64 = 604_800,
        /// Days after which a tenant's signing keys rotate by themselves, unnoticed by callers; 0 never does.
        signing_key_days: u32 = 90,
    }
}

section! {
    /// Logs and traces.
    pub struct Log("log") {
        /// Filter in the syntax of tracing-subscriber, e.g. `info` or `info,gateway=debug`.
        filter: String = "info".to_owned(),
        /// `json` or `text`.
        format: String = "json".to_owned(),
        /// OTLP/HTTP endpoint for traces, e.g. `http://localhost:4318`; empty turns them off.
        otlp_endpoint: String = String::new(),
    }
}

/// The configuration of a node.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub node: Node,
    pub admin: Admin,
    pub server: Server,
    pub management: Management,
    pub gateway: Gateway,
    pub key_manager: KeyManager,
    pub log: Log,
}

/// A section's name, what it is for, and its keys.
pub struct Section {
    pub name: &'static str,
    pub doc: &'static str,
    pub fields: &'static [Field],
}

impl Config {
    /// Every section, in the order of the file.
    pub const SECTIONS: &'static [Section] = &[
        Node::SECTION,
        Admin::SECTION,
        Server::SECTION,
        Management::SECTION,
        Gateway::SECTION,
        KeyManager::SECTION,
        Log::SECTION,
    ];

    /// A port with the offset applied.
    pub fn port(&self, base: u16) -> u16 {
        base.saturating_add(self.node.offset)
    }

    /// What is wrong with values that have the right type.
    pub fn problems(&self) -> Vec<String> {
        let mut bad = Vec::new();
        let ports = [
            ("server.https_port", self.server.https_port),
            ("management.port", self.management.port),
            ("gateway.http_port", self.gateway.http_port),
            ("gateway.https_port", self.gateway.https_port),
        ];
        for (key, port) in ports {
            if u32::from(port) + u32::from(self.node.offset) > 65_535 {
                bad.push(format!("{key}: {port} plus the offset {} is above 65535", self.node.offset));
            }
        }
        if !["json", "text"].contains(&self.log.format.as_str()) {
            bad.push(format!("log.format: must be json or text, not {}", self.log.format));
        }
        if self.server.certificate.is_empty() != self.server.private_key.is_empty() {
            bad.push("server.certificate and server.private_key: set both or none".to_owned());
        }
        for (key, address) in [
            ("server.address", &self.server.address),
            ("management.address", &self.management.address),
            ("gateway.address", &self.gateway.address),
        ] {
            if address.parse::<std::net::IpAddr>().is_err() {
                bad.push(format!("{key}: {address} is not an IP address"));
            }
        }
        if self.node.id.is_empty()
            || !self.node.id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        {
            bad.push("node.id: must have letters, digits, '-', '_' and '.' only".to_owned());
        }
        bad
    }
}
