//! What of a ledger outlives its owner: what was spent of long windows.

use model::policy::TimeUnit;
use serde::{Deserialize, Serialize};

use super::Ledger;
use super::counter::Counter;
use crate::message::{HolderId, Terms, WindowId};
use crate::time::Time;

/// What was spent of one counter until some moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub key: String,
    pub terms: Terms,
    pub window: WindowId,
    /// By holder, so that what a holder reports later is not counted twice and what one has spent that is gone is not
    /// forgotten.
    pub spent: Vec<(HolderId, u64)>,
    /// By holders that were gone before this owner came.
    pub gone: u64,
}

impl Ledger {
    /// Counters whose windows last a day or longer; shorter ones are rebuilt from what holders report.
    pub fn checkpoint(&self, now: Time) -> Vec<Saved> {
        let kept = self.counters.iter().filter_map(|(key, c)| c.save(now, key));
        let long = |saved: &Saved| {
            matches!(saved.terms.unit, TimeUnit::Day | TimeUnit::Week | TimeUnit::Month | TimeUnit::Year)
        };
        let mut all: Vec<_> = kept.filter(long).collect();
        all.sort_by(|a, b| a.key.cmp(&b.key));
        all
    }

    /// Goes on from an earlier owner's checkpoint.
    pub fn restore(&mut self, now: Time, saved: &[Saved]) {
        for one in saved {
            let counter =
                self.counters.entry(one.key.as_str().into()).or_insert_with(|| Counter::new(now, one.terms));
            counter.restore(now, one);
        }
    }
}
