//! Database access: the only crate that owns a database connection.
//!
//! One module per aggregate, each a set of functions over [`Tx`] with plain SQL (`$1` placeholders) that both
//! engines understand; where their dialects part, the two texts stand side by side. Explicit transactions; dropped means rolled back. A change that run-time roles must see
//! writes its catalog document with [`catalog::put`] in the same transaction. The crate must not know who may do
//! what: that is `control`.

pub mod api;
pub mod api_key;
pub mod application;
pub mod assertion;
pub mod authorization;
pub mod catalog;
pub mod category;
pub mod certificate;
pub mod client;
pub mod client_secret;
pub mod deny;
pub mod device;
mod engine;
pub mod environment;
pub mod error;
pub mod inspection;
pub mod inventory;
mod json_text;
pub mod key_manager;
pub mod key_mapping;
pub mod label;
pub mod log_level;
pub mod opaque;
pub mod operation_policy;
pub mod organization;
pub mod policy;
pub mod revision;
pub mod revocation;
pub mod role;
pub mod scope;
pub mod service;
pub mod signing_key;
pub mod subscription;
pub mod tenant;
pub mod theme;
pub mod token;
pub mod user;
pub mod workflow;

pub use engine::{Store, StoreConfig, Tx};
pub use error::StoreError;

/// Runs `$body`, one or more statements that give a `Result<_, sqlx::Error>`, with `$c` bound to the connection of
/// whichever engine the transaction is on. On PostgreSQL within the deadline, and boxed: callers' futures hold one per call.
macro_rules! on {
    ($tx:expr, $c:ident => $body:expr) => {
        match $tx {
            #[cfg(feature = "sqlite")]
            $crate::engine::Tx::Sqlite(t) => {
                let $c = &mut *t.connection;
                $body
            }
            #[cfg(feature = "postgres")]
            $crate::engine::Tx::Postgres(t) => {
                let ($c, outcome) = t.split();
                outcome.of(Box::pin(async move { $body })).await
            }
        }
    };
}
pub(crate) use on;

/// The same, where the dialects need two texts: `$sql` is bound to the one of the transaction's engine.
macro_rules! on_each {
    ($tx:expr, $c:ident, $sql:ident = { sqlite: $sqlite:expr, postgres: $postgres:expr } => $body:expr) => {
        match $tx {
            #[cfg(feature = "sqlite")]
            $crate::engine::Tx::Sqlite(t) => {
                let $sql = $sqlite;
                let $c = &mut *t.connection;
                $body
            }
            #[cfg(feature = "postgres")]
            $crate::engine::Tx::Postgres(t) => {
                let $sql = $postgres;
                let ($c, outcome) = t.split();
                outcome.of(Box::pin(async move { $body })).await
            }
        }
    };
}
pub(crate) use on_each;
