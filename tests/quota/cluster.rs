//! Two traffic managers that share the shards, one of which is killed.

use std::time::{Duration, Instant};

use model::policy::{Measure, TimeUnit};

use super::platform::Platform;
use super::{budget, patient, storm};

fn until(what: &str, mut done: impl FnMut() -> bool) {
    #[expect(clippy::disallowed_methods, reason = "a deadline for a test that would hang")]
    let since = Instant::now();
    while !done() {
        assert!(since.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn shards_are_shared_and_those_of_a_killed_owner_are_taken_over_exactly() {
    let platform = Platform::new();
    let first = platform.traffic_manager_of("first");
    until("the first has every shard", || first.shards() == 64);
    let second = platform.traffic_manager_of("second");
    until("both have some", || first.shards() + second.shards() == 64 && second.shards() > 10);

    // Counters on many shards, each at ten times its limit over three cores, before and after the kill.
    let limit = 40;
    let budgets: Vec<_> = (0..16)
        .map(|i| {
            let mut budget = budget(Measure::Requests, limit);
            budget.name = format!("Plan{i}").into();
            budget.limit.unit = TimeUnit::Year;
            std::sync::Arc::new(budget)
        })
        .collect();
    let cores: Vec<_> = (0..3)
        .map(|_| {
            let budgets = budgets.clone();
            platform.core(patient(), move |limiter| async move {
                let mut admitted = vec![0; budgets.len()];
                for round in 0..4 {
                    for (budget, admitted) in budgets.iter().zip(&mut admitted) {
                        *admitted += storm(limiter.clone(), budget.clone(), 5, limit / 5).await;
                    }
                    // The kill falls between or into the rounds, as it comes.
                    let pause = if round == 0 { 50 } else { 0 };
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                admitted
            })
        })
        .collect();
    second.kill();
    let mut admitted = vec![0; budgets.len()];
    for core in cores {
        for (sum, part) in admitted.iter_mut().zip(core.join().expect("it does not panic")) {
            *sum += part;
        }
    }
    assert_eq!(admitted, vec![limit; budgets.len()]);
    until("the first has every shard again", || first.shards() == 64);

    // One that stops in order gives its shards and checkpoints up at once.
    let third = platform.traffic_manager_of("third");
    until("both have some", || first.shards() + third.shards() == 64 && third.shards() > 10);
    first.stop();
    until("the third has every shard", || third.shards() == 64);
    let again = platform.core(patient(), {
        let budget = budgets[0].clone();
        move |limiter| storm(limiter, budget, 2, 10)
    });
    assert_eq!(again.join().expect("it does not panic"), 0, "what was spent is remembered");
}
