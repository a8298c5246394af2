//! Many writers, several relays, one database on PostgreSQL: the hub ends with what the database holds, whoever dies.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use control::{Config, Control};
use hub::{CatalogEvent, Hub, Interest, MemoryHub};
use model::catalog::{Document, Key, Kind};
use model::{Ambient, Clock, Random, Timestamp};
use serde_json::json;
use store::{Store, StoreConfig, StoreError};
use testkit::Postgres;
use tokio::task::JoinSet;
use tokio::time::Instant;

const WRITERS: u64 = 4;
const CHANGES: u64 = 150;
const DOCUMENTS: u64 = 40;
const SETTLED_WITHIN: Duration = Duration::from_mins(1);

struct Real(Instant);
impl Clock for Real {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_764_000_000)
    }
    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

/// A sequence that looks random and is the same in each run (`splitmix64`).
struct Dice(AtomicU64);
impl Dice {
    fn throw(&self, below: u64) -> u64 {
        let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }
}
impl Random for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill_with(|| self.throw(256) as u8);
    }
}

fn control_plane(store: Store, hub: Arc<MemoryHub>, ambient: &Ambient) -> Control {
    let sealer = control::seal::Sealer::new(&[7; 32], ambient.random.clone()).expect("a sealer");
    Control::build(Config::default(), store, hub, ambient.clone(), sealer)
}

/// One change of a few documents, in an order of their own; half of them without waiting for a turn.
async fn change(store: &Store, dice: &Dice) -> Result<(), StoreError> {
    let mut tx = if dice.throw(2) == 0 { store.begin().await? } else { store.begin_concurrent().await? };
    for _ in 0..=dice.throw(3) {
        let id = dice.throw(DOCUMENTS).to_string();
        let key = Key { kind: Kind::Application, tenant: "t".to_owned(), id };
        let body = (dice.throw(5) > 0).then(|| json!({"value": dice.throw(u64::MAX)}));
        store::catalog::put(&mut tx, &key, &[], body.as_ref(), Timestamp(1)).await?;
    }
    if dice.throw(8) == 0 {
        return Ok(());
    }
    tx.commit().await
}

async fn in_database(store: &Store) -> Vec<Document> {
    let mut tx = store.read().await.expect("a transaction");
    let mut all = store::catalog::page(&mut tx, 0, 10_000).await.expect("documents");
    all.retain(|d| d.body.is_some());
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

async fn on_hub(hub: &MemoryHub) -> Vec<Document> {
    let mut events = hub.watch(Interest::default()).await.expect("watches");
    let mut all = Vec::new();
    while let Some(CatalogEvent::Document(document)) = events.recv().await {
        all.push(document);
    }
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hub_ends_with_the_databases_documents_whoever_dies() {
    let server = Postgres::start_with("deadlock_timeout = 20ms").await.expect("a server");
    let url = server.database().expect("a database");
    let mut stores = Vec::new();
    for _ in 0..2 {
        stores.push(Store::open(&StoreConfig::Postgres(url.as_str().into())).await.expect("a store"));
    }
    let dice = Arc::new(Dice(AtomicU64::new(42)));
    let ambient = Ambient::new(Arc::new(Real(Instant::now())), dice.clone());
    let hub = Arc::new(MemoryHub::new(ambient.clock.clone()));
    let planes: Vec<_> = stores.iter().map(|s| control_plane(s.clone(), hub.clone(), &ambient)).collect();
    let over = Arc::new(AtomicBool::new(false));

    let mut writers = JoinSet::new();
    for n in 0..WRITERS {
        let (store, dice) = (stores[(n % 2) as usize].clone(), dice.clone());
        writers.spawn(async move {
            let mut done = 0;
            while done < CHANGES {
                match change(&store, &dice).await {
                    Ok(()) => done += 1,
                    // Deadlocks, and sessions that the test has ended: the same again.
                    Err(error) => {
                        let again = error.is_retryable() || matches!(error, StoreError::Aborted);
                        assert!(again, "{error:?}");
                        tokio::task::yield_now().await;
                    }
                }
            }
        });
    }
    let mut relays = JoinSet::new();
    for plane in planes.clone() {
        let (dice, over) = (dice.clone(), over.clone());
        relays.spawn(async move {
            while !over.load(Ordering::SeqCst) {
                let plane = plane.clone();
                let life = Duration::from_millis(dice.throw(60));
                let relay = tokio::spawn(async move { plane.relay(std::future::pending()).await });
                tokio::time::sleep(life).await;
                relay.abort();
            }
        });
    }
    let end = "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 2) victims";
    while !writers.is_empty() {
        tokio::select! {
            done = writers.join_next() => if let Some(done) = done { done.expect("no panic") },
            () = tokio::time::sleep(Duration::from_millis(150)) => drop(server.sql("test_0", end).expect("sql")),
        }
    }
    over.store(true, Ordering::SeqCst);
    while let Some(done) = relays.join_next().await {
        done.expect("no panic");
    }

    // Two relays that live on bring the rest.
    let rest: Vec<_> = planes
        .into_iter()
        .map(|plane| tokio::spawn(async move { plane.relay(std::future::pending()).await }))
        .collect();
    let expected = in_database(&stores[0]).await;
    assert!(expected.len() as u64 > DOCUMENTS / 2, "{} documents", expected.len());
    let begun = Instant::now();
    let (mut waiting, mut found) = (String::new(), Vec::new());
    while begun.elapsed() < SETTLED_WITHIN {
        waiting = server.sql("test_0", "SELECT count(*) FROM outbox").expect("sql");
        found = on_hub(&hub).await;
        if waiting == "0" && found == expected {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(waiting, "0", "everything was published");
    assert_eq!(found, expected);
    for relay in rest {
        relay.abort();
    }
}
