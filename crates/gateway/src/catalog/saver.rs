//! When the snapshot is written: soon after a change, and never so often that writing is all that happens.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use model::Ambient;
use model::catalog::Key;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::books::Stored;
use super::snapshot::{Files, SnapshotError};
use crate::health::Status;

/// From a change to its being on disk, when writing is fast.
const SOON: Duration = Duration::from_secs(1);
/// A snapshot that takes long to write is written at most this fraction of the time.
const RARELY: u32 = 10;

type Written = (Result<(), SnapshotError>, Duration);

/// Writes snapshots in the background; without files it does nothing.
pub struct Saver {
    files: Option<Files>,
    ambient: Ambient,
    status: Arc<Status>,
    due: Option<Instant>,
    pause: Duration,
    writing: Option<JoinHandle<Written>>,
}

impl Saver {
    pub fn new(files: Option<Files>, ambient: Ambient, status: Arc<Status>) -> Self {
        Self { files, ambient, status, due: None, pause: SOON, writing: None }
    }

    /// There is something new to write.
    pub fn changed(&mut self) {
        if self.files.is_some() && self.due.is_none() {
            self.due = Some(Instant::now() + self.pause);
        }
    }

    /// Comes when it is time to call [`write`](Self::write).
    pub async fn due(&mut self) {
        if let Some(writing) = &mut self.writing {
            let written = writing.await;
            self.writing = None;
            self.done(written.ok());
        }
        match self.due {
            Some(due) => sleep_until(due).await,
            None => std::future::pending().await,
        }
    }

    /// Starts to write what `documents` are now.
    pub fn write(&mut self, documents: &BTreeMap<Key, Stored>) {
        let Some(files) = self.files.clone() else { return };
        self.due = None;
        let (documents, ambient) = (documents.clone(), self.ambient.clone());
        self.writing = Some(tokio::task::spawn_blocking(move || {
            let start = ambient.clock.monotonic();
            let result = files.save(ambient.now(), documents.iter());
            (result, ambient.clock.monotonic().saturating_sub(start))
        }));
    }

    /// Writes what has not been written, before the end.
    pub async fn finish(&mut self, documents: &BTreeMap<Key, Stored>) {
        if let Some(writing) = self.writing.take() {
            let written = writing.await.ok();
            self.done(written);
        }
        if self.due.take().is_some()
            && let Some(files) = &self.files
        {
            let result = files.save(self.ambient.now(), documents.iter());
            self.done(Some((result, Duration::ZERO)));
        }
    }

    fn done(&mut self, written: Option<Written>) {
        let problem = match written {
            Some((Ok(()), took)) => {
                self.pause = SOON.max(took * RARELY);
                None
            }
            Some((Err(error), _)) => Some(error.to_string()),
            None => Some("writing it failed".to_owned()),
        };
        if let Some(problem) = &problem {
            tracing::error!(problem, "the snapshot is not written; trying again");
            self.changed();
        }
        self.status.set_snapshot_problem(problem);
    }
}
