//! Gateways, owners, clients and an oracle that sees everything.

use std::collections::HashMap;
use std::sync::Arc;

use model::policy::TimeUnit;
use throttle::ledger::{self, Ledger, Start};
use throttle::wallet::{self, Item, Outcome, Slot, Waited, Wallet};
use throttle::{Budget, CounterKey, HolderId, Scope, Time, Window};

use crate::dice::Dice;
use crate::network::{Agenda, Event, Weather};

/// 2026-11-23T16:59:58.3Z: windows of seconds, minutes, hours and so on end soon.
const BEGIN: u64 = 1_795_453_198_300_000;
const SHARDS: u16 = 2;
/// A client's patience.
const GIVES_UP: u64 = 400_000;

#[derive(Debug, Clone)]
pub struct Plan {
    pub seed: u64,
    pub gateways: usize,
    pub weather: Weather,
    /// Microseconds of simulated time.
    pub length: u64,
    /// Amount and seconds of each counter; a call is charged to all of them.
    pub limits: Vec<(u64, u32)>,
    /// Calls per second over all gateways.
    pub calls: u64,
    pub holder_crashes: u64,
    pub owner_crashes: u64,
    /// Percent of the calls that are preceded by a pause longer than a lease.
    pub pauses: u64,
}

/// What happened to one counter in one window of true time.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    pub admitted: u64,
    pub refused: u64,
    /// Spent by gateways that died before an owner was replaced: that owner cannot know.
    pub forgiven: u64,
    /// The owner's books just before the window ended.
    pub books: Option<ledger::Books>,
    pub whole: bool,
}

struct Gateway {
    wallet: Wallet,
    /// Its clock's zero, in true time.
    born: u64,
    pending: Vec<(u64, Vec<Slot>)>,
    /// Admitted per counter and window in this life.
    spent: HashMap<(usize, u64), u64>,
}

pub struct World {
    plan: Plan,
    dice: Dice,
    agenda: Agenda,
    now: u64,
    budgets: Vec<(CounterKey, Arc<Budget>)>,
    gateways: Vec<Gateway>,
    owners: Vec<Option<Ledger>>,
    lives: u64,
    terms: u64,
    tallies: HashMap<(usize, u64), Tally>,
    dead: HashMap<(usize, u64), u64>,
}

impl World {
    pub fn new(plan: Plan) -> Self {
        let budgets = plan.limits.iter().enumerate().map(|(i, &(amount, secs))| {
            let budget = Budget::requests("p", amount, secs, TimeUnit::Sec);
            let value = format!("counter-{i}");
            (CounterKey::new("t", &budget, Scope::Custom { value: &value }), budget)
        });
        let mut world = Self {
            dice: Dice::new(plan.seed),
            agenda: Agenda::default(),
            now: BEGIN,
            budgets: budgets.collect(),
            gateways: Vec::new(),
            owners: Vec::new(),
            lives: 0,
            terms: 1,
            tallies: HashMap::new(),
            dead: HashMap::new(),
            plan,
        };
        for g in 0..world.plan.gateways {
            let gateway = world.born();
            world.gateways.push(gateway);
            world.agenda.at(BEGIN + g as u64, Event::Call(g));
            world.agenda.at(BEGIN + g as u64, Event::Work(g));
        }
        for shard in 0..SHARDS {
            world.owners.push(Some(Ledger::new(owner_config(), shard, 1, Time(BEGIN), Start::Fresh)));
        }
        world.agenda.at(BEGIN, Event::Sweep);
        for _ in 0..world.plan.holder_crashes {
            let (at, g) = (world.sometime(), world.dice.between(0, world.plan.gateways as u64 - 1));
            world.agenda.at(at, Event::HolderCrash(g as usize));
        }
        for _ in 0..world.plan.owner_crashes {
            let (at, shard) = (world.sometime(), world.dice.between(0, u64::from(SHARDS) - 1));
            world.agenda.at(at, Event::OwnerCrash(shard as u16));
        }
        world
    }

    /// Runs to the end, checking after every event, and tells what happened per counter and window.
    pub fn run(mut self) -> Vec<(u64, Tally)> {
        let end = BEGIN + self.plan.length;
        while let Some((time, event)) = self.agenda.pop() {
            if time >= end {
                break;
            }
            self.end_windows(time);
            self.now = time;
            self.happen(event);
        }
        let amounts: Vec<u64> = self.plan.limits.iter().map(|l| l.0).collect();
        self.tallies.into_iter().map(|((c, _), t)| (amounts[c], t)).collect()
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Call(g) => self.call(g),
            Event::Work(g) => {
                let now = self.local(g);
                self.gateways[g].wallet.tick(now);
                self.retry(g, None);
                self.poll(g);
                let pause = self.dice.between(500, 3_000);
                self.agenda.at(self.now + pause, Event::Work(g));
            }
            Event::ToOwner(request) => {
                let Some(owner) = &mut self.owners[usize::from(request.shard)] else { return };
                let reply = owner.serve(Time(self.now), &request);
                let notices = owner.take_notices();
                self.send(Event::ToHolder(request.holder, reply));
                for (holder, notice) in notices {
                    self.send(Event::Notice(holder, notice));
                }
            }
            Event::ToHolder(holder, reply) => {
                let Some(g) = self.living(holder) else { return };
                let now = self.local(g);
                let changed = self.gateways[g].wallet.on_reply(now, &reply);
                self.retry(g, Some(&changed));
                self.poll(g);
            }
            Event::Notice(holder, notice) => {
                let Some(g) = self.living(holder) else { return };
                let now = self.local(g);
                self.gateways[g].wallet.on_notice(now, &notice);
                self.poll(g);
            }
            Event::HolderCrash(g) => {
                for (key, n) in &self.gateways[g].spent {
                    *self.dead.entry(*key).or_default() += n;
                }
                self.gateways[g] = self.born();
            }
            Event::OwnerCrash(shard) => {
                self.owners[usize::from(shard)] = None;
                let longest = if self.dice.chance(50) { 5_000 } else { 500_000 };
                let gap = self.dice.between(1_000, longest);
                self.agenda.at(self.now + gap, Event::TakeOver(shard));
            }
            Event::TakeOver(shard) => self.take_over(shard),
            Event::Announce(shard) => self.announce(shard),
            Event::Sweep => {
                for owner in self.owners.iter_mut().flatten() {
                    owner.sweep(Time(self.now));
                }
                self.agenda.at(self.now + 1_000_000, Event::Sweep);
            }
        }
    }

    fn call(&mut self, g: usize) {
        let now = self.local(g);
        let gateway = &mut self.gateways[g];
        let slots: Vec<Slot> = self.budgets.iter().map(|(k, b)| gateway.wallet.slot(k, b)).collect();
        self.attempt(g, now, self.now, slots);
        self.poll(g);
        let pace = 1_000_000 * self.plan.gateways as u64 / self.plan.calls.max(1);
        let pause = if self.dice.chance(self.plan.pauses) { 1_500_000 } else { 0 };
        let wait = self.dice.between(1, 2 * pace) + pause;
        self.agenda.at(self.now + wait, Event::Call(g));
    }

    fn attempt(&mut self, g: usize, now: Time, since: u64, slots: Vec<Slot>) {
        let items: Vec<Item> = slots.iter().map(|&slot| Item { slot, cost: 1 }).collect();
        match self.gateways[g].wallet.admit(now, &items) {
            Outcome::Granted { .. } => self.admitted(g),
            Outcome::Denied { at, .. } => self.tally(at).refused += 1,
            Outcome::Short { .. } => self.gateways[g].pending.push((since, slots)),
        }
    }

    /// Those who wait try again, or give up.
    fn retry(&mut self, g: usize, changed: Option<&[Slot]>) {
        let now = self.local(g);
        for (since, slots) in std::mem::take(&mut self.gateways[g].pending) {
            let age = self.now - since;
            let mut again = changed.is_some_and(|c| slots.iter().any(|s| c.contains(s)));
            if changed.is_none() {
                let since = Time(now.0.saturating_sub(age));
                let wallet = &mut self.gateways[g].wallet;
                let late =
                    |w: &mut Wallet, s: &Slot| w.waited(now, *s, since, 20_000, u64::MAX) == Waited::Retry;
                again = slots.iter().any(|s| late(wallet, s));
            }
            if again {
                self.attempt(g, now, since, slots);
            } else if age < GIVES_UP {
                self.gateways[g].pending.push((since, slots));
            }
        }
    }

    /// The heart of it: no window of true time admits more than its amount, ever.
    fn admitted(&mut self, g: usize) {
        for c in 0..self.budgets.len() {
            let (amount, window) = (self.plan.limits[c].0, self.window(c).start.0);
            *self.gateways[g].spent.entry((c, window)).or_default() += 1;
            let tally = self.tally(c);
            tally.admitted += 1;
            let (admitted, bound) = (tally.admitted, amount + tally.forgiven);
            assert!(admitted <= bound, "{admitted} admitted of {amount}, counter {c}, {:?}", self.plan);
        }
    }

    fn take_over(&mut self, shard: u16) {
        if self.owners[usize::from(shard)].is_some() {
            return;
        }
        // Gateways that died in this window cannot report any more.
        for (key, n) in self.dead.clone() {
            self.tallies.entry(key).or_default().forgiven = n;
        }
        self.terms += 1;
        let present = self.gateways.iter().map(|g| g.wallet.holder()).collect();
        let start = Start::TakeOver { present };
        let ledger = Ledger::new(owner_config(), shard, self.terms, Time(self.now), start);
        self.owners[usize::from(shard)] = Some(ledger);
        self.announce(shard);
    }

    fn announce(&mut self, shard: u16) {
        let Some(owner) = &self.owners[usize::from(shard)] else { return };
        let (missing, term) = (owner.missing().to_vec(), owner.term());
        for holder in &missing {
            self.send(Event::Notice(*holder, throttle::message::Notice::Owner { shard, term }));
        }
        if !missing.is_empty() {
            self.agenda.at(self.now + 30_000, Event::Announce(shard));
        }
    }

    fn poll(&mut self, g: usize) {
        let now = self.local(g);
        for request in self.gateways[g].wallet.poll(now) {
            self.send(Event::ToOwner(request));
        }
    }

    fn send(&mut self, event: Event) {
        self.agenda.send(self.now, &mut self.dice, self.plan.weather, event);
    }

    fn born(&mut self) -> Gateway {
        self.lives += 1;
        let born = self.now - self.dice.between(0, 1 << 40);
        let (now, unix) = (Time(self.now - born), Time(self.now));
        let config = wallet::Config { shards: SHARDS, ..wallet::Config::default() };
        let wallet = Wallet::new(config, HolderId(self.lives), now, unix);
        Gateway { wallet, born, pending: Vec::new(), spent: HashMap::new() }
    }

    fn living(&self, holder: HolderId) -> Option<usize> {
        self.gateways.iter().position(|g| g.wallet.holder() == holder)
    }

    fn local(&self, g: usize) -> Time {
        Time(self.now - self.gateways[g].born)
    }

    fn sometime(&mut self) -> u64 {
        BEGIN + self.dice.between(0, self.plan.length)
    }

    fn window(&self, c: usize) -> Window {
        Window::at(Time(self.now), self.plan.limits[c].1, TimeUnit::Sec)
    }

    fn tally(&mut self, c: usize) -> &mut Tally {
        let window = self.window(c);
        let tally = self.tallies.entry((c, window.start.0)).or_default();
        tally.whole = window.start.0 >= BEGIN && window.end.0 <= BEGIN + self.plan.length;
        tally
    }

    /// Notes the owner's books of windows that end before `time`.
    fn end_windows(&mut self, time: u64) {
        for c in 0..self.budgets.len() {
            let window = self.window(c);
            if time >= window.end.0 {
                let key = self.budgets[c].0.as_str();
                let shard = usize::from(throttle::key::shard_of(key, SHARDS));
                let books = self.owners[shard].as_ref().and_then(|o| o.books(Time(self.now), key));
                self.tally(c).books = books;
            }
        }
    }
}

/// All present gateways are known, so the grace period only bounds the wait for those that die meanwhile.
fn owner_config() -> ledger::Config {
    ledger::Config { grace: 3_000_000, ..ledger::Config::default() }
}
