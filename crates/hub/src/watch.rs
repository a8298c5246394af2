//! Watching the catalog.

use model::catalog::{Document, Kind};

/// Which documents a watcher wants.
#[derive(Debug, Clone, Default)]
pub struct Interest {
    /// Empty: every kind.
    pub kinds: Vec<Kind>,
    /// Documents meant for any of these environments, and those meant for all. Empty: every environment.
    pub environments: Vec<String>,
}

impl Interest {
    pub fn includes(&self, document: &Document) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&document.key.kind))
            && (self.environments.is_empty()
                || document.environments.is_empty()
                || document.environments.iter().any(|e| self.environments.contains(e)))
    }
}

/// What a watcher sees.
#[derive(Debug, Clone, PartialEq)]
pub enum CatalogEvent {
    Document(Document),
    /// Everything that was current when the watch began has been sent.
    Current,
}
