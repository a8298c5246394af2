//! Talking to owners.

use super::counter::Counter;
use super::shard::{Flight, Shard};
use super::{Slot, Wallet};
use crate::key::CounterKey;
use crate::message::{Notice, Reply, Request, State};
use crate::time::Time;

/// How soon to ask a recovering owner again, as a multiple of the usual time.
const RECOVERING_RETRY: u64 = 4;

impl Wallet {
    /// Requests that are due. At most one per shard is under way at a time, so what comes up meanwhile is gathered.
    pub fn poll(&mut self, now: Time) -> Vec<Request> {
        let mut requests = Vec::new();
        let busy = std::mem::take(&mut self.busy);
        for number in busy {
            self.shards[usize::from(number)].busy = false;
            if self.repeat_lost(now, number)
                && let Some(request) = self.request(now, number)
            {
                requests.push(request);
            }
            let shard = &self.shards[usize::from(number)];
            if shard.has_work() || shard.waiting {
                self.keep_busy(number);
            }
        }
        requests
    }

    /// When [`poll`](Self::poll) has something to do at the earliest; `None` if nothing is queued or under way.
    pub fn poll_at(&self) -> Option<Time> {
        self.busy
            .iter()
            .filter_map(|&n| {
                let shard = &self.shards[usize::from(n)];
                shard.resend_at(self.config.resend).or_else(|| shard.has_work().then(|| self.due(shard)))
            })
            .min()
    }

    /// Hears an owner. Answers the slots that stand differently now: whoever waits for them should try again.
    pub fn on_reply(&mut self, now: Time, reply: &Reply) -> Vec<Slot> {
        let Some(shard) = self.shards.get_mut(usize::from(reply.shard)) else { return Vec::new() };
        if reply.term < shard.term {
            // An owner that was deposed: what it grants now, its successor does not know of.
            return Vec::new();
        }
        let Some(flight) = shard.landed(reply.seq) else { return Vec::new() };
        shard.heard_at = Some(now);
        shard.lost = false;
        shard.holders = reply.holders.max(1);
        if reply.term > shard.term {
            shard.term = reply.term;
            self.report_all(reply.shard);
        }
        if reply.retake {
            for slot in &flight.slots {
                self.unanswered(now, *slot);
            }
            return Vec::new();
        }
        let shard = &mut self.shards[usize::from(reply.shard)];
        if flight.complete {
            shard.reporting = false;
        }
        if !shard.unreported.is_empty() {
            shard.unreported.retain(|i| !flight.slots.iter().any(|s| s.index == *i));
        }
        let mut changed = Vec::with_capacity(reply.answers.len());
        for answer in &reply.answers {
            // Usually in the order of the asks, but do not rely on what somebody else sent.
            let at =
                flight.slots.iter().position(|s| self.get(*s).is_some_and(|c| c.key.as_str() == answer.key));
            let Some(slot) = at.map(|at| flight.slots[at]) else { continue };
            let counter = &mut self.counters[slot.index as usize];
            counter.apply(now, flight.sent_at, flight.seq, answer);
            if counter.waiting > 0 {
                // What they asked for is theirs until they have run, however long ago this counter was in use.
                (counter.last_used, counter.last_report) = (now, now);
            }
            // Those who wait will try again and say so if they still lack something.
            (counter.in_flight, counter.waiting, counter.need) = (false, 0, 0);
            if counter.seq == flight.seq {
                self.judge(now, slot.index);
            }
            self.activate(slot.index);
            changed.push(slot);
        }
        changed
    }

    /// Hears what an owner says unasked. Answers the slot whose waiters should try again.
    pub fn on_notice(&mut self, now: Time, notice: &Notice) -> Option<Slot> {
        match notice {
            Notice::Recall { key } => {
                let index = *self.index.get(&CounterKey::from_text(key))?;
                let counter = &mut self.counters[index as usize];
                // What was used just now is about to be used up here.
                if counter.hand > 0 && now.since(counter.last_used) >= self.config.retry / 2 {
                    counter.give_back(0);
                }
                // What is spent is news too: the others need not wait for it.
                if counter.dirty {
                    self.queue(now, index, true);
                }
                None
            }
            Notice::Reset { key } => {
                let index = *self.index.get(&CounterKey::from_text(key))?;
                let counter = &mut self.counters[index as usize];
                (counter.denied_until, counter.retry_at) = (Time::ZERO, Time::ZERO);
                let slot = Slot { index, generation: counter.generation };
                self.queue(now, index, true);
                Some(slot)
            }
            Notice::Owner { shard, term } => {
                if self.shards.get(usize::from(*shard)).is_some_and(|s| s.term < *term) {
                    self.shards[usize::from(*shard)].term = *term;
                    self.report_all(*shard);
                }
                None
            }
        }
    }

    /// Puts a counter into the next request to its owner.
    pub(super) fn queue(&mut self, now: Time, index: u32, urgent: bool) {
        let counter = &mut self.counters[index as usize];
        let number = counter.shard;
        let shard = &mut self.shards[usize::from(number)];
        if !counter.queued {
            counter.queued = true;
            if shard.queue.is_empty() {
                shard.queued_at = now;
            }
            shard.queue.push(index);
        }
        shard.urgent |= urgent;
        self.news = true;
        self.keep_busy(number);
    }

    fn keep_busy(&mut self, number: u16) {
        let shard = &mut self.shards[usize::from(number)];
        if !shard.busy {
            shard.busy = true;
            self.busy.push(number);
        }
    }

    fn due(&self, shard: &Shard) -> Time {
        if shard.urgent || shard.reporting { Time::ZERO } else { shard.queued_at.plus(self.config.flush) }
    }

    /// Whether a request may go out: none is under way, or the last one seems lost and is taken up again.
    fn repeat_lost(&mut self, now: Time, number: u16) -> bool {
        let shard = &mut self.shards[usize::from(number)];
        match shard.resend_at(self.config.resend) {
            None => true,
            Some(at) if now < at => false,
            Some(_) => {
                shard.waiting = false;
                let slots = shard.flights.back().map(|f| f.slots.clone()).unwrap_or_default();
                for slot in slots {
                    self.unanswered(now, slot);
                }
                true
            }
        }
    }

    fn request(&mut self, now: Time, number: u16) -> Option<Request> {
        let shard = &self.shards[usize::from(number)];
        if !shard.has_work() || now < self.due(shard) {
            return None;
        }
        let most = self.config.max_asks.max(1);
        let shard = &mut self.shards[usize::from(number)];
        // Reports go first: the owner may grant nothing before it has them.
        for index in shard.unreported.iter().take(most) {
            let counter = &mut self.counters[*index as usize];
            if !counter.queued {
                counter.queued = true;
                shard.queue.push(*index);
            }
        }
        let asked: Vec<u32> = if shard.queue.len() <= most {
            std::mem::take(&mut shard.queue)
        } else {
            shard.queue.drain(..most).collect()
        };
        shard.urgent &= !shard.queue.is_empty();
        shard.queued_at = now;
        shard.seq += 1;
        let complete = shard.reporting && shard.unreported.iter().all(|i| asked.contains(i));
        let (seq, term) = (shard.seq, shard.term);
        let mut slots = Vec::with_capacity(asked.len());
        let mut asks = Vec::with_capacity(asked.len());
        for index in asked {
            let counter = &mut self.counters[index as usize];
            (counter.queued, counter.in_flight) = (false, true);
            counter.last_report = now;
            slots.push(Slot { index, generation: counter.generation });
            asks.push(counter.ask());
        }
        self.shards[usize::from(number)].sent(Flight { seq, sent_at: now, slots, complete });
        Some(Request { holder: self.holder, shard: number, seq, term, complete, asks })
    }

    /// Asks again for what a flight was to bring.
    fn unanswered(&mut self, now: Time, slot: Slot) {
        if self.get(slot).is_some() {
            self.counters[slot.index as usize].in_flight = false;
            self.queue(now, slot.index, true);
        }
    }

    /// A new owner must hear of everything this holder has in the shard.
    fn report_all(&mut self, number: u16) {
        let in_shard = |c: &Counter| c.shard == number && c.window.is_some();
        let unreported: Vec<u32> =
            self.index.values().copied().filter(|i| in_shard(&self.counters[*i as usize])).collect();
        let shard = &mut self.shards[usize::from(number)];
        shard.unreported = unreported;
        shard.reporting = true;
        self.keep_busy(number);
    }

    /// Draws the consequence of the latest answer for those who wait.
    fn judge(&mut self, now: Time, index: u32) {
        let counter = &mut self.counters[index as usize];
        match counter.state {
            State::Open => (counter.denied_until, counter.retry_at) = (Time::ZERO, Time::ZERO),
            State::Exhausted => {
                counter.denied_until = counter.ends.min(now.plus(self.config.longest_denial));
            }
            State::Leased => counter.retry_at = now.plus(self.config.retry),
            State::Recovering => counter.retry_at = now.plus(self.config.retry * RECOVERING_RETRY),
        }
    }
}
