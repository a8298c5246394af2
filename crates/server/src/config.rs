//! The one configuration file of a node, its environment overrides and its documentation.
//!
//! Order: defaults, then the TOML file, then `TURNPIKE_<SECTION>_<KEY>` environment variables. An unknown key in
//! either is an error that offers the nearest valid name.

mod explain;
mod load;
mod problems;
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
    /// The database. Empty: embedded in the data directory, for one process.
    pub struct Database("database") {
        /// `postgres://user:password@host:5432/turnpike` (PostgreSQL 15 or later), shared by control planes and key managers; `?sslmode=verify-full&sslrootcert=FILE` checks the server.
        url: String = String::new(),
    }
}

section! {
    /// The event hub. Without servers it is within the process, for an all-in-one that is alone.
    pub struct Hub("hub") {
        /// NATS servers (2.11 or later with JetStream), e.g. `tls://hub-1:4222`.
        servers: Vec<String> = Vec::new(),
        /// User that stands for this node's role, see `deploy/nats/nats-server.conf`.
        user: String = String::new(),
        /// Its password. Better set by TURNPIKE_HUB_PASSWORD.
        password: String = String::new(),
        /// PEM file with the authority of the servers' certificates; empty trusts those of the system.
        ca: String = String::new(),
        /// PEM file with a client certificate, where the servers ask for one.
        certificate: String = String::new(),
        /// PEM file with its key.
        private_key: String = String::new(),
        /// The servers' monitoring endpoint, e.g. `http://hub-1:8222`: to warn when a power loss would lose data.
        monitor: String = String::new(),
        /// Copies of each stream that a control plane creates: 1, or 3 in a cluster of hub servers.
        replicas: u8 = 1,
    }
}

section! {
    /// Secrets that nodes share.
    pub struct Secrets("secrets") {
        /// Seals secrets in the database: 32 bytes in base64, the same on every control plane and key manager. Empty makes one in the data directory. Better set by TURNPIKE_SECRETS_SEALING_KEY.
        sealing_key: String = String::new(),
        /// File with the private key of this gateway's environment (JWK), which opens the secrets of back ends; `turnpike keys environment` makes a pair. While keys are exchanged: the old and the new one, a line each.
        environment_key: String = String::new(),
    }
}

section! {
    /// The traffic manager.
    pub struct TrafficManager("traffic_manager") {
        /// Whether an all-in-one has one; off when traffic managers are apart.
        enabled: bool = true,
    }
}

section! {
    /// The gateway.
    pub struct Gateway("gateway") {
        /// Whether an all-in-one has one; off when gateways are apart.
        enabled: bool = true,
        /// Environments that this gateway serves.
        environments: Vec<String> = vec!["Default".to_owned()],
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
        /// User name for the gateway API (`/api/am/gateway/v2`) on the gateway's own ports, by HTTP Basic over TLS.
        management_user: String = "admin".to_owned(),
        /// Its password; empty closes the API on these ports. Better set by TURNPIKE_GATEWAY_MANAGEMENT_PASSWORD.
        management_password: String = String::new(),
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
        /// Seconds for a connection to a back end, TLS included.
        backend_connect_seconds: u64 = 5,
        /// Seconds that an unused connection to a back end is kept.
        backend_idle_seconds: u64 = 30,
        /// Seconds a client has for a TLS handshake.
        handshake_seconds: u64 = 10,
        /// Seconds a client has for a request's head, from its first byte.
        header_seconds: u64 = 10,
        /// Seconds a client's connection may be idle, and a body may make no progress.
        idle_seconds: u64 = 60,
        /// Bytes of a request's head, at least 8192; more is answered 431.
        header_bytes: u32 = 32_768,
        /// Connections of clients that one worker thread holds; more wait to be accepted.
        connections_per_worker: u32 = 20_000,
        /// Milliseconds that a call waits for quota while no traffic manager answers; then the policy's failure mode decides. 0 is the default: longer than another takes to take over.
        quota_patience_ms: u64 = 0,
    }
}

section! {
    /// What gateways tell back ends about callers, in a signed token of their own. Its key is at `/jwks` of a gateway.
    pub struct BackendJwt("backend_jwt") {
        /// Whether back ends are told.
        enabled: bool = false,
        /// Header that carries the token; what a client sends in it never reaches a back end.
        header: String = "X-JWT-Assertion".to_owned(),
        /// PEM file with the private key that signs (PKCS#8), the same on every gateway of an environment; empty: each gateway makes one in its data directory.
        key_file: String = String::new(),
        /// Seconds that a token is valid.
        seconds: u64 = 900,
        /// Its `iss`.
        issuer: String = "wso2.org/products/am".to_owned(),
        /// What the names of claims begin with.
        dialect: String = "http://wso2.org/claims".to_owned(),
        /// Claims that are left out, e.g. `applicationname`.
        exclude: Vec<String> = Vec::new(),
    }
}

section! {
    /// The key manager.
    pub struct KeyManager("key_manager") {
        /// Whether an all-in-one or a control plane has one; off when key managers are apart.
        enabled: bool = true,
        /// Where clients reach the key managers, e.g. `https://id.example.com:9443`, the same on every control plane and key manager; empty: where they reach this node. Tokens name it as their issuer.
        public_url: String = String::new(),
        /// Seconds that an application's access token is valid.
        application_token_seconds: u64 = 86_400,
        /// Seconds that a user's access token is valid.
        user_token_seconds: u64 = 86_400,
        /// Seconds that a refresh token is valid.
        refresh_token_seconds: u64 = 604_800,
        /// Seconds that a login in a browser is remembered.
        session_seconds: u64 = 28_800,
        /// Folder of login, consent and other pages in place of ours; empty: ours (docs/operate/pages.md).
        pages: String = String::new(),
        /// Regular expressions of scopes that are issued without a look at roles; each must match the whole scope.
        allowed_scopes: Vec<String> = vec!["^device_.*".to_owned(), "openid".to_owned()],
        /// Issue scopes that nobody has registered; the platform's own are never issued so.
        unregistered_scopes: bool = true,
        /// Grant types that nobody may use, e.g. `password`.
        disabled_grants: Vec<String> = Vec::new(),
        /// Days after which a tenant's signing keys rotate by themselves, unnoticed by callers; 0 never does.
        signing_key_days: u32 = 90,
    }
}

section! {
    /// What control planes fetch from URLs that users and administrators name: definitions, keys of other issuers.
    pub struct Outbound("outbound") {
        /// Networks that may be reached beside the public internet, e.g. `10.0.0.0/8`; from there users can fetch whatever answers.
        allow: Vec<String> = Vec::new(),
        /// PEM file with further certificate authorities.
        ca: String = String::new(),
        /// Seconds after which the signing keys of other key managers are fetched again; so long may their rotation go unnoticed.
        keys_seconds: u64 = 30,
    }
}

section! {
    /// Logins with name and password, on control planes and key managers.
    pub struct Login("login") {
        /// Failed logins of one user from one address before further ones have to wait; 0 never makes them wait.
        failed_attempts: u32 = 10,
        /// Seconds of the first wait; it doubles with every further failure, up to 15 minutes.
        wait_seconds: u64 = 1,
        /// Passwords checked at the same time; each takes 19 MiB.
        password_workers: u16 = 2,
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
    pub database: Database,
    pub hub: Hub,
    pub secrets: Secrets,
    pub traffic_manager: TrafficManager,
    pub gateway: Gateway,
    pub backend_jwt: BackendJwt,
    pub key_manager: KeyManager,
    pub outbound: Outbound,
    pub login: Login,
    pub log: Log,
    /// Gateway environments, `[[environment]]`; none: `Default` with the gateway section's virtual host and ports.
    pub environment: Vec<Environment>,
    /// Issuers whose users are let in by their assertions and tokens, `[[trusted_issuer]]` (docs/operate/key-manager.md).
    #[cfg(feature = "control")]
    pub trusted_issuer: Vec<oauth::TrustedIssuer>,
    #[cfg(not(feature = "control"))]
    pub trusted_issuer: Vec<toml::Value>,
}

/// A gateway environment, as `[[environment]]` in the file of control planes. Ports are as clients see them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    pub name: String,
    #[serde(default)]
    pub display_name: String,
    #[serde(default)]
    pub description: String,
    /// `hybrid`, `production` or `sandbox`.
    #[serde(rename = "type", default = "hybrid")]
    pub kind: String,
    /// Public key (JWK) of its gateways; without it back ends' secrets are sealed with the sealing key.
    #[serde(default)]
    pub public_key: String,
    pub vhosts: Vec<Vhost>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vhost {
    pub host: String,
    #[serde(default = "http_port")]
    pub http_port: u16,
    #[serde(default = "https_port")]
    pub https_port: u16,
    #[serde(default = "ws_port")]
    pub ws_port: u16,
    #[serde(default = "wss_port")]
    pub wss_port: u16,
    #[serde(default)]
    pub http_context: String,
}

fn hybrid() -> String {
    "hybrid".to_owned()
}
const fn http_port() -> u16 {
    8280
}
const fn https_port() -> u16 {
    8243
}
const fn ws_port() -> u16 {
    9099
}
const fn wss_port() -> u16 {
    8099
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
        Database::SECTION,
        Hub::SECTION,
        Secrets::SECTION,
        TrafficManager::SECTION,
        Gateway::SECTION,
        BackendJwt::SECTION,
        KeyManager::SECTION,
        Outbound::SECTION,
        Login::SECTION,
        Log::SECTION,
    ];

    /// A port with the offset applied.
    pub fn port(&self, base: u16) -> u16 {
        base.saturating_add(self.node.offset)
    }
}
