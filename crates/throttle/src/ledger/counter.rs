//! The books of one counter in its current window.

use std::collections::HashMap;

use super::checkpoint::Saved;
use super::{Books, Config};
use crate::message::{Answer, Ask, HolderId, Request, State, Terms, WindowId};
use crate::time::Time;
use crate::window::Window;

/// Another owner's clock may be ahead by this much (microseconds); its later window is believed.
const LEEWAY: u64 = 60_000_000;

pub struct Counter {
    terms: Terms,
    window: Window,
    id: WindowId,
    leases: HashMap<HolderId, Lease, ahash::RandomState>,
    /// Sum of the leases' claims.
    claims: u64,
    /// Sum of what the leases' holders have spent.
    spent: u64,
    /// The greatest total that holders heard from an earlier owner, and how much of it they have spent themselves.
    inherited: u64,
    accounted: u64,
    /// When the holders with demand were counted, and how many there were.
    demand: (Time, u64),
    recalled_at: Option<Time>,
}

/// One holder's figures, cumulative in this window.
#[derive(Default)]
struct Lease {
    seq: u64,
    granted: u64,
    spent: u64,
    returned: u64,
    wanted_at: Option<Time>,
}

impl Lease {
    /// What the limit must bear for this holder: all it may yet spend, or all it has spent if that is more.
    fn claim(&self) -> u64 {
        self.granted.saturating_sub(self.returned).max(self.spent)
    }
    fn outstanding(&self) -> u64 {
        self.claim() - self.spent
    }
}

/// What a counter needs to know of its ledger to answer.
pub struct View<'a> {
    pub config: &'a Config,
    pub heard: &'a HashMap<HolderId, Time, ahash::RandomState>,
    pub recovering: bool,
}

impl View<'_> {
    fn silent(&self, now: Time, holder: HolderId) -> bool {
        self.heard.get(&holder).is_none_or(|at| now.since(*at) > self.config.silent_after)
    }
}

impl Counter {
    pub fn new(now: Time, terms: Terms) -> Self {
        let window = Window::at(now, terms.every, terms.unit);
        Self {
            terms,
            window,
            id: WindowId { start: window.start.0, turn: 0 },
            leases: HashMap::default(),
            claims: 0,
            spent: 0,
            inherited: 0,
            accounted: 0,
            demand: (Time::ZERO, 0),
            recalled_at: None,
        }
    }

    /// What is known to be spent in the present window; `None` when that is nothing, or the window is over.
    pub fn save(&self, now: Time, key: &str) -> Option<Saved> {
        let mut spent: Vec<_> =
            self.leases.iter().filter(|(_, l)| l.spent > 0).map(|(h, l)| (*h, l.spent)).collect();
        spent.sort_unstable();
        let gone = self.gone();
        (self.window.contains(now) && !(spent.is_empty() && gone == 0)).then(|| Saved {
            key: key.to_owned(),
            terms: self.terms,
            window: self.id,
            spent,
            gone,
        })
    }

    /// Books what an earlier owner knew, if it is of the present window.
    pub fn restore(&mut self, now: Time, saved: &Saved) {
        self.roll(now, Some(saved.window));
        if self.id != saved.window {
            return;
        }
        for (holder, spent) in &saved.spent {
            let lease = self.leases.entry(*holder).or_default();
            self.claims -= lease.claim();
            self.accounted = self.accounted.saturating_add(spent.saturating_sub(lease.spent));
            self.spent = self.spent.saturating_add(spent.saturating_sub(lease.spent));
            lease.spent = lease.spent.max(*spent);
            self.claims = self.claims.saturating_add(lease.claim());
        }
        self.inherited = self.inherited.max(self.accounted.saturating_add(saved.gone));
    }

    /// Books the holder's figures, if they are of this window.
    pub fn record(&mut self, now: Time, request: &Request, ask: &Ask) {
        if ask.terms.version >= self.terms.version {
            // The window's length is part of the key, so only the amount can differ.
            self.terms.amount = ask.terms.amount;
            self.terms.version = ask.terms.version;
        }
        self.roll(now, ask.window);
        let lease = self.leases.entry(request.holder).or_default();
        // Not heard by this owner before; a checkpoint may know of it.
        let first = lease.seq == 0;
        if ask.window == Some(self.id) && first && ask.granted.max(ask.spent) > 0 {
            self.inherited = self.inherited.max(ask.spent_by_all);
            self.accounted = self.accounted.saturating_add(ask.spent.saturating_sub(lease.spent));
        }
        if ask.window == Some(self.id) {
            self.claims -= lease.claim();
            self.spent -= lease.spent;
            lease.granted = lease.granted.max(ask.granted);
            lease.spent = lease.spent.max(ask.spent);
            lease.returned = lease.returned.max(ask.returned);
            self.claims = self.claims.saturating_add(lease.claim());
            self.spent = self.spent.saturating_add(lease.spent);
        }
    }

    /// Grants what the holder wants and may have, and says how the counter stands.
    /// A request that was seen before is answered without a new grant.
    pub fn answer(&mut self, now: Time, view: &View<'_>, request: &Request, ask: &Ask) -> Answer {
        let remaining = self.remaining();
        let wants = ask.want > 0;
        let share = if wants { self.share(now, view, request.holder, remaining) } else { 0 };
        let lease = self.leases.entry(request.holder).or_default();
        let fresh = request.seq > lease.seq;
        lease.seq = lease.seq.max(request.seq);
        if fresh && wants && !view.recovering {
            let claim = lease.claim();
            let extra = lease.spent.saturating_add(ask.want).saturating_sub(claim);
            let missing = ask.at_least.saturating_sub(lease.outstanding());
            let grant = extra.min(share.max(missing)).min(remaining);
            // Debts are paid by the grant: what is granted beyond the claim can be spent.
            lease.granted = claim.saturating_add(lease.returned).saturating_add(grant);
            self.claims = self.claims.saturating_add(grant);
        }
        let (granted, spent, returned) = (lease.granted, lease.spent, lease.returned);
        let silent = self.silent_leases(now, view);
        Answer {
            key: ask.key.clone(),
            window: self.id,
            ends_in: self.window.end.since(now),
            granted,
            spent,
            returned,
            remaining: self.remaining(),
            state: self.state(view, request.holder, silent),
            spent_by_all: self.spent.saturating_add(self.gone()).saturating_add(silent),
        }
    }

    /// The holders, other than `asker`, that may have tokens to give back; none if they were asked just now.
    pub fn recall(&mut self, now: Time, view: &View<'_>, asker: HolderId) -> Vec<HolderId> {
        if self.recalled_at.is_some_and(|t| now.since(t) < view.config.recall_after) {
            return Vec::new();
        }
        self.recalled_at = Some(now);
        let mut holders: Vec<_> = self
            .leases
            .iter()
            .filter(|(h, l)| **h != asker && l.outstanding() > 0 && !view.silent(now, **h))
            .map(|(h, _)| *h)
            .collect();
        holders.sort_unstable();
        holders
    }

    /// Starts the window anew and answers who has a part in it.
    pub fn reset(&mut self, now: Time) -> Vec<HolderId> {
        self.roll(now, None);
        self.clear();
        self.id.turn = self.id.turn.saturating_add(1);
        let mut holders: Vec<_> = self.leases.keys().copied().collect();
        holders.sort_unstable();
        holders
    }

    pub fn books(&self, now: Time) -> Option<Books> {
        self.window.contains(now).then(|| Books {
            amount: self.terms.amount,
            spent: self.spent.saturating_add(self.gone()),
            leased: self.claims - self.spent,
            remaining: self.remaining(),
        })
    }

    pub fn is_over(&self, now: Time, keep: u64) -> bool {
        now.since(self.window.end) > keep
    }

    /// Moves on to the window of `now`, or to a later one that an owner with a faster clock has begun.
    fn roll(&mut self, now: Time, heard: Option<WindowId>) {
        let terms = self.terms;
        let by_clock = Window::at(now, terms.every, terms.unit);
        let mut id = WindowId { start: by_clock.start.0, turn: 0 };
        if let Some(w) = heard {
            let start = Time(w.start);
            let aligned = Window::at(start, terms.every, terms.unit).start == start;
            if w > id && aligned && start.since(now) <= LEEWAY {
                id = w;
            }
        }
        if id <= self.id {
            return;
        }
        if id.start > self.id.start {
            // Sequence numbers are kept, so that a repeated request of the old window gets nothing in the new one.
            self.leases.retain(|_, l| l.wanted_at.is_some_and(|t| now.since(t) <= LEEWAY));
        }
        self.id = id;
        self.window = Window::at(Time(id.start), terms.every, terms.unit);
        self.clear();
    }

    fn clear(&mut self) {
        for lease in self.leases.values_mut() {
            *lease = Lease { seq: lease.seq, wanted_at: lease.wanted_at, ..Lease::default() };
        }
        (self.claims, self.spent, self.inherited, self.accounted) = (0, 0, 0, 0);
    }

    /// Spent under an earlier owner by holders that did not live to report it.
    fn gone(&self) -> u64 {
        self.inherited.saturating_sub(self.accounted)
    }

    fn remaining(&self) -> u64 {
        self.terms.amount.saturating_sub(self.claims.saturating_add(self.gone()))
    }

    /// Half of an even share of what remains, so that newcomers find something too.
    fn share(&mut self, now: Time, view: &View<'_>, holder: HolderId, remaining: u64) -> u64 {
        let lease = self.leases.entry(holder).or_default();
        let newcomer = lease.wanted_at.is_none_or(|t| now.since(t) > view.config.demand_for);
        lease.wanted_at = Some(now);
        if newcomer || now.since(self.demand.0) >= view.config.reweigh_after {
            let recent = |l: &&Lease| l.wanted_at.is_some_and(|t| now.since(t) <= view.config.demand_for);
            self.demand = (now, self.leases.values().filter(recent).count() as u64);
        }
        remaining / (2 * self.demand.1.max(1))
    }

    /// Leases whose holders are not heard of any more.
    fn silent_leases(&self, now: Time, view: &View<'_>) -> u64 {
        if self.claims == self.spent {
            return 0;
        }
        self.leases.iter().filter(|(h, _)| view.silent(now, **h)).map(|(_, l)| l.outstanding()).sum()
    }

    fn state(&self, view: &View<'_>, holder: HolderId, silent: u64) -> State {
        let own = self.leases.get(&holder).map_or(0, Lease::outstanding);
        if view.recovering {
            State::Recovering
        } else if self.remaining() > 0 {
            State::Open
        } else if self.claims - self.spent > own.saturating_add(silent) {
            State::Leased
        } else {
            State::Exhausted
        }
    }
}
