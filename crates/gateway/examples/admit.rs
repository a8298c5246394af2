//! What a quota check costs: nanoseconds per admission with three counters in hand.
//!
//! `cargo run --release -p turnpike-gateway --example admit`

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gateway::limit::{Admit, Budget, Charge, Config, CounterKey, Level, Limiter, Scope, Usage};
use hub::{MemoryHub, SharedHub};
use model::ambient::{Ambient, Clock, Random, Timestamp};
use model::policy::{Measure, TimeUnit};
use throttle::Time;
use throttle::ledger::{self, Ledger, Start};
use throttle::message::{Call, shard_subject};

/// Timed together; the median of many batches is told, for a machine that does other things too.
const BATCH: u32 = 500;
const BATCHES: usize = 10_001;

struct Machine(Instant);

impl Clock for Machine {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_795_453_205).plus(self.monotonic())
    }
    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Random for Machine {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn main() {
    let machine = Arc::new(Machine(Instant::now()));
    let ambient = Ambient::new(machine.clone(), machine.clone());
    let hub: SharedHub = Arc::new(MemoryHub::new(machine));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(tokio::task::LocalSet::new().run_until(async move {
        serve(&hub, &ambient).await;
        let limiter = Limiter::build(&Config::default(), 0, hub, &ambient);
        tokio::task::spawn_local(limiter.clone().run(std::future::pending()));

        let operation = budget("50KPerMin", Measure::Requests);
        let gold = budget("Gold", Measure::Requests);
        let app = budget("Large", Measure::Requests);
        let traffic = budget("Traffic", Measure::Bytes);
        let key = |b: &Arc<Budget>, s| CounterKey::new("carbon.super", b, s);
        let keys = [
            key(
                &operation,
                Scope::Operation { context: "/pizza", version: "1", operation: "GET /", group: None },
            ),
            key(&gold, Scope::Subscription { application: "app", api: "api" }),
            key(&app, Scope::Application { application: "app", user: "alice@carbon.super" }),
            key(&traffic, Scope::Application { application: "app", user: "alice@carbon.super" }),
        ];
        let charge = |level, budget, key| Charge { level, budget, key };
        let three = [
            charge(Level::Operation, &operation, &keys[0]),
            charge(Level::Subscription, &gold, &keys[1]),
            charge(Level::Application, &app, &keys[2]),
        ];
        let with_bytes = [three[0], three[1], charge(Level::Application, &traffic, &keys[3])];
        for (name, charges) in [
            ("1 counter", &three[..1]),
            ("3 counters", &three[..]),
            ("3 counters, one of them settled bytes", &with_bytes[..]),
        ] {
            let mut batches = Vec::new();
            while batches.len() < BATCHES {
                batches.extend(batch(&limiter, charges).await);
            }
            batches.sort_unstable();
            println!("{:6.1} ns per admission, {name}", per_call(batches[BATCHES / 2]));
        }
        let start = Instant::now();
        for _ in 0..BATCH {
            black_box(ambient.clock.monotonic());
        }
        println!("{:6.1} ns of it per reading of the clock", per_call(start.elapsed()));
    }));
}

fn budget(name: &str, measure: Measure) -> Arc<Budget> {
    let budget = Budget::requests(name, 1 << 60, 1, TimeUnit::Hour);
    let limit = model::policy::Limit { measure, ..budget.limit };
    Arc::new(Budget { limit, ..(*budget).clone() })
}

/// The time of a batch; none when tokens ran out, which only happens while the limiter learns the demand.
#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn batch(limiter: &Limiter, charges: &[Charge<'_>]) -> Option<Duration> {
    let start = Instant::now();
    let mut short = None;
    for _ in 0..BATCH {
        match limiter.admit(black_box(charges), Usage::bytes(200)) {
            Admit::Granted(permit) => permit.settle(Usage::bytes(210)),
            Admit::Refused(refusal) => panic!("{refusal:?}"),
            Admit::Wait(waiting) => {
                short = Some(waiting);
                break;
            }
        }
    }
    let elapsed = start.elapsed();
    let result = short.is_none().then_some(elapsed);
    if let Some(waiting) = short {
        drop(waiting.await);
    }
    // The background task fills up.
    for _ in 0..8 {
        tokio::task::yield_now().await;
    }
    result
}

fn per_call(elapsed: Duration) -> f64 {
    elapsed.as_nanos() as f64 / f64::from(BATCH)
}

/// The least that answers like a traffic manager.
async fn serve(hub: &SharedHub, ambient: &Ambient) {
    for shard in 0..64 {
        let mut requests = hub.serve(&shard_subject(shard)).await.expect("the hub is there");
        let clock = ambient.clock.clone();
        let now = Time::from(clock.now());
        let mut ledger = Ledger::new(ledger::Config::default(), shard, 1, now, Start::Fresh);
        tokio::task::spawn_local(async move {
            while let Some(request) = requests.recv().await {
                if let Ok(Call::Lease(lease)) = serde_json::from_slice(&request.body) {
                    let reply = ledger.serve(Time::from(clock.now()), &lease);
                    request.answer(serde_json::to_vec(&reply).expect("plain").into());
                }
            }
        });
    }
}
