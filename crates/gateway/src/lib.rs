//! The data plane: routing, enforcement, proxying.
//!
//! It owns the gateway's threads, its routing table and its connections in both directions. It learns everything it
//! enforces from the catalog on the hub, or from the snapshot it keeps of it; it must not know a database, the
//! control plane or how tokens are issued. The way of a request is [`phases`]; the table it runs on is [`table`];
//! how the table is made is [`catalog`].
//!
//! ```ignore
//! let gateway = gateway::build(config, hub, ambient, Some(tls))?.unseal_with(unseal);
//! let running = gateway.start()?;
//! // ... on SIGTERM:
//! running.shutdown(Duration::from_secs(30)).await;
//! ```

use std::sync::Arc;

mod backend_jwt;
pub mod body;
pub mod catalog;
pub mod config;
pub mod desk;
pub mod error;
mod gateway;
pub mod health;
pub mod limit;
pub mod metrics;
mod opaque;
pub mod path;
pub mod phases;
pub mod policy;
pub mod record;
pub mod refusal;
pub mod table;
pub mod token;
pub mod upstream;
pub mod worker;

pub use config::Config;
pub use error::StartError;
pub use gateway::{Gateway, Running, build};
pub use health::Health;
pub use metrics::Metrics;

/// Opens a sealed secret of the catalog; `None` when it is not sealed for this gateway.
pub type Unseal = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;
