//! Archives of applications: what they are, what they are subscribed to, and the terms of their keys.
//!
//! A key's secret never leaves the key manager, and clients cannot bring one (decision 20): a key of an archive is
//! generated anew where it is imported, with the same terms.

mod export;
mod import;
mod read;

use model::application::KeyType;

pub use export::ApplicationExport;
pub use import::{ApplicationImport, ImportedApplication, Skipped};

use crate::application::Draft;
use crate::key_mapping::KeyTerms;

const APPLICATION: &str = "application";

/// What an archive says about an application.
struct ApplicationProject {
    draft: Draft,
    /// Empty when it says nothing.
    owner: String,
    subscriptions: Vec<Subscribed>,
    keys: Vec<Key>,
}

struct Subscribed {
    api: String,
    version: String,
    provider: String,
    /// A business plan.
    plan: String,
}

struct Key {
    key_type: KeyType,
    key_manager: Option<String>,
    terms: KeyTerms,
}
