//! Gateways, owners, and a network that loses, delays, repeats and re-orders, from a seed.
//!
//! `TURNPIKE_SIM_SEEDS` sets the number of seeds (200 by default; the long run takes 10,000), `TURNPIKE_SIM_FIRST` the
//! first one, to repeat a failure.

mod dice;
mod network;
mod world;

use dice::Dice;
use network::Weather;
use world::{Plan, Tally, World};

const FINE: Weather = Weather { loss: 0, repeat: 0, delay: (50, 400) };

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

fn seeds() -> impl Iterator<Item = u64> {
    let first = number("TURNPIKE_SIM_FIRST", 0);
    first..first + number("TURNPIKE_SIM_SEEDS", 200)
}

fn limits(dice: &mut Dice) -> Vec<(u64, u32)> {
    let amounts = [1, 2, 5, 10, 50, 200, 600];
    let seconds = [1, 1, 2, 3];
    (0..dice.between(1, 3))
        .map(|_| (amounts[dice.between(0, 6) as usize], seconds[dice.between(0, 3) as usize]))
        .collect()
}

/// From half the tightest limit to ten times it, so that grants go on all through some windows.
fn demand(dice: &mut Dice, limits: &[(u64, u32)]) -> u64 {
    let tightest = limits.iter().map(|l| l.0.div_ceil(u64::from(l.1))).min().unwrap_or(1);
    let most = [120, 200, 1_000][dice.between(0, 2) as usize];
    (tightest * dice.between(50, most) / 100).max(10)
}

fn plan(seed: u64) -> Plan {
    let mut dice = Dice::new(seed ^ 0x00c0_ffee);
    let limits = limits(&mut dice);
    Plan {
        seed,
        gateways: dice.between(1, 6) as usize,
        weather: Weather {
            loss: dice.between(0, 25),
            repeat: dice.between(0, 25),
            delay: (50, dice.between(100, 150_000)),
        },
        length: 5_000_000,
        calls: demand(&mut dice, &limits),
        limits,
        holder_crashes: 0,
        owner_crashes: 0,
        pauses: dice.between(0, 3),
    }
}

fn total(windows: &[(u64, Tally)]) -> u64 {
    windows.iter().map(|w| w.1.admitted).sum()
}

#[test]
fn a_bad_network_never_admits_too_many() {
    let mut admitted = 0;
    for seed in seeds() {
        admitted += total(&World::new(plan(seed)).run());
    }
    assert!(admitted > 0);
}

#[test]
fn gateways_that_die_take_no_more_than_their_leases() {
    for seed in seeds() {
        let crashes = seed % 8;
        let windows = World::new(Plan { holder_crashes: crashes, ..plan(seed) }).run();
        for (amount, tally) in windows.iter().filter(|w| w.1.whole && w.1.refused > 0) {
            // A refusal is given only when all is spent or leased; what is missing is in leases.
            if let Some(books) = tally.books.filter(|b| b.remaining == 0) {
                assert!(tally.admitted + books.leased >= *amount, "seed {seed}: {tally:?}");
            }
        }
    }
}

#[test]
fn owners_that_die_are_replaced_without_admitting_too_many() {
    for seed in seeds() {
        let crashes = 1 + seed % 25;
        World::new(Plan { owner_crashes: crashes, ..plan(seed) }).run();
    }
}

#[test]
fn when_both_die_too_many_are_at_most_what_the_dead_spent() {
    for seed in seeds() {
        World::new(Plan { owner_crashes: 1 + seed % 4, holder_crashes: 1 + seed % 5, ..plan(seed) }).run();
    }
}

#[test]
fn without_faults_a_quota_in_demand_is_used_exactly() {
    for seed in seeds() {
        let plan = plan(seed);
        // The tightest counter stops the calls: all others are left with some.
        let rate = |l: &(u64, u32)| l.0.div_ceil(u64::from(l.1));
        let limits: Vec<_> = plan.limits[..1].iter().map(|l| (l.0.min(100), l.1)).collect();
        let calls = (rate(&limits[0]) * 10).max(60 * plan.gateways as u64);
        let windows = World::new(Plan { weather: FINE, pauses: 0, limits, calls, ..plan }).run();
        for (amount, tally) in windows.iter().filter(|w| w.1.whole) {
            assert_eq!(tally.admitted, *amount, "seed {seed}: {tally:?}");
        }
    }
}
