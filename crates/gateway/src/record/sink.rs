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
    analytics: Option<mpsc::Sender<String>>,
    metrics: Arc<CoreMetrics>,
    batch: RefCell<Batch>,
}

#[derive(Default)]
struct Batch {
    /// One record per line.
    lines: String,
    count: u64,
}

/// The outlets a gateway has.
#[derive(Clone, Default)]
pub struct Outlets {
    pub log: Option<SyncSender<String>>,
    pub analytics: Option<mpsc::Sender<String>>,
}

impl Sink {
    pub fn new(outlets: Outlets, metrics: Arc<CoreMetrics>) -> Self {
        Self { log: outlets.log, analytics: outlets.analytics, metrics, batch: RefCell::default() }
    }

    /// Whether records are wanted at all.
    pub const fn is_open(&self) -> bool {
        self.log.is_some() || self.analytics.is_some()
    }

    pub fn put(&self, record: &str) {
        let mut batch = self.batch.borrow_mut();
        batch.lines.push_str(record);
        batch.lines.push('\n');
        batch.count += 1;
        if batch.lines.len() >= BATCH_BYTES {
            drop(batch);
            self.flush();
        }
    }

    /// Hands over what there is.
    pub fn flush(&self) {
        let Batch { lines, count } = std::mem::take(&mut *self.batch.borrow_mut());
        if count == 0 {
            return;
        }
        if let Some(analytics) = &self.analytics
            && analytics.try_send(lines.clone()).is_err()
        {
            self.metrics.events_dropped.add(count);
        }
        if let Some(log) = &self.log
            && let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) = log.try_send(lines)
        {
            self.metrics.log_lines_dropped.add(count);
        }
    }
}
