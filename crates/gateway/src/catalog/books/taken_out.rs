//! APIs that an operator takes out of one gateway, and puts back.

use std::sync::Arc;

use model::catalog::Key;

use super::{Books, Waiting};

impl Books {
    /// Serves APIs no more, until they change, are deployed again or the gateway is started anew.
    pub fn take_out(&mut self, keys: &[Key]) {
        for key in keys {
            self.taken_out.insert(key.clone());
            self.withdraw(key);
        }
    }

    /// Compiles APIs anew, from the documents that the hub has given.
    pub fn deploy_again(&mut self, keys: &[Key]) {
        for key in keys {
            self.taken_out.remove(key);
            if let Some(stored) = self.documents.get(key) {
                let (old, version) = (Some(Arc::clone(&stored.body)), stored.version);
                self.waiting.entry(key.clone()).or_insert(Waiting { old, version, news: false });
            }
        }
    }
}
