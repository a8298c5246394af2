//! A gateway with everything around it: `Bench::start().await` and go.

pub mod ambient;
pub mod back_end;
pub mod client;
pub mod documents;
pub mod tokens;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gateway::{Config, Running};
use hub::{MemoryHub, SharedHub};
use model::catalog::{Document, Key, Kind};
use serde::Serialize;
use serde_json::json;

pub use ambient::TestClock;
pub use back_end::BackEnd;
pub use client::{Answer, Client};
pub use documents::ApiBuilder;
pub use tokens::TokenFactory;

pub const TENANT: &str = "carbon.super";
pub const KEY: &str = "consumer-key";

/// A hub in this process with nothing on it.
pub fn empty_hub(clock: &Arc<TestClock>) -> SharedHub {
    Arc::new(MemoryHub::new(clock.clone()))
}

/// A running gateway and the hub it learns from.
pub struct Bench {
    pub gateway: Running,
    pub hub: SharedHub,
    pub clock: Arc<TestClock>,
    pub tokens: TokenFactory,
    versions: AtomicU64,
}

impl Bench {
    /// One worker, one tenant, the resident key manager, an application with a production and a sandbox key.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Arc::new(TestClock::default());
        let hub = empty_hub(&clock);
        let bench = Self::on(hub, clock, TokenFactory::new(), change);
        bench.furnish().await;
        bench
    }

    /// A gateway on a hub as it is.
    pub fn on(
        hub: SharedHub,
        clock: Arc<TestClock>,
        tokens: TokenFactory,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let any = vec!["127.0.0.1:0".parse().unwrap()];
        let mut config = Config { http: any, https: Vec::new(), workers: 1, ..Config::default() };
        // No traffic manager is there: waiting for one is of no use.
        config.quota.patience_ms = 200;
        change(&mut config);
        let ambient = ambient::ambient(clock.clone());
        let unseal = Arc::new(|sealed: &str| sealed.strip_prefix("sealed:").map(str::to_owned));
        let gateway = gateway::build(config, hub.clone(), ambient, None).unwrap().unseal_with(unseal);
        Self { gateway: gateway.start().unwrap(), hub, clock, tokens, versions: AtomicU64::new(1) }
    }

    /// What every test needs in the catalog.
    pub async fn furnish(&self) {
        self.put(Kind::KeyManager, "km", &self.tokens.key_manager()).await;
        let application =
            json!({"application_id": "app", "name": "App", "owner": "bob", "policy": "Unlimited"});
        self.put(Kind::Application, "app", &application).await;
        for (id, key, key_type) in [("m1", KEY, "PRODUCTION"), ("m2", "sandbox-key", "SANDBOX")] {
            let mapping = json!({
                "application_id": "app", "consumer_key": key, "key_type": key_type, "key_manager": "Resident Key Manager",
            });
            self.put(Kind::KeyMapping, id, &mapping).await;
        }
        self.put(Kind::Tenant, TENANT, &json!({"domain": TENANT, "active": true})).await;
    }

    /// The same, with versions from `version` on.
    pub async fn furnish_from(&self, version: u64) {
        self.versions.store(version, Ordering::Relaxed);
        self.furnish().await;
    }

    /// Deploys an API and subscribes the application to it.
    pub async fn deploy(&self, api: ApiBuilder) {
        let id = api.id();
        let subscription = json!({
            "subscription_id": format!("s-{id}"), "api_id": id, "application_id": "app", "policy": "Unlimited",
            "state": "UNBLOCKED",
        });
        self.put(Kind::Subscription, &format!("s-{id}"), &subscription).await;
        self.put(Kind::Api, &format!("{id}.Default"), &api.document()).await;
    }

    /// Puts a document and waits until it is served.
    pub async fn put(&self, kind: Kind, id: &str, body: &impl Serialize) {
        self.change(TENANT, kind, id, Some(serde_json::to_value(body).unwrap())).await;
    }

    pub async fn remove(&self, kind: Kind, id: &str) {
        self.change(TENANT, kind, id, None).await;
    }

    pub async fn change(&self, tenant: &str, kind: Kind, id: &str, body: Option<serde_json::Value>) {
        let version = self.versions.fetch_add(1, Ordering::Relaxed);
        let key = Key { kind, tenant: tenant.to_owned(), id: id.to_owned() };
        self.hub.put(vec![Document { key, environments: Vec::new(), version, body }]).await.unwrap();
        if self.gateway.ready() {
            self.wait(|g| g.health().catalog_version >= version).await;
        } else if kind == Kind::Tenant {
            self.wait(Running::ready).await;
        }
    }

    pub async fn wait(&self, until: impl Fn(&Running) -> bool) {
        wait_for(|| until(&self.gateway)).await;
    }

    pub fn client(&self) -> Client {
        Client::new(self.gateway.http()[0])
    }

    /// `GET` with a good token.
    pub async fn get(&self, path: &str) -> Answer {
        self.client().get(path).bearer(&self.tokens.good()).send().await
    }
}

/// Waits until something holds, ten seconds at most.
pub async fn wait_for(until: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if until() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("waited in vain");
}
