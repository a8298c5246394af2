//! Database access: the only crate that owns a database connection.
//!
//! One module per aggregate, each a set of functions over [`Tx`] with plain SQL (`$1` placeholders) that both
//! engines understand. Explicit transactions; dropped means rolled back. A change that run-time roles must see
//! writes its catalog document with [`catalog::put`] in the same transaction. The crate must not know who may do
//! what: that is `control`.

pub mod api;
pub mod application;
pub mod catalog;
pub mod client;
pub mod deny;
mod engine;
pub mod error;
pub mod inventory;
pub mod key_mapping;
pub mod policy;
pub mod revision;
pub mod revocation;
pub mod role;
pub mod scope;
pub mod signing_key;
pub mod subscription;
pub mod tenant;
pub mod token;
pub mod user;

pub use engine::{Store, StoreConfig, Tx};
pub use error::StoreError;

/// Runs `$body` with `$c` bound to the connection of whichever engine the transaction is on.
macro_rules! on {
    ($tx:expr, $c:ident => $body:expr) => {
        match $tx {
            $crate::engine::Tx::Sqlite(t) => {
                let $c = &mut *t.connection;
                $body
            }
        }
    };
}
pub(crate) use on;
