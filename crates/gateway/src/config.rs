//! Settings of a gateway. Every member has a default; unknown members are refused.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::desk::Credential;

/// One gateway node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Name of this node, unique among the gateways of the platform.
    pub node: String,
    /// Region the node stands in; only told to others.
    pub region: String,
    /// Environments served. An API deployed to several of them at one base path is served from the first.
    pub environments: Vec<String>,
    /// Virtual host whose APIs answer when the request's host is none that is known.
    pub default_vhost: String,
    /// Addresses for HTTP. Port 0 takes a free one; all workers share it. `::` is every address, IPv4 included.
    pub http: Vec<SocketAddr>,
    /// Addresses for HTTPS; used only when a certificate is given.
    pub https: Vec<SocketAddr>,
    /// Threads that serve; 0 takes one per core.
    pub workers: usize,
    /// File that keeps the applied catalog, so that the node starts without the hub; none keeps nothing.
    pub snapshot: Option<PathBuf>,
    /// Write one line per request.
    pub access_log: bool,
    /// File of the access log; none writes to standard output.
    pub access_log_file: Option<PathBuf>,
    /// Publish one analytics event per call on the hub.
    pub analytics: bool,
    /// Proxies in front that add to `X-Forwarded-For`: the client's address is so many entries from its end.
    /// 0 takes the connection's address.
    pub forwarded_for_hops: usize,
    /// Send `RateLimit` and `RateLimit-Policy` with admitted responses too.
    pub rate_limit_headers: bool,
    /// Verified tokens remembered per worker.
    pub token_cache: usize,
    /// Seconds a clock may be off when a token's times are checked; at most 60.
    pub token_leeway_secs: u64,
    /// Opens WSO2's gateway API on the gateway's own listeners; without a password it is closed there.
    pub management: Credential,
    pub limits: Limits,
    pub quota: Quota,
    pub upstream: Upstream,
    /// Back ends are told about the caller if set.
    pub backend_jwt: Option<BackendJwt>,
}

/// Bounds on what a client may send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a request's head; more is answered 431.
    pub header_bytes: usize,
    /// Header fields of a request; more are answered 431.
    pub headers: usize,
    /// Streams open at a time on one HTTP/2 connection.
    pub h2_streams: u32,
    /// Seconds for a TLS handshake.
    pub handshake_secs: u64,
    /// Seconds for a request's head, from its first byte.
    pub header_secs: u64,
    /// Seconds a connection may be idle, and a body may make no progress.
    pub idle_secs: u64,
    /// Connections one worker holds; more wait to be accepted.
    pub connections_per_worker: usize,
    /// Bytes of a body that policies look at or convert; a larger request is answered 413.
    pub policy_body_bytes: usize,
    /// Bytes of all such bodies that one worker holds; requests above are answered 503.
    pub policy_bodies_bytes: usize,
}

/// How long calls wait for quota that this gateway does not hold; see `limit::Config`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quota {
    /// Milliseconds while others hold all that is left; then the call is refused.
    pub deadline_ms: u64,
    /// Milliseconds without any answer from a traffic manager; then the policy's failure mode applies.
    pub patience_ms: u64,
}

impl Quota {
    /// With the traffic manager in the same process, which cannot be out of reach, only slow.
    pub const IN_PROCESS: Self = Self { deadline_ms: 500, patience_ms: 5_000 };
}

impl Default for Quota {
    fn default() -> Self {
        // Longer than a take-over of a shard (3 s for the lock, then reports), so that quotas stay exact through it.
        Self { deadline_ms: 20, patience_ms: 5_000 }
    }
}

/// How back ends are reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Upstream {
    /// Milliseconds for a connection, TLS included.
    pub connect_ms: u64,
    /// Milliseconds from the request to the response's head, unless the endpoint says otherwise.
    pub response_ms: u64,
    /// Seconds an unused connection is kept.
    pub idle_secs: u64,
    /// Unused connections kept per back end and worker.
    pub idle_connections: usize,
    /// Seconds a back end that cannot be connected to is passed over while there is another.
    pub eject_secs: u64,
    /// PEM file with certificates to trust besides the system's.
    pub ca_file: Option<PathBuf>,
    /// Do not check back ends' certificates. For demonstrations only.
    pub insecure: bool,
}

/// What back ends are told about the caller, signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackendJwt {
    pub header: String,
    /// PEM file with the private key (PKCS#8); made if there is none, unless it is `shared`.
    pub key: PathBuf,
    /// Other gateways have the key too: it must be there.
    pub shared: bool,
    /// Seconds that a token is valid.
    pub lifetime_secs: u64,
    pub issuer: String,
    /// What claims' names begin with.
    pub dialect: String,
    /// Names of claims that are left out, with or without the dialect.
    pub exclude: Vec<String>,
}

impl Default for BackendJwt {
    fn default() -> Self {
        Self {
            header: "X-JWT-Assertion".to_owned(),
            key: PathBuf::from("backend-jwt.pem"),
            shared: false,
            lifetime_secs: 900,
            issuer: "wso2.org/products/am".to_owned(),
            dialect: "http://wso2.org/claims".to_owned(),
            exclude: Vec::new(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        let any = |port| vec![SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port)];
        Self {
            node: "gateway".to_owned(),
            region: "default".to_owned(),
            environments: vec!["Default".to_owned()],
            default_vhost: "localhost".to_owned(),
            http: any(8280),
            https: any(8243),
            workers: 0,
            snapshot: None,
            access_log: false,
            access_log_file: None,
            analytics: false,
            forwarded_for_hops: 0,
            rate_limit_headers: false,
            token_cache: 10_000,
            token_leeway_secs: 0,
            management: Credential::default(),
            limits: Limits::default(),
            quota: Quota::default(),
            upstream: Upstream::default(),
            backend_jwt: None,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_bytes: 32 * 1024,
            headers: 100,
            h2_streams: 100,
            handshake_secs: 10,
            header_secs: 10,
            idle_secs: 60,
            connections_per_worker: 20_000,
            policy_body_bytes: 1024 * 1024,
            policy_bodies_bytes: 64 * 1024 * 1024,
        }
    }
}

impl Default for Upstream {
    fn default() -> Self {
        Self {
            connect_ms: 5_000,
            response_ms: 60_000,
            idle_secs: 30,
            idle_connections: 512,
            eject_secs: 5,
            ca_file: None,
            insecure: false,
        }
    }
}

impl Limits {
    pub(crate) const fn handshake(&self) -> Duration {
        Duration::from_secs(self.handshake_secs)
    }
    pub(crate) const fn header(&self) -> Duration {
        Duration::from_secs(self.header_secs)
    }
    pub(crate) const fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_secs)
    }
}

impl Upstream {
    pub(crate) const fn connect(&self) -> Duration {
        Duration::from_millis(self.connect_ms)
    }
    pub(crate) const fn response(&self) -> Duration {
        Duration::from_millis(self.response_ms)
    }
}

impl Config {
    /// What is wrong with the settings by themselves: member and reason.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut bad = Vec::new();
        if self.node.is_empty() || self.node.chars().any(|c| c.is_control() || c.is_whitespace()) {
            bad.push(("node", "must be a name without spaces".to_owned()));
        }
        if self.environments.is_empty() {
            bad.push(("environments", "must name at least one environment".to_owned()));
        }
        if self.http.is_empty() && self.https.is_empty() {
            bad.push(("http", "at least one address to listen on is needed".to_owned()));
        }
        if self.limits.header_bytes < 8 * 1024 {
            bad.push(("limits.header_bytes", "must be at least 8192".to_owned()));
        }
        if self.limits.policy_bodies_bytes < self.limits.policy_body_bytes {
            bad.push(("limits.policy_bodies_bytes", "must be at least limits.policy_body_bytes".to_owned()));
        }
        if let Some(jwt) = &self.backend_jwt {
            if http::HeaderName::from_bytes(jwt.header.as_bytes()).is_err() {
                bad.push(("backend_jwt.header", "must be a header's name".to_owned()));
            }
            if !(60..=86_400).contains(&jwt.lifetime_secs) {
                bad.push(("backend_jwt.lifetime_secs", "must be between 60 and 86400".to_owned()));
            }
        }
        if self.token_leeway_secs > 60 {
            bad.push(("token_leeway_secs", "must be at most 60".to_owned()));
        }
        bad
    }
}
