use std::time::Duration;

use model::Timestamp;
use model::catalog::{Document, Key, Kind};
use serde_json::{Value, json};
use store::catalog::{outbox, page, put};
use store::{Store, Tx};

pub fn key(tenant: &str, id: &str) -> Key {
    Key { kind: Kind::Application, tenant: tenant.to_owned(), id: id.to_owned() }
}

pub async fn all(store: &Store) -> Vec<Document> {
    let mut tx = store.read().await.expect("a transaction");
    page(&mut tx, 0, i64::MAX).await.expect("reads")
}

pub async fn body(store: &Store, tenant: &str, id: &str) -> Option<Value> {
    all(store).await.into_iter().find(|d| d.key.tenant == tenant && d.key.id == id)?.body
}

/// Publishes to nowhere until nothing waits; the versions in the order in which they went.
pub async fn relay_all(store: &Store) -> Vec<u64> {
    let mut versions = Vec::new();
    while let Some(batch) = outbox::next(store, 3).await.expect("reads") {
        versions.extend(batch.documents().iter().map(|d| d.version));
        batch.published().await.expect("writes");
    }
    versions
}

async fn write(tx: &mut Tx, tenant: &str, id: &str, body: Option<&Value>) -> u64 {
    put(tx, &key(tenant, id), &["Default".to_owned()], body, Timestamp(1)).await.expect("writes")
}

pub async fn documents(store: &Store) {
    let tenant = "documents.example";
    let mut tx = store.begin().await.expect("a transaction");
    let (old, new) = (json!({"v": 1}), json!({"v": 2}));
    let first = write(&mut tx, tenant, "a", Some(&old)).await;
    let second = write(&mut tx, tenant, "a", Some(&new)).await;
    let third = write(&mut tx, tenant, "b", None).await;
    assert!(first < second && second < third);
    drop(tx);
    assert!(all(store).await.iter().all(|d| d.key.tenant != tenant), "not committed, not there");

    let mut tx = store.begin().await.expect("a transaction");
    write(&mut tx, tenant, "a", Some(&old)).await;
    let version = write(&mut tx, tenant, "a", Some(&new)).await;
    tx.commit().await.expect("commits");
    let told = tokio::time::timeout(Duration::from_secs(10), store.catalog_changed()).await;
    assert!(told.is_ok(), "whoever relays is told of a commit");
    let found: Vec<_> = all(store).await.into_iter().filter(|d| d.key.tenant == tenant).collect();
    let environments = vec!["Default".to_owned()];
    assert_eq!(found, [Document { key: key(tenant, "a"), environments, version, body: Some(new) }]);
}

pub async fn pages(store: &Store) {
    let tenant = "pages.example";
    let mut tx = store.begin().await.expect("a transaction");
    for n in 0..7 {
        write(&mut tx, tenant, &n.to_string(), Some(&json!(n))).await;
    }
    tx.commit().await.expect("commits");
    let whole = all(store).await;
    for limit in [1, 2, 3, 100] {
        let (mut after, mut found) = (0, Vec::new());
        loop {
            let mut tx = store.read().await.expect("a transaction");
            let some = page(&mut tx, after, limit).await.expect("reads");
            let Some(last) = some.last() else { break };
            assert!(some.len() <= limit as usize, "no two share a version");
            after = last.version;
            found.extend(some);
        }
        assert_eq!(found, whole);
    }
}

/// A batch given up is there again for the next relay, once the database has noticed.
async fn relay_when_free(store: &Store) -> Vec<u64> {
    let end = tokio::time::Instant::now() + Duration::from_secs(10);
    let mut seen = Vec::new();
    while seen.is_empty() && tokio::time::Instant::now() < end {
        seen = relay_all(store).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    seen
}

pub async fn outbox(store: &Store) {
    let tenant = "outbox.example";
    relay_all(store).await;
    let mut tx = store.begin().await.expect("a transaction");
    for id in ["a", "b", "a", "c"] {
        write(&mut tx, tenant, id, Some(&json!(id))).await;
    }
    tx.commit().await.expect("commits");

    let batch = outbox::next(store, 2).await.expect("reads").expect("something waits");
    assert_eq!(batch.documents().len(), 2);
    drop(batch);
    let seen = relay_when_free(store).await;
    assert_eq!(seen.len(), 4, "nothing is forgotten that was not published");
    assert!(outbox::next(store, 2).await.expect("reads").is_none());
    let versions: Vec<_> =
        all(store).await.into_iter().filter(|d| d.key.tenant == tenant).map(|d| d.version).collect();
    assert!(versions.iter().all(|v| seen.contains(v)), "the last of each was published");

    // A relay that may publish only some kinds leaves the others to one that may.
    let revoked = Key { kind: Kind::RevokedToken, tenant: tenant.to_owned(), id: "jti".to_owned() };
    let mut tx = store.begin().await.expect("a transaction");
    write(&mut tx, tenant, "d", Some(&json!("d"))).await;
    put(&mut tx, &revoked, &[], Some(&json!({})), Timestamp(1)).await.expect("writes");
    tx.commit().await.expect("commits");
    let kinds = [Kind::RevokedToken, Kind::RevokedSubject];
    let batch = outbox::next_of(store, &kinds, 9).await.expect("reads").expect("one waits");
    assert_eq!(batch.documents().iter().map(|d| &d.key).collect::<Vec<_>>(), [&revoked]);
    assert_eq!(batch.published().await.expect("forgets"), 1);
    assert!(outbox::next_of(store, &kinds, 9).await.expect("reads").is_none());
    assert_eq!(relay_when_free(store).await.len(), 1, "the other still waits");
}
