use model::policy::{FailureMode, Limit, TimeUnit};

use super::*;
use crate::key::Scope;
use crate::ledger::{self, Ledger, Start};
use crate::message::{Notice, Reply, Request};

/// 2026-11-23T17:00:00Z by the owner's clock; the wallets' clock starts at zero.
const UNIX: Time = Time::from_secs(1_795_453_200);
const MINUTE: u64 = 60_000_000;

/// An owner without a network, and holders whose clock is its clock.
struct Bench {
    owner: Ledger,
    now: Time,
}

impl Bench {
    fn new() -> Self {
        let owner = Ledger::new(ledger::Config::default(), 0, 1, UNIX, Start::Fresh);
        Self { owner, now: Time::ZERO }
    }
    fn wallet(&self, id: u64) -> Wallet {
        let config = Config { shards: 1, ..Config::default() };
        Wallet::new(config, HolderId(id), self.now, UNIX.plus(self.now.0))
    }
    fn serve(&mut self, request: &Request) -> Reply {
        self.owner.serve(UNIX.plus(self.now.0), request)
    }
    /// Carries messages until there are none.
    fn talk(&mut self, wallet: &mut Wallet) {
        self.now = self.now.plus(1_000);
        loop {
            let requests = wallet.poll(self.now);
            if requests.is_empty() {
                return;
            }
            for request in requests {
                let reply = self.serve(&request);
                wallet.on_reply(self.now, &reply);
            }
        }
    }
    /// Admits, with as much talk as it needs.
    fn call(&mut self, wallet: &mut Wallet, items: &[Item]) -> Outcome {
        match wallet.admit(self.now, items) {
            Outcome::Short { .. } => {
                self.talk(wallet);
                wallet.admit(self.now, items)
            }
            other => other,
        }
    }
}

fn budget(measure: Measure, amount: u64) -> Budget {
    Budget {
        name: "p".into(),
        limit: Limit { measure, amount, every: 1, unit: TimeUnit::Min },
        stop_on_quota_reach: true,
        failure_mode: FailureMode::Local,
        version: 0,
    }
}

fn item(wallet: &mut Wallet, name: &str, budget: &Arc<Budget>, cost: u64) -> Item {
    let key = CounterKey::new("t", budget, Scope::Custom { value: name });
    Item { slot: wallet.slot(&key, budget), cost }
}

fn granted(o: Outcome) -> bool {
    matches!(o, Outcome::Granted { .. })
}

#[test]
fn admits_the_amount_then_refuses_without_messages_until_the_window_ends() {
    let mut b = Bench::new();
    let mut w = b.wallet(1);
    let five = Arc::new(budget(Measure::Requests, 5));
    let i = item(&mut w, "a", &five, 1);
    for _ in 0..5 {
        assert!(granted(b.call(&mut w, &[i])));
    }
    let Outcome::Denied { at: 0, retry_in, why: Denial::Quota } = b.call(&mut w, &[i]) else { panic!() };
    assert_eq!(b.now.plus(retry_in), Time(MINUTE), "no network: the very end of the minute");
    b.talk(&mut w);
    for _ in 0..100 {
        assert!(!granted(w.admit(b.now, &[i])));
        assert!(w.poll(b.now).is_empty());
    }
    b.now = Time(MINUTE);
    assert!(granted(b.call(&mut w, &[i])), "the next window");
}

#[test]
fn what_was_fetched_for_those_who_wait_is_not_given_back_before_they_run() {
    let mut b = Bench::new();
    b.now = Time(MINUTE / 2);
    let mut w = b.wallet(1);
    let five = Arc::new(budget(Measure::Requests, 5));
    let i = item(&mut w, "a", &five, 1);
    for _ in 0..10 {
        assert!(matches!(w.admit(b.now, &[i]), Outcome::Short { .. }));
    }
    b.talk(&mut w);
    // On a busy core, the wallet is looked after before those who wait are.
    w.tick(b.now);
    for _ in 0..5 {
        assert!(granted(w.admit(b.now, &[i])));
    }
    assert!(matches!(w.admit(b.now, &[i]), Outcome::Denied { .. }));
}

#[test]
fn who_gives_back_may_ask_again() {
    let mut b = Bench::new();
    let mut w = b.wallet(1);
    let five = Arc::new(budget(Measure::Requests, 5));
    let i = item(&mut w, "a", &five, 1);
    for _ in 0..10 {
        assert!(matches!(w.admit(b.now, &[i]), Outcome::Short { .. }));
    }
    b.talk(&mut w);
    // Nobody waits any more: all five go back.
    b.now = b.now.plus(10_000_000);
    w.tick(b.now);
    for _ in 0..5 {
        assert!(granted(b.call(&mut w, &[i])));
    }
}

#[test]
fn a_refusal_at_one_level_consumes_nothing_at_the_others() {
    let mut b = Bench::new();
    let mut w = b.wallet(1);
    let (many, one) = (Arc::new(budget(Measure::Requests, 10)), Arc::new(budget(Measure::Requests, 1)));
    let (api, app) = (item(&mut w, "api", &many, 1), item(&mut w, "app", &one, 1));
    assert!(granted(b.call(&mut w, &[api, app])));
    for _ in 0..50 {
        assert!(matches!(b.call(&mut w, &[api, app]), Outcome::Denied { at: 1, .. }));
    }
    for _ in 0..9 {
        assert!(granted(b.call(&mut w, &[api])));
    }
    assert!(matches!(b.call(&mut w, &[api]), Outcome::Denied { at: 0, .. }));
}

#[test]
fn tokens_left_in_a_quiet_gateway_come_back_when_others_need_them() {
    let mut b = Bench::new();
    let (mut busy, mut other) = (b.wallet(1), b.wallet(2));
    let forty = Arc::new(budget(Measure::Requests, 40));
    let (i, j) = (item(&mut busy, "a", &forty, 1), item(&mut other, "a", &forty, 1));
    for _ in 0..10 {
        assert!(granted(b.call(&mut busy, &[i])));
        b.talk(&mut busy);
    }
    let mut admitted = 10;
    while admitted < 40 {
        if granted(b.call(&mut other, &[j])) {
            admitted += 1;
            continue;
        }
        // Waiting, not refused: the first gateway is asked for what it does not use.
        let notices = b.owner.take_notices();
        assert!(!notices.is_empty(), "{admitted}");
        b.now = b.now.plus(5_000);
        for (_, notice) in notices {
            busy.on_notice(b.now, &notice);
        }
        b.talk(&mut busy);
        other.tick(b.now);
    }
    assert!(!granted(b.call(&mut other, &[j])));
    assert!(!granted(b.call(&mut busy, &[i])));
}

#[test]
fn unused_tokens_return_when_the_lease_ends() {
    let mut b = Bench::new();
    let mut w = b.wallet(1);
    let many = Arc::new(budget(Measure::Requests, 1_000));
    let i = item(&mut w, "a", &many, 1);
    for _ in 0..20 {
        assert!(granted(b.call(&mut w, &[i])));
        b.talk(&mut w);
    }
    let books = |b: &Bench| b.owner.books(UNIX.plus(b.now.0), "custom|t|p|Requests/1Min|a").expect("known");
    assert!(books(&b).leased > 0);
    b.now = b.now.plus(1_100_000);
    w.tick(b.now);
    b.talk(&mut w);
    assert_eq!((books(&b).leased, books(&b).spent), (0, 20));
}

#[test]
fn an_estimate_is_settled_and_the_debt_is_what_was_in_flight() {
    let mut b = Bench::new();
    let mut w = b.wallet(1);
    let kilobytes = Arc::new(budget(Measure::Bytes, 10_000));
    let i = item(&mut w, "a", &kilobytes, 1_000);
    let mut open = Vec::new();
    for _ in 0..4 {
        assert!(granted(b.call(&mut w, &[i])));
        open.push(w.reserved(&i).expect("bytes are settled"));
    }
    // Each response was three times as long as thought: 12,000 of 10,000.
    for r in open.drain(..) {
        w.settle(b.now, &r, 3_000);
    }
    b.talk(&mut w);
    assert!(matches!(b.call(&mut w, &[i]), Outcome::Denied { .. }));
    // Shorter than thought: what was reserved too much can be used.
    b.now = Time(MINUTE);
    let mut used = 0;
    while used < 10_000 {
        assert!(granted(b.call(&mut w, &[i])), "{used}");
        let r = w.reserved(&i).expect("reserved");
        w.settle(b.now, &r, 500);
        b.talk(&mut w);
        used += 500;
    }
    assert!(matches!(b.call(&mut w, &[i]), Outcome::Denied { .. }));
}

#[test]
fn without_stopping_it_counts_and_marks() {
    let mut b = Bench::new();
    let mut w = b.wallet(1);
    let soft = Arc::new(Budget { stop_on_quota_reach: false, ..budget(Measure::Requests, 3) });
    let i = item(&mut w, "a", &soft, 1);
    let mut marked = 0;
    for _ in 0..10 {
        let Outcome::Granted { over } = w.admit(b.now, &[i]) else { panic!("never waits") };
        marked += u32::from(over.is_some());
        b.talk(&mut w);
    }
    assert_eq!(marked, 7);
    b.now = b.now.plus(2_000_000);
    w.tick(b.now);
    b.talk(&mut w);
    let books = b.owner.books(UNIX.plus(b.now.0), "custom|t|p|Requests/1Min|a").expect("known");
    assert_eq!(books.spent, 10);
}

#[test]
fn what_a_deposed_owner_grants_is_not_accepted() {
    let mut b = Bench::new();
    let mut w = b.wallet(1);
    let ten = Arc::new(budget(Measure::Requests, 10));
    let i = item(&mut w, "a", &ten, 1);
    assert!(granted(b.call(&mut w, &[i])));
    assert!(matches!(w.admit(b.now, &[i]), Outcome::Short { .. }));
    let request = w.poll(b.now).remove(0);
    let late = b.serve(&request);
    assert_eq!(late.answers[0].granted, 2);
    w.on_notice(b.now, &Notice::Owner { shard: 0, term: 2 });
    assert!(w.on_reply(b.now, &late).is_empty());
    assert!(matches!(w.admit(b.now, &[i]), Outcome::Short { .. }));
    b.now = b.now.plus(200_000);
    let report = w.poll(b.now).remove(0);
    assert_eq!((report.term, report.complete, report.asks[0].granted, report.asks[0].spent), (2, true, 1, 1));
}

#[test]
fn failure_modes() {
    let lost = |mode| {
        let b = Bench::new();
        let mut w = b.wallet(1);
        let ten = Arc::new(Budget { failure_mode: mode, ..budget(Measure::Requests, 10) });
        let i = item(&mut w, "a", &ten, 1);
        assert!(matches!(w.admit(b.now, &[i]), Outcome::Short { .. }));
        let later = Time(1_000_000);
        assert_eq!(w.waited(Time(999_999), i.slot, Time::ZERO, 20_000, 1_000_000), Waited::On);
        assert_eq!(w.waited(later, i.slot, Time::ZERO, 20_000, 1_000_000), Waited::Retry);
        let mut admitted = 0;
        let mut last = w.admit(later, &[i]);
        while granted(last) && admitted < 100 {
            admitted += 1;
            last = w.admit(later, &[i]);
        }
        (b, w, i, admitted, last)
    };
    let (_, _, _, admitted, last) = lost(FailureMode::Closed);
    assert_eq!((admitted, last), (0, Outcome::Denied { at: 0, retry_in: 1_000_000, why: Denial::NoOwner }));
    assert_eq!(lost(FailureMode::Open).3, 100);
    let (mut b, mut w, i, admitted, last) = lost(FailureMode::Local);
    assert_eq!((admitted, last), (10, Outcome::Denied { at: 0, retry_in: 59_000_000, why: Denial::Quota }));
    // The owner is back, and hears of what was spent meanwhile.
    b.now = Time(1_200_000);
    b.talk(&mut w);
    assert!(!w.is_lost(i.slot));
    assert!(matches!(b.call(&mut w, &[i]), Outcome::Denied { .. }));
    let mut other = b.wallet(2);
    let ten = Arc::new(budget(Measure::Requests, 10));
    let j = item(&mut other, "a", &ten, 1);
    assert!(matches!(b.call(&mut other, &[j]), Outcome::Short { .. }));
    for (_, notice) in b.owner.take_notices() {
        w.on_notice(b.now, &notice);
    }
    b.talk(&mut w);
    b.now = b.now.plus(5_000);
    other.tick(b.now);
    assert!(matches!(b.call(&mut other, &[j]), Outcome::Denied { .. }));
}

#[test]
fn counters_beyond_the_bound_are_forgotten_without_losing_what_they_spent() {
    let mut b = Bench::new();
    let mut w = b.wallet(1);
    w.config.max_counters = 10;
    let two = Arc::new(budget(Measure::Requests, 2));
    for n in 0..50 {
        let i = item(&mut w, &n.to_string(), &two, 1);
        assert!(granted(b.call(&mut w, &[i])));
    }
    for _ in 0..3 {
        b.now = b.now.plus(1_100_000);
        w.tick(b.now);
        b.talk(&mut w);
    }
    w.tick(b.now);
    assert!(w.len() <= 10, "{}", w.len());
    let i = item(&mut w, "0", &two, 1);
    assert!(granted(b.call(&mut w, &[i])));
    assert!(matches!(b.call(&mut w, &[i]), Outcome::Denied { .. }));
}

#[test]
fn a_reset_lets_requests_through_again() {
    let mut b = Bench::new();
    let mut w = b.wallet(1);
    let two = Arc::new(budget(Measure::Requests, 2));
    let i = item(&mut w, "a", &two, 1);
    assert!(granted(b.call(&mut w, &[i])));
    assert!(granted(b.call(&mut w, &[i])));
    assert!(!granted(b.call(&mut w, &[i])));
    let key = "custom|t|p|Requests/1Min|a";
    assert!(b.owner.reset(UNIX.plus(b.now.0), key));
    for (_, notice) in b.owner.take_notices() {
        w.on_notice(b.now, &notice);
    }
    b.talk(&mut w);
    assert!(granted(b.call(&mut w, &[i])));
    assert!(granted(b.call(&mut w, &[i])));
    assert!(!granted(b.call(&mut w, &[i])));
}
