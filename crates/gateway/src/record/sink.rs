//! Where the records of one core go.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};

use tokio::sync::mpsc;

use crate::metrics::CoreMetrics;

/// A batch is handed over when it is so large, or when its time has come.
const BATCH_BYTES: usize = 32 * 1024;

/// The way out of a core. Full queues lose the batch, which is counted.
pub struct Sink {
    log: Option<SyncSender<String>>,
    every_call: bool,
    analytics: Option<mpsc::Sender<String>>,
    metrics: Arc<CoreMetrics>,
    batch: RefCell<Batch>,
}

#[derive(Default)]
struct Batch {
    /// One record per line, of every call.
    lines: String,
    count: u64,
    /// The same, of calls that are logged though not every call is.
    marked: String,
    marked_count: u64,
}

/// The outlets a gateway has.
#[derive(Clone, Default)]
pub struct Outlets {
    pub log: Option<SyncSender<String>>,
    /// The log has every call, not only those of APIs with a level of their own.
    pub every_call: bool,
    pub analytics: Option<mpsc::Sender<String>>,
}

impl Sink {
    pub fn new(outlets: Outlets, metrics: Arc<CoreMetrics>) -> Self {
        let Outlets { log, every_call, analytics } = outlets;
        Self { log, every_call, analytics, metrics, batch: RefCell::default() }
    }

    /// Whether records of every call are wanted.
    pub const fn is_open(&self) -> bool {
        self.every_call || self.analytics.is_some()
    }

    /// `marked`: the call's API has a level of its own.
    pub fn put(&self, record: &str, marked: bool) {
        let mut batch = self.batch.borrow_mut();
        if self.is_open() {
            batch.lines.push_str(record);
            batch.lines.push('\n');
            batch.count += 1;
        }
        if marked && !self.every_call {
            batch.marked.push_str(record);
            batch.marked.push('\n');
            batch.marked_count += 1;
        }
        if batch.lines.len() >= BATCH_BYTES || batch.marked.len() >= BATCH_BYTES {
            drop(batch);
            self.flush();
        }
    }

    /// Hands over what there is.
    pub fn flush(&self) {
        let Batch { lines, count, marked, marked_count } = std::mem::take(&mut *self.batch.borrow_mut());
        if count > 0
            && let Some(analytics) = &self.analytics
            && analytics.try_send(lines.clone()).is_err()
        {
            self.metrics.events_dropped.add(count);
        }
        let (logged, logged_count) = if self.every_call { (lines, count) } else { (marked, marked_count) };
        if logged_count > 0
            && let Some(log) = &self.log
            && let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) = log.try_send(logged)
        {
            self.metrics.log_lines_dropped.add(logged_count);
        }
    }
}
