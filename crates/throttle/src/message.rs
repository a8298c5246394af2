//! What holders and owners say to each other. Times are durations in microseconds, so clocks need not agree.
//!
//! Every figure is cumulative for one holder, one counter and one window, so a message that is lost, repeated or late
//! changes nothing that the next one does not put right.

use model::policy::TimeUnit;
use serde::{Deserialize, Serialize};

/// One life of one holder of leases (a core of a gateway). A holder that starts again is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HolderId(pub u64);

/// Identifies a window of a counter. Of two, the greater is the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WindowId {
    /// Start in microseconds since the Unix epoch by the owner's clock.
    pub start: u64,
    /// How often the counter has been reset within this window.
    pub turn: u32,
}

/// From a holder to the owner of a shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub holder: HolderId,
    pub shard: u16,
    /// Rises with every request of this holder to this shard.
    pub seq: u64,
    /// The owner the holder believes in; 0 when it has heard of none. Another one answers [`Reply::retake`].
    pub term: u64,
    /// With this request the holder has reported every counter of the shard to this owner.
    pub complete: bool,
    pub asks: Vec<Ask>,
}

/// What a holder says and wants of one counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub key: String,
    pub terms: Terms,
    /// The window the figures are of; `None`: the holder remembers nothing of this counter.
    pub window: Option<WindowId>,
    /// Tokens granted, as far as the holder has heard.
    pub granted: u64,
    pub spent: u64,
    /// Tokens given back unused.
    pub returned: u64,
    /// Tokens it would like to have in hand; 0 only reports.
    pub want: u64,
    /// Requests wait for this many; 0: nobody waits, it only fills up.
    pub at_least: u64,
    /// The greatest [`Answer::spent_by_all`] heard in this window.
    pub spent_by_all: u64,
}

/// The part of a budget that the owner needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub amount: u64,
    pub every: u32,
    pub unit: TimeUnit,
    /// Version of the policy.
    pub version: u64,
}

/// From the owner of a shard to a holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub shard: u16,
    /// Of the request it answers.
    pub seq: u64,
    /// Of the owner that answers.
    pub term: u64,
    /// The request was meant for another owner: report everything to this one. There are no answers.
    pub retake: bool,
    /// Holders this owner has heard of lately, at least 1.
    pub holders: u32,
    /// One per ask, in their order.
    pub answers: Vec<Answer>,
}

/// How one counter stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub key: String,
    pub window: WindowId,
    /// Microseconds until the window ends.
    pub ends_in: u64,
    /// In all, to this holder, in this window.
    pub granted: u64,
    /// What the owner has recorded of this holder; a holder that remembers nothing goes on from here.
    pub spent: u64,
    pub returned: u64,
    /// Not spent and not leased, by the owner's books.
    pub remaining: u64,
    pub state: State,
    /// Spent by all holders, leases of silent ones included. A new owner learns from it what those spent that are gone.
    pub spent_by_all: u64,
}

/// Whether asking again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// There is more.
    Open,
    /// Nothing left, but other holders may give back.
    Leased,
    /// Nothing left until the window ends.
    Exhausted,
    /// A new owner waits for reports and grants nothing yet.
    Recovering,
}

/// From an owner to a holder, unasked. Losing one costs time, never exactness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Others wait for what is leased here: give back what is not in use.
    Recall { key: String },
    /// The counter starts anew: forget that it was exhausted.
    Reset { key: String },
    /// The shard has this owner now: report to it.
    Owner { shard: u16, term: u64 },
}

/// What a traffic manager is asked on a shard's subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// Answered by a [`Reply`].
    Lease(Request),
    /// Start the counter's window anew. Answered by a [`WasReset`].
    Reset { key: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WasReset {
    /// False: nobody has used the counter in this window, so there was nothing to do.
    pub known: bool,
}

/// The hub's subject that the owner of a shard serves with [`Call`].
pub fn shard_subject(shard: u16) -> String {
    format!("throttle.shard.{shard}")
}

/// The hub's subject that a holder serves with [`Notice`], answering nothing of interest.
pub fn holder_subject(holder: HolderId) -> String {
    format!("throttle.holder.{:016x}", holder.0)
}
