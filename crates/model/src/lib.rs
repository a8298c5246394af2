//! The nouns of Turnpike and their invariants: API, application, subscription, policy,
//! tenant, user, and the catalog documents that run-time roles read.
//!
//! Pure: no I/O, no async runtime; clock and randomness are passed in ([`ambient`]).
//! It must not know how anything is stored, sent or served.

pub mod ambient;
pub mod api;
pub mod api_key;
pub mod application;
pub mod catalog;
pub mod deny;
pub mod invalid;
pub mod key;
pub mod lifecycle;
pub mod native;
pub mod network;
pub mod number;
pub mod opaque;
pub mod policy;
pub mod product;
pub mod scope;
pub mod tenant;
pub mod user;
pub mod workflow;

pub use ambient::{Ambient, Clock, Random, Timestamp};
pub use invalid::Invalid;
pub use number::number_of;
