//! Back ends of one side of an API.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
pub use model::catalog::EndpointMode;

/// The back ends of the production or the sandbox side.
#[derive(Debug)]
pub struct Endpoints {
    pub mode: EndpointMode,
    /// At least one.
    pub targets: Vec<Target>,
    /// `Authorization` for the back end.
    pub credential: Option<HeaderValue>,
    /// From request to the response's head; `None` takes the gateway's.
    pub timeout: Option<Duration>,
}

/// One back end URL.
#[derive(Debug, Clone)]
pub struct Target {
    pub origin: Arc<Origin>,
    /// Path of the URL without a slash at its end; a prefix of what is called.
    pub prefix: Box<str>,
    /// Query of the URL, added to the call's own.
    pub query: Option<Box<str>>,
}

/// Scheme, host and port of a back end: what a connection belongs to.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Number that stands for the origin as long as the process lives.
    pub number: u32,
    pub tls: bool,
    /// Host as connections and certificates need it (no brackets around IPv6).
    pub host: Box<str>,
    pub port: u16,
    /// `Host` header: with the port unless it is the scheme's own.
    pub authority: Box<str>,
}
