use store::certificate::client::{self, ClientCertificateRow};
use store::certificate::endpoint::{self, EndpointCertificateRow};
use store::{Store, StoreError, api};

use crate::rows;

pub async fn of_endpoints(store: &Store) {
    let domain = "endpoint-certificates.example";
    let mut tx = rows::tenant(store, domain).await;
    let row = |alias: &str, at: &str| EndpointCertificateRow {
        tenant: domain.to_owned(),
        alias: alias.to_owned(),
        endpoint: at.to_owned(),
        pem: "PEM".to_owned(),
        created_at: 1,
        updated_at: 1,
    };
    let mut first = row("First", "https://a_b.example");
    endpoint::insert(&mut tx, &first).await.expect("writes");
    endpoint::insert(&mut tx, &row("Second", "https://axb.example")).await.expect("writes");
    first.pem = "another".into();
    first.updated_at = 2;
    assert!(endpoint::update(&mut tx, &first).await.expect("writes"));
    assert_eq!(endpoint::get(&mut tx, domain, "First").await.expect("reads"), Some(first));
    assert_eq!(endpoint::get(&mut tx, "carbon.super", "First").await.expect("reads"), None);
    for (alias, at, expected) in
        [("", "", "First Second"), ("SEC", "", "Second"), ("", "a_b", "First"), ("first", "axb", "")]
    {
        let (page, total) = endpoint::page(&mut tx, domain, alias, at, 0, 10).await.expect("reads");
        let found: Vec<_> = page.iter().map(|r| r.alias.as_str()).collect();
        assert_eq!((found.join(" "), total), (expected.to_owned(), page.len() as i64), "{alias} {at}");
    }
    let mut named = rows::api(domain, "certified-api", "Pizza", "1.0");
    let url = "https://a_b.example/\"pizza\"";
    named.configuration.endpoint_config = Some(serde_json::json!({"production_endpoints": {"url": url}}));
    api::insert(&mut tx, &named).await.expect("writes");
    api::insert(&mut tx, &rows::api(domain, "other-api", "Pasta", "1.0")).await.expect("writes");
    let found = endpoint::naming(&mut tx, domain, url).await.expect("reads");
    assert_eq!(found.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["certified-api"]);
    assert!(endpoint::delete(&mut tx, domain, "Second").await.expect("writes"));
    assert!(!endpoint::delete(&mut tx, domain, "Second").await.expect("writes"));
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let again = endpoint::insert(&mut tx, &row("First", "https://c.example")).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
}

pub async fn of_clients(store: &Store) {
    let domain = "client-certificates.example";
    let mut tx = rows::tenant(store, domain).await;
    api::insert(&mut tx, &rows::api(domain, "mutual-api", "Pizza", "1.0")).await.expect("writes");
    let row = |key_type: &str, alias: &str| ClientCertificateRow {
        api_id: "mutual-api".to_owned(),
        key_type: key_type.to_owned(),
        alias: alias.to_owned(),
        tenant: domain.to_owned(),
        tier: "Gold".to_owned(),
        pem: "PEM".to_owned(),
        created_at: 1,
        updated_at: 1,
    };
    for (key_type, alias) in [("PRODUCTION", "one"), ("PRODUCTION", "two"), ("SANDBOX", "one")] {
        client::insert(&mut tx, &row(key_type, alias)).await.expect("writes");
    }
    let mut changed = row("SANDBOX", "one");
    changed.tier = "Bronze".into();
    assert!(client::update(&mut tx, &changed).await.expect("writes"));
    let get = async |tx: &mut store::Tx, tenant: &str, key_type: &str| {
        client::get(tx, tenant, "mutual-api", key_type, "one").await.expect("reads")
    };
    assert_eq!(get(&mut tx, domain, "SANDBOX").await, Some(changed));
    assert_eq!(get(&mut tx, domain, "PRODUCTION").await, Some(row("PRODUCTION", "one")));
    assert_eq!(get(&mut tx, "carbon.super", "SANDBOX").await, None);
    let (page, total) =
        client::page(&mut tx, domain, "mutual-api", "PRODUCTION", "", 1, 5).await.expect("reads");
    assert_eq!((page[0].alias.as_str(), page.len(), total), ("two", 1, 2));
    let (page, _) =
        client::page(&mut tx, domain, "mutual-api", "PRODUCTION", "ON", 0, 5).await.expect("reads");
    assert_eq!(page.len(), 1);
    assert!(client::delete(&mut tx, domain, "mutual-api", "SANDBOX", "one").await.expect("writes"));
    assert!(!client::delete(&mut tx, domain, "mutual-api", "SANDBOX", "one").await.expect("writes"));
    assert!(api::delete(&mut tx, domain, "mutual-api").await.expect("writes"));
    assert_eq!(get(&mut tx, domain, "PRODUCTION").await, None);
}
