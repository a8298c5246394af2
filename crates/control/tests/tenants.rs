//! What a new platform and a new tenant start with, on a real database.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use control::{Config, Control, policy};
use model::catalog::Kind;
use model::policy::{PolicyLevel, ThrottlePolicy};
use model::tenant::TenantDomain;
use model::{Ambient, Clock, Random, Timestamp};
use store::{Store, StoreConfig};

struct Still;
impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_764_000_000)
    }
    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

struct Sequence(AtomicU64);
impl Random for Sequence {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
    }
}

async fn platform() -> (Control, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&StoreConfig::Sqlite(folder.path().join("t.db"))).await.expect("a store");
    let ambient = Ambient::new(Arc::new(Still), Arc::new(Sequence(AtomicU64::new(1))));
    let hub = Arc::new(hub::MemoryHub::new(ambient.clock.clone()));
    let sealer = control::seal::Sealer::new(&[7; 32], ambient.random.clone()).expect("a sealer");
    let control = Control::build(Config::default(), store, hub, ambient, sealer);
    control.bootstrap("admin", "admin").await.expect("bootstrap");
    (control, folder)
}

#[tokio::test]
async fn the_super_tenant_has_every_built_in_policy_in_database_and_catalog() {
    let (control, _folder) = platform().await;
    let tenant = TenantDomain::super_tenant();
    let mut tx = control.read().await.expect("a transaction");
    let gold = policy::get(&mut tx, &tenant, PolicyLevel::Subscription, "Gold").await.expect("reads");
    let gold = gold.expect("Gold exists");
    assert_eq!(gold.description, "Allows 5000 requests per minute");
    assert!(gold.permits(&["Internal/everyone".to_owned()]));
    let mut stored = BTreeSet::new();
    for level in [PolicyLevel::Application, PolicyLevel::Subscription, PolicyLevel::Advanced] {
        for p in policy::list(&mut tx, &tenant, level).await.expect("reads") {
            stored.insert(format!("{}.{}", level.as_str(), p.name));
        }
    }
    let documents = store::catalog::page(&mut tx, 0, 1_000).await.expect("reads");
    let announced: BTreeSet<String> =
        documents.iter().filter(|d| d.key.kind == Kind::Policy).map(|d| d.key.id.clone()).collect();
    assert_eq!(announced, stored);
    let ten = documents.iter().find(|d| d.key.id == "application.10PerMin").expect("announced");
    let ten: ThrottlePolicy = serde_json::from_value(ten.body.clone().expect("a body")).expect("a policy");
    assert_eq!(ten.limit.map(|l| (l.amount, l.every)), Some((10, 1)));
}
