//! How the gateway is.

use std::sync::{Mutex, MutexGuard, PoisonError};

use model::Timestamp;
use serde::Serialize;

/// What a readiness check tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// The table is complete for the gateway's environments and requests are taken.
    pub ready: bool,
    /// In words, e.g. `serving from the hub` or `serving from snapshot, 42 s old`.
    pub text: String,
    pub source: Source,
    /// Highest version of a catalog document that is served.
    pub catalog_version: u64,
    /// Base paths that are served.
    pub apis: usize,
}

/// Where the table comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    #[default]
    Nothing,
    Snapshot,
    Hub,
}

/// What the catalog's thread knows, for others to read.
#[derive(Debug, Default)]
pub struct Status {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default, Clone)]
struct Inner {
    source: Source,
    at: Timestamp,
    snapshot_problem: Option<String>,
}

impl Status {
    /// `at` is when what is served was current.
    pub fn set(&self, source: Source, at: Timestamp) {
        let mut inner = self.inner();
        inner.source = source;
        inner.at = at;
    }

    /// Why the snapshot is not written; `None` when it is.
    pub fn set_snapshot_problem(&self, problem: Option<String>) {
        self.inner().snapshot_problem = problem;
    }

    pub fn source(&self) -> Source {
        self.inner().source
    }

    /// In words.
    pub fn text(&self, now: Timestamp) -> String {
        let Inner { source, at, snapshot_problem } = self.inner().clone();
        let mut text = match source {
            Source::Nothing => "waiting for the catalog".to_owned(),
            Source::Hub => "serving from the hub".to_owned(),
            Source::Snapshot => format!("serving from snapshot, {} s old", now.since(at).as_secs()),
        };
        if let Some(problem) = snapshot_problem {
            text.push_str("; the snapshot cannot be written: ");
            text.push_str(&problem);
        }
        text
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // No code panics while holding the lock.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
