use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jose::VerificationKeys;
use jose::jwk::JwkSet;
use model::tenant::TenantDomain;
use model::user::UserName;
use model::{Ambient, Clock, Random, Timestamp};
use serde_json::json;
use store::client::ClientRow;
use store::{Store, StoreConfig};

use super::ACCESS_TOKEN;
use crate::seal::Sealer;
use crate::{Config, Control, Error};

const START: i64 = 1_700_000_000;

/// A clock that tests move.
struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(self.0.load(Ordering::Relaxed))
    }
    fn monotonic(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.0.load(Ordering::Relaxed)).unwrap_or(0))
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the system has random bytes");
    }
}

struct Fixture {
    control: Control,
    clock: Arc<TestClock>,
    _dir: tempfile::TempDir,
}

async fn fixture() -> Fixture {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(&StoreConfig::Sqlite(dir.path().join("t.db"))).await.expect("a database");
    let clock = Arc::new(TestClock(AtomicI64::new(START)));
    let ambient = Ambient::new(clock.clone(), Arc::new(SystemRandom));
    let sealer = Sealer::new(&[7; Sealer::KEY_LEN], ambient.random.clone()).expect("a sealer");
    let hub = Arc::new(hub::MemoryHub::new(clock.clone()));
    let control = Control::build(Config::default(), store, hub, ambient, sealer);
    control.bootstrap("admin", "secret-0").await.expect("bootstrapped");
    Fixture { control, clock, _dir: dir }
}

impl Fixture {
    fn forward(&self, secs: i64) {
        self.clock.0.fetch_add(secs, Ordering::Relaxed);
    }
    fn now(&self) -> i64 {
        self.clock.now().secs()
    }

    async fn client(&self) -> String {
        let row = ClientRow {
            client_id: "client-1".into(),
            tenant: "carbon.super".into(),
            name: "c".into(),
            owner: "admin@carbon.super".into(),
            active: true,
            secret_hash: String::new(),
            sealed_secret: String::new(),
            created_at: 0,
            updated_at: 0,
            body: json!({}),
        };
        let mut tx = self.control.begin().await.expect("tx");
        store::client::insert(&mut tx, &row).await.expect("inserted");
        tx.commit().await.expect("committed");
        row.client_id
    }

    async fn token(&self, sub: &str, lifetime: i64) -> String {
        let tenant = TenantDomain::super_tenant();
        let claims = json!({"iss": self.control.issuer(&tenant), "sub": sub, "azp": "client-1", "jti": "j-1",
            "scope": "apim:api_view", "iat": self.now(), "exp": self.now() + lifetime});
        self.control.sign(&tenant, ACCESS_TOKEN, &claims, self.now() + lifetime).await.expect("signed")
    }

    async fn published(&self) -> Vec<String> {
        let set = self.control.public_keys(&TenantDomain::super_tenant()).await.expect("keys");
        set["keys"].as_array().expect("keys").iter().map(|k| k["kid"].to_string()).collect()
    }
}

fn refused<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::Unauthenticated(_)))
}

#[tokio::test]
async fn a_token_authenticates_its_user_and_a_clients_token_its_owner() {
    let f = fixture().await;
    let client = f.client().await;
    for sub in ["admin@carbon.super", client.as_str()] {
        let token = f.token(sub, 60).await;
        let caller = f.control.authenticate_bearer(&token).await.expect("authenticated");
        assert_eq!(caller.name(), "admin");
        assert!(caller.is_admin() && caller.has_scope("apim:api_view"));
        assert_eq!(caller.client_id.as_deref(), Some("client-1"));
    }
    let token = f.token("admin@carbon.super", 60).await;
    f.forward(60);
    assert!(refused(f.control.authenticate_bearer(&token).await), "expired");
    for bad in ["", "x", "a.b.c", &token[1..], &"a".repeat(100_000)] {
        assert!(refused(f.control.authenticate_bearer(bad).await));
    }
    assert!(refused(f.control.authenticate_bearer(&f.token("nobody@carbon.super", 60).await).await));
    assert!(refused(f.control.authenticate_bearer(&f.token("admin@other.com", 60).await).await));
}

#[tokio::test]
async fn revoking_a_users_tokens_spares_later_ones() {
    let f = fixture().await;
    f.client().await;
    let token = f.token("admin@carbon.super", 3600).await;
    let mut tx = f.control.begin().await.expect("tx");
    let admin = UserName::new("admin", TenantDomain::super_tenant());
    f.control.revoke_user_tokens(&mut tx, &admin).await.expect("revoked");
    tx.commit().await.expect("committed");
    assert!(refused(f.control.authenticate_bearer(&token).await));
    f.forward(1);
    let token = f.token("admin@carbon.super", 3600).await;
    assert!(f.control.authenticate_bearer(&token).await.is_ok());
}

#[tokio::test]
async fn keys_are_published_before_they_sign_and_until_their_last_token_expires() {
    let f = fixture().await;
    f.client().await;
    let tenant = TenantDomain::super_tenant();
    let long = f.token("admin@carbon.super", 10 * 86_400).await;
    let before = f.published().await;
    assert_eq!(before.len(), 2);
    // What a gateway knew before the rotation verifies what is signed after it.
    let set = f.control.public_keys(&tenant).await.expect("keys").to_string();
    let set = JwkSet::parse(set.as_bytes()).expect("a set");
    let (stale, _) = VerificationKeys::from_jwk_set(&set).expect("usable");

    f.control.rotate_signing_key(&tenant).await.expect("rotated");
    let token = f.token("admin@carbon.super", 60).await;
    let now = u64::try_from(f.now()).expect("positive");
    assert!(jose::verify_compact(token.as_bytes(), &stale, now, 0).is_ok());
    assert_eq!(f.published().await.len(), 3);
    for token in [&token, &long] {
        assert!(f.control.authenticate_bearer(token).await.is_ok());
    }
    // The same from a fresh process.
    f.control.keys().forget(&tenant);
    assert!(f.control.authenticate_bearer(&long).await.is_ok());

    f.forward(10 * 86_400 - 1);
    f.control.purge_expired().await.expect("purged");
    assert!(f.control.authenticate_bearer(&long).await.is_ok(), "the retired key is kept to the end");
    f.forward(2 * 86_400);
    f.control.purge_expired().await.expect("purged");
    assert_eq!(f.published().await.len(), 2);
}

#[tokio::test]
async fn the_catalog_tells_gateways_what_the_jwks_says() {
    let f = fixture().await;
    f.control.rotate_signing_key(&TenantDomain::super_tenant()).await.expect("rotated");
    let mut tx = f.control.read().await.expect("tx");
    let documents = store::catalog::page(&mut tx, 0, 100).await.expect("documents");
    let document = documents.iter().find(|d| d.key.id == "resident").expect("a key manager");
    let body = document.body.as_ref().expect("a body");
    assert_eq!(body["issuer"], "https://localhost:9443/oauth2/token");
    assert_eq!(body["name"], "Resident Key Manager");
    assert_eq!(body["jwks"], f.control.public_keys(&TenantDomain::super_tenant()).await.expect("keys"));
    assert!(!body.to_string().contains("\"d\""), "no private half");
}

#[tokio::test]
async fn an_old_key_is_rotated_once_whoever_asks() {
    let f = fixture().await;
    let day = 86_400;
    f.forward(29 * day);
    assert_eq!(f.control.rotate_due_keys(30 * day).await.expect("looked"), 0);
    f.forward(day);
    let (one, other) = tokio::join!(f.control.rotate_due_keys(30 * day), f.control.rotate_due_keys(30 * day));
    assert_eq!(one.expect("rotated") + other.expect("rotated"), 1);
    assert_eq!(f.published().await.len(), 3, "one more, and the old one still verifies");
    assert_eq!(f.control.rotate_due_keys(30 * day).await.expect("looked"), 0);
}

#[tokio::test]
async fn a_removed_key_verifies_nothing_and_another_signs() {
    let f = fixture().await;
    f.client().await;
    let admin =
        f.control.authenticate_bearer(&f.token("admin@carbon.super", 60).await).await.expect("a caller");
    let old = f.token("admin@carbon.super", 3600).await;
    let keys = f.control.signing_keys(&admin).await.expect("keys");
    let active = keys.iter().find(|k| k.state == "active").expect("an active key");
    f.control.remove_signing_key(&admin, &active.kid).await.expect("removed");
    assert!(refused(f.control.authenticate_bearer(&old).await));
    let token = f.token("admin@carbon.super", 3600).await;
    assert!(f.control.authenticate_bearer(&token).await.is_ok());
    let after = f.control.signing_keys(&admin).await.expect("keys");
    let mut states: Vec<&str> = after.iter().map(|k| k.state.as_str()).collect();
    states.sort_unstable();
    assert_eq!(states, ["active", "next"]);
    assert!(after.iter().all(|k| k.kid != active.kid));
    assert!(matches!(f.control.remove_signing_key(&admin, "no-such").await, Err(Error::NotFound { .. })));
    let nobody = crate::Caller { roles: vec!["Internal/everyone".into()], ..admin };
    assert!(matches!(f.control.rotate_signing_keys(&nobody).await, Err(Error::Forbidden(_))));
}
