//! Quotas over several cores and a traffic manager: what callers see.

mod cluster;
mod platform;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use gateway::limit::{
    Admit, Budget, Cause, Charge, Config, CounterKey, Level, Limiter, Permit, Refusal, Scope, Usage,
};
use model::policy::{FailureMode, Limit, Measure, TimeUnit};
use platform::Platform;
use throttle::message::{Call, WasReset, shard_subject};
use tokio::sync::{mpsc, oneshot};

const HOUR: Duration = Duration::from_secs(3_600);

fn budget(measure: Measure, amount: u64) -> Budget {
    Budget {
        name: "Gold".into(),
        limit: Limit { measure, amount, every: 1, unit: TimeUnit::Hour },
        stop_on_quota_reach: true,
        failure_mode: FailureMode::Local,
        version: 0,
    }
}

fn requests(amount: u64) -> Arc<Budget> {
    Arc::new(budget(Measure::Requests, amount))
}

fn key(budget: &Budget) -> CounterKey {
    let scope = Scope::Application { application: "app", user: "alice@carbon.super" };
    CounterKey::new("carbon.super", budget, scope)
}

/// A slow machine must not look like an outage, nor a late answer like a refusal.
fn patient() -> Config {
    Config { deadline: Duration::from_secs(5), patience: Duration::from_secs(20), ..Config::default() }
}

async fn call(limiter: &Limiter, budget: &Arc<Budget>, estimate: u64) -> Result<Permit, Box<Refusal>> {
    let charge = Charge { level: Level::Application, budget, key: &key(budget) };
    match limiter.admit(&[charge], Usage::bytes(estimate)) {
        Admit::Granted(permit) => Ok(permit),
        Admit::Refused(refusal) => Err(refusal),
        Admit::Wait(waiting) => waiting.await,
    }
}

/// `clients` at a time, `calls` each; answers how many were admitted.
async fn storm(limiter: Limiter, budget: Arc<Budget>, clients: u64, calls: u64) -> u64 {
    let storm = (0..clients).map(|_| {
        let (limiter, budget) = (limiter.clone(), budget.clone());
        tokio::task::spawn_local(async move {
            let mut admitted = 0;
            for _ in 0..calls {
                admitted += u64::from(call(&limiter, &budget, 0).await.is_ok());
                tokio::task::yield_now().await;
            }
            admitted
        })
    });
    let mut admitted = 0;
    for client in storm.collect::<Vec<_>>() {
        admitted += client.await.expect("it does not panic");
    }
    admitted
}

/// Three cores that call `per_core` times each.
fn three_storms(platform: &Platform, budget: &Arc<Budget>, per_core: u64) -> u64 {
    let clients = 10.min(per_core);
    let cores: Vec<_> = (0..3)
        .map(|_| {
            let budget = budget.clone();
            platform.core(patient(), move |l| storm(l, budget, clients, per_core.div_ceil(clients)))
        })
        .collect();
    cores.into_iter().map(|core| core.join().expect("it does not panic")).sum()
}

#[test]
fn three_cores_at_ten_times_a_limit_admit_exactly_the_limit() {
    for limit in [1, 5, 100, 1_000] {
        let platform = Platform::new();
        let _traffic = platform.traffic_manager();
        let budget = requests(limit);
        assert_eq!(three_storms(&platform, &budget, 10 * limit), limit);
        // Also when the next window begins, for gateways that start in the midst of it.
        platform.clock.leap(HOUR);
        assert_eq!(
            three_storms(&platform, &budget, 10 * limit / 3 + 1),
            limit.min(10 * limit),
            "next window"
        );
    }
}

/// A core that calls when it is told.
struct Hand {
    tell: mpsc::UnboundedSender<oneshot::Sender<Result<(), Refusal>>>,
    _core: std::thread::JoinHandle<()>,
}

impl Hand {
    fn new(platform: &Platform, config: Config, budget: &Arc<Budget>) -> Self {
        let (tell, mut told) = mpsc::unbounded_channel::<oneshot::Sender<_>>();
        let budget = budget.clone();
        let core = platform.core(config, move |limiter| async move {
            while let Some(answer) = told.recv().await {
                let result = call(&limiter, &budget, 0).await;
                drop(answer.send(result.map(drop).map_err(|r| *r)));
            }
        });
        Self { tell, _core: core }
    }

    fn call(&self) -> Result<(), Refusal> {
        let (answer, result) = oneshot::channel();
        self.tell.send(answer).expect("the core is there");
        result.blocking_recv().expect("the core answers")
    }
}

#[test]
fn one_client_on_changing_cores_gets_all_of_its_quota_and_then_a_refusal() {
    let platform = Platform::new();
    let _traffic = platform.traffic_manager();
    let budget = requests(20);
    let cores: Vec<_> = (0..3).map(|_| Hand::new(&platform, patient(), &budget)).collect();
    // Bursts on one core, so that it holds more than it needs when the client moves on.
    for (n, core) in [0, 0, 0, 0, 0, 0, 1, 2, 2, 1, 0, 0, 0, 0, 0, 2, 2, 2, 1, 2].into_iter().enumerate() {
        cores[core].call().unwrap_or_else(|r| panic!("call {n} of 20: {r:?}"));
    }
    for core in &cores {
        let refusal = core.call().expect_err("the quota is used up");
        assert_eq!(
            (refusal.status(), refusal.code(), refusal.message()),
            (429, 900_803, "Message throttled out")
        );
        assert_eq!(refusal.next_access_time(), "2026-Nov-23 18:00:00+0000 UTC");
        assert_eq!(
            refusal.description(),
            "You have exceeded your quota .You can access API after 2026-Nov-23 18:00:00+0000 UTC"
        );
        assert_eq!(refusal.retry_after(), "Mon, 23 Nov 2026 18:00:00 GMT");
        assert_eq!(refusal.standing.rate_limit_policy(), "\"Gold\";q=20;w=3600");
        assert!(refusal.standing.rate_limit().starts_with("\"Gold\";r=0;t=3"));
    }
    platform.clock.leap(HOUR);
    cores[1].call().expect("the next window");
}

#[test]
fn refusals_are_cached_until_a_reset_is_told() {
    let platform = Platform::new();
    let traffic = platform.traffic_manager();
    let budget = requests(2);
    let core = Hand::new(&platform, patient(), &budget);
    core.call().expect("first");
    core.call().expect("second");
    core.call().expect_err("third");
    let reset = || {
        let key = key(&budget).as_str().to_owned();
        let subject = shard_subject(throttle::key::shard_of(&key, 64));
        let body = serde_json::to_vec(&Call::Reset { key }).expect("plain");
        let asked = platform.hub.request(&subject, Bytes::from(body), Duration::from_secs(20));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let answer = runtime.block_on(asked).expect("an answer");
        serde_json::from_slice::<WasReset>(&answer).expect("an answer").known
    };
    assert!(reset());
    // The notice may still be on its way.
    let admitted = (0..2_000).find(|_| {
        std::thread::sleep(Duration::from_millis(5));
        core.call().is_ok()
    });
    assert!(admitted.is_some());
    core.call().expect("second after the reset");
    core.call().expect_err("third after the reset");
    // Nobody is there to be asked, and nobody is.
    traffic.stop();
    assert_eq!(core.call().expect_err("cached").cause, Cause::Quota);
}

#[test]
fn bandwidth_overshoots_by_no_more_than_what_is_in_flight() {
    const AMOUNT: u64 = 100_000;
    const EACH: u64 = 1_000;
    const CLIENTS: u64 = 8;
    let platform = Platform::new();
    let _traffic = platform.traffic_manager();
    let budget = Arc::new(budget(Measure::Bytes, AMOUNT));
    let cores: Vec<_> = (0..3)
        .map(|_| {
            let budget = budget.clone();
            platform.core(patient(), move |limiter| async move {
                let clients: Vec<_> = (0..CLIENTS)
                    .map(|_| {
                        let (limiter, budget) = (limiter.clone(), budget.clone());
                        tokio::task::spawn_local(async move {
                            let mut bytes = 0;
                            for _ in 0..40 {
                                // Thought to be small, and ten times that.
                                let Ok(permit) = call(&limiter, &budget, EACH / 10).await else { continue };
                                tokio::time::sleep(Duration::from_millis(1)).await;
                                permit.settle(Usage::bytes(EACH));
                                bytes += EACH;
                            }
                            bytes
                        })
                    })
                    .collect();
                let mut bytes = 0;
                for client in clients {
                    bytes += client.await.expect("it does not panic");
                }
                bytes
            })
        })
        .collect();
    let bytes: u64 = cores.into_iter().map(|core| core.join().expect("it does not panic")).sum();
    assert!((AMOUNT..=AMOUNT + 3 * CLIENTS * EACH).contains(&bytes), "{bytes}");
}

#[test]
fn without_a_traffic_manager_the_policys_failure_mode_decides() {
    let platform = Platform::new();
    let hasty = Config { patience: Duration::from_millis(50), ..Config::default() };
    let local = requests(3);
    let core = Hand::new(&platform, hasty.clone(), &local);
    for _ in 0..3 {
        core.call().expect("its share, being the only one known");
    }
    assert_eq!(core.call().expect_err("used up").code(), 900_803);

    let closed = Arc::new(Budget { failure_mode: FailureMode::Closed, ..budget(Measure::Requests, 3) });
    let refusal = Hand::new(&platform, hasty.clone(), &closed).call().expect_err("closed");
    assert_eq!((refusal.status(), refusal.cause), (503, Cause::NoOwner));

    let open = Arc::new(Budget { failure_mode: FailureMode::Open, ..budget(Measure::Requests, 3) });
    let core = Hand::new(&platform, hasty, &open);
    for _ in 0..10 {
        core.call().expect("open");
    }
}
