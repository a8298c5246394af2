//! The routing table: an immutable value with everything the request path needs. A change of the catalog makes a new
//! one off the request path that shares what did not change, and is published by one pointer store.

pub mod api;
pub mod conditions;
pub mod deny;
pub mod endpoints;
pub mod identity;
pub mod key_managers;
pub mod operations;
pub mod quotas;
pub mod revocations;
pub mod routes;
pub mod shard_map;

pub use api::{Api, Operation};

/// A complete table. Cloning is cheap: parts are shared until they change.
#[derive(Clone, Default)]
pub struct Table {
    /// Rises with every published table; what a core derived from another serial is looked at again.
    pub serial: u64,
    /// Highest version of a document that is in it.
    pub catalog_version: u64,
    /// False until a catalog or a snapshot has been applied.
    pub complete: bool,
    pub routes: routes::Routes,
    pub identity: identity::Identity,
    pub key_managers: key_managers::KeyManagers,
    pub revocations: revocations::Revocations,
    pub deny: deny::DenyList,
    pub quotas: quotas::Quotas,
}
