//! Real processes for tests: the `turnpike` binary, back ends that keep a log, and a client whose every answer is
//! checked against the public contracts.
//!
//! Nothing here is a stand-in for a part of Turnpike. What a test starts ends with it.

pub mod backend;
pub mod client;
pub mod cluster;
pub mod contract;
pub mod nats;
pub mod node;
pub mod platform;
pub mod postgres;
mod session;

pub use backend::Backend;
pub use client::{Answer, Client};
pub use cluster::{Cluster, Pattern};
pub use contract::Contracts;
pub use nats::Nats;
pub use node::Node;
pub use platform::Platform;
pub use postgres::Postgres;
