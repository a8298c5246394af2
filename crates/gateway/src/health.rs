//! How the gateway is.

use std::sync::{Mutex, PoisonError};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Nothing,
    Snapshot,
    Hub,
}

/// What the catalog thread knows, for others to read.
#[derive(Debug)]
pub struct Status {
    inner: Mutex<(Source, Timestamp)>,
}

impl Default for Status {
    fn default() -> Self {
        Self { inner: Mutex::new((Source::Nothing, Timestamp::default())) }
    }
}

impl Status {
    /// `at` is when what is served was current.
    pub fn set(&self, source: Source, at: Timestamp) {
        *self.inner.lock().unwrap_or_else(PoisonError::into_inner) = (source, at);
    }

    pub fn get(&self) -> (Source, Timestamp) {
        *self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In words.
    pub fn text(&self, now: Timestamp) -> String {
        match self.get() {
            (Source::Nothing, _) => "waiting for the catalog".to_owned(),
            (Source::Hub, _) => "serving from the hub".to_owned(),
            (Source::Snapshot, at) => format!("serving from snapshot, {} s old", now.since(at).as_secs()),
        }
    }
}
