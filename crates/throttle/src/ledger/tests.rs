use model::policy::TimeUnit;

use super::*;
use crate::message::{Answer, Ask, Terms, WindowId};

/// 2026-11-23T17:00:00Z, the start of a minute, hour, and (not) day.
const NOW: Time = Time::from_secs(1_795_453_200);
const WINDOW: WindowId = WindowId { start: NOW.0, turn: 0 };

fn ledger(start: Start) -> Ledger {
    Ledger::new(Config::default(), 0, 7, NOW, start)
}

fn ask(amount: u64, want: u64) -> Ask {
    Ask {
        key: String::from("k"),
        terms: Terms { amount, every: 1, unit: TimeUnit::Min, version: 0 },
        window: None,
        granted: 0,
        spent: 0,
        returned: 0,
        want,
        at_least: want.min(1),
        spent_by_all: 0,
    }
}

fn request(holder: u64, seq: u64, ask: Ask) -> Request {
    Request { holder: HolderId(holder), shard: 0, seq, term: 7, complete: false, asks: vec![ask] }
}

fn serve(ledger: &mut Ledger, now: Time, request: &Request) -> Answer {
    ledger.serve(now, request).answers.remove(0)
}

#[test]
fn holders_get_a_fair_share_and_the_last_tokens_one_by_one() {
    let mut l = ledger(Start::Fresh);
    let first = serve(&mut l, NOW, &request(1, 1, ask(100, 1_000)));
    assert_eq!((first.granted, first.remaining), (50, 50));
    let second = serve(&mut l, NOW, &request(2, 1, ask(100, 1_000)));
    assert_eq!((second.granted, second.remaining), (12, 38));
    for last in (0..38).rev() {
        let held = 12 + 37 - last;
        let spent = Ask { window: Some(WINDOW), granted: held, spent: held, ..ask(100, 1) };
        assert_eq!(serve(&mut l, NOW, &request(2, 2 + held, spent)).remaining, last);
    }
    let none = serve(&mut l, NOW, &request(3, 1, ask(100, 1)));
    assert_eq!((none.granted, none.state), (0, State::Leased), "the first holder may give back");
    assert_eq!(l.take_notices(), [(HolderId(1), Notice::Recall { key: String::from("k") })]);
    let back = Ask { window: Some(WINDOW), granted: 50, spent: 20, returned: 30, ..ask(100, 0) };
    serve(&mut l, NOW, &request(1, 2, back));
    let some = serve(&mut l, NOW, &request(3, 2, ask(100, 1)));
    assert_eq!((some.granted, some.state), (1, State::Open));
}

#[test]
fn repeated_late_and_lost_messages_change_nothing() {
    let mut l = ledger(Start::Fresh);
    let first = request(1, 1, ask(100, 10));
    assert_eq!(serve(&mut l, NOW, &first).granted, 10);
    assert_eq!(serve(&mut l, NOW, &first).granted, 10);
    let second = request(1, 2, Ask { window: Some(WINDOW), granted: 10, spent: 8, ..ask(100, 10) });
    assert_eq!(serve(&mut l, NOW, &second).granted, 18);
    let late = serve(&mut l, NOW, &first);
    assert_eq!((late.granted, late.spent), (18, 8));
    // The reply to `second` was lost: the holder asks for the same again, and learns of all it was granted.
    let third = request(1, 3, Ask { window: Some(WINDOW), granted: 10, spent: 10, ..ask(100, 10) });
    assert_eq!(serve(&mut l, NOW, &third).granted, 20);
    // A request of this window that comes again in the next one gets nothing there.
    let next = NOW.plus(60_000_000);
    let repeated = serve(&mut l, next, &third);
    assert_eq!((repeated.granted, repeated.remaining, repeated.window.start), (0, 100, next.0));
}

#[test]
fn debts_count_and_stop_further_grants() {
    let mut l = ledger(Start::Fresh);
    serve(&mut l, NOW, &request(1, 1, ask(100, 10)));
    let debt = Ask { window: Some(WINDOW), granted: 10, spent: 150, ..ask(100, 10) };
    let a = serve(&mut l, NOW, &request(1, 2, debt));
    assert_eq!((a.remaining, a.state), (0, State::Exhausted));
    assert_eq!(l.books(NOW, "k").map(|b| b.spent), Some(150));
}

#[test]
fn a_holder_not_heard_of_gives_nothing_back() {
    let mut l = ledger(Start::Fresh);
    serve(&mut l, NOW, &request(1, 1, Ask { at_least: 10, ..ask(10, 10) }));
    let soon = NOW.plus(1_000_000);
    assert_eq!(serve(&mut l, soon, &request(2, 1, ask(10, 1))).state, State::Leased);
    let later = NOW.plus(6_000_000);
    let a = serve(&mut l, later, &request(2, 2, ask(10, 1)));
    assert_eq!((a.state, a.spent_by_all), (State::Exhausted, 10));
}

#[test]
fn a_changed_amount_applies_to_the_window_in_progress() {
    let mut l = ledger(Start::Fresh);
    serve(&mut l, NOW, &request(1, 1, Ask { at_least: 10, ..ask(10, 10) }));
    let mut more = ask(20, 1);
    more.terms.version = 1;
    assert_eq!(serve(&mut l, NOW, &request(2, 1, more)).remaining, 9);
    // A gateway that still has the old policy does not bring the old amount back.
    assert_eq!(serve(&mut l, NOW, &request(3, 1, ask(10, 0))).remaining, 9);
}

#[test]
fn a_reset_starts_anew() {
    let mut l = ledger(Start::Fresh);
    serve(&mut l, NOW, &request(1, 1, Ask { at_least: 10, ..ask(10, 10) }));
    serve(&mut l, NOW, &request(1, 2, Ask { window: Some(WINDOW), granted: 10, spent: 7, ..ask(10, 0) }));
    assert!(l.reset(NOW, "k"));
    assert_eq!(l.take_notices(), [(HolderId(1), Notice::Reset { key: String::from("k") })]);
    let a = serve(&mut l, NOW, &request(2, 1, ask(10, 0)));
    assert_eq!((a.remaining, a.window.turn), (10, 1));
    assert!(!l.reset(NOW, "unknown"));
}

#[test]
fn a_new_owner_grants_when_all_have_reported_and_knows_what_the_dead_had_spent() {
    let mut l = ledger(Start::TakeOver { present: vec![HolderId(1), HolderId(2)] });
    let stale = Request { term: 6, ..request(1, 8, ask(100, 5)) };
    assert!(l.serve(NOW, &stale).retake);
    let report = Ask { window: Some(WINDOW), granted: 30, spent: 20, spent_by_all: 55, ..ask(100, 20) };
    let first = serve(&mut l, NOW, &Request { complete: true, ..request(1, 9, report) });
    assert_eq!((first.granted, first.state), (30, State::Recovering));
    assert_eq!(l.missing(), [HolderId(2)]);
    let report = Ask { window: Some(WINDOW), granted: 10, spent: 10, ..ask(100, 0) };
    let second = serve(&mut l, NOW, &Request { complete: true, ..request(2, 1, report) });
    // 55 were spent under the old owner, 20 + 10 of them by those who live; 10 more are leased.
    assert_eq!((second.remaining, second.state), (100 - 55 - 10, State::Open));
}

#[test]
fn grace_ends_although_somebody_never_reports() {
    let mut l = ledger(Start::TakeOver { present: vec![HolderId(9)] });
    assert_eq!(serve(&mut l, NOW, &request(1, 1, ask(100, 1))).state, State::Recovering);
    let later = NOW.plus(3_000_000);
    assert_eq!(serve(&mut l, later, &request(1, 2, ask(100, 1))).granted, 1);
}

#[test]
fn a_later_window_of_an_owner_with_a_faster_clock_is_believed_within_reason() {
    let mut l = ledger(Start::Fresh);
    let before = Time(NOW.0 - 2_000_000);
    let ahead = Ask { window: Some(WINDOW), granted: 40, spent: 40, ..ask(100, 0) };
    let a = serve(&mut l, before, &request(1, 1, ahead));
    assert_eq!((a.window, a.remaining, a.ends_in), (WINDOW, 60, 62_000_000));
    let far = WindowId { start: NOW.0 + 3_600_000_000, turn: 0 };
    let a = serve(&mut l, before, &request(1, 2, Ask { window: Some(far), granted: 90, ..ask(100, 0) }));
    assert_eq!((a.window, a.remaining), (WINDOW, 60));
}

#[test]
fn ended_windows_are_forgotten() {
    let mut l = ledger(Start::Fresh);
    serve(&mut l, NOW, &request(1, 1, ask(10, 1)));
    l.sweep(NOW.plus(61_000_000));
    assert_eq!(l.len(), 1);
    l.sweep(NOW.plus(121_000_000));
    assert!(l.is_empty());
}

#[test]
fn a_checkpoint_remembers_those_who_are_gone_and_counts_nobody_twice() {
    let year = |a: Ask| Ask { terms: Terms { amount: 100, every: 1, unit: TimeUnit::Year, version: 0 }, ..a };
    let mut old = ledger(Start::Fresh);
    let window = serve(&mut old, NOW, &request(1, 1, year(ask(100, 50)))).window;
    let of = |granted, spent| Ask { window: Some(window), granted, spent, ..year(ask(100, 0)) };
    serve(&mut old, NOW, &request(1, 2, of(50, 30)));
    serve(&mut old, NOW, &request(2, 1, year(ask(100, 20))));
    serve(&mut old, NOW, &request(2, 2, of(12, 10)));
    // Minutes are not worth a checkpoint.
    serve(&mut old, NOW, &request(2, 3, Ask { key: String::from("minute"), ..ask(100, 20) }));
    let saved = old.checkpoint(NOW);
    assert_eq!(
        saved.iter().map(|s| (&*s.key, &*s.spent)).collect::<Vec<_>>(),
        [("k", &[(HolderId(1), 30), (HolderId(2), 10)][..])]
    );

    // The first holder is gone; the second has spent the rest of its lease meanwhile.
    let start = Start::TakeOver { present: vec![HolderId(2)] };
    let mut new = Ledger::new(Config::default(), 0, 8, NOW, start);
    new.restore(NOW, &saved);
    let report = Request { term: 8, complete: true, ..request(2, 9, Ask { spent_by_all: 40, ..of(12, 12) }) };
    serve(&mut new, NOW, &report);
    let books = new.books(NOW, "k").expect("known");
    assert_eq!((books.spent, books.leased, books.remaining), (42, 0, 58));
    assert_eq!(new.checkpoint(NOW)[0].spent, [(HolderId(1), 30), (HolderId(2), 12)]);

    // Nobody is left: still not forgotten.
    let mut lonely = Ledger::new(Config::default(), 0, 9, NOW, Start::TakeOver { present: Vec::new() });
    lonely.restore(NOW, &saved);
    assert_eq!(lonely.books(NOW, "k").map(|b| b.remaining), Some(60));
    // A window that is over is of no use.
    let later = Time(NOW.0 + 366 * 86_400 * 1_000_000);
    let mut next = Ledger::new(Config::default(), 0, 10, later, Start::TakeOver { present: Vec::new() });
    next.restore(later, &saved);
    assert_eq!(next.books(later, "k").map_or(100, |b| b.remaining), 100);
}
