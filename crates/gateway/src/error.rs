//! Why a gateway could not start.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is wrong: its name and what is allowed.
    #[error("gateway setting {member}: {problem}")]
    Config { member: &'static str, problem: String },
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("TLS towards back ends: {0}")]
    Tls(rustls::Error),
    #[error("certificates of {}: {reason}", path.display())]
    Certificates { path: PathBuf, reason: String },
    #[error("the key that signs for back ends, {}: {reason}", path.display())]
    BackendKey { path: PathBuf, reason: String },
    #[error("cannot open the access log {}: {source}", path.display())]
    AccessLog { path: PathBuf, source: io::Error },
    #[error("cannot start a thread: {0}")]
    Thread(io::Error),
}
