use serde_json::json;
use store::deny::DenyRow;
use store::policy::PolicyRow;
use store::{Store, StoreError, deny, policy};

use crate::rows;

pub async fn policies(store: &Store) {
    let domain = "policies.example";
    let mut tx = rows::tenant(store, domain).await;
    let row = |id: &str, name: &str| PolicyRow {
        id: id.to_owned(),
        tenant: domain.to_owned(),
        level: "advanced".to_owned(),
        name: name.to_owned(),
        display_name: String::new(),
        description: String::new(),
        created_at: 1,
        updated_at: 1,
        body: json!({"requestCount": 20}),
    };
    let mut gold = row("p1", "Gold");
    policy::insert(&mut tx, &gold).await.expect("writes");
    gold.description = "better".into();
    assert!(policy::update(&mut tx, &gold).await.expect("writes"));
    assert_eq!(
        policy::by_name(&mut tx, domain, "advanced", "Gold").await.expect("reads"),
        Some(gold.clone())
    );
    assert_eq!(policy::by_id(&mut tx, domain, "advanced", "p1").await.expect("reads"), Some(gold.clone()));
    assert_eq!(policy::by_id(&mut tx, domain, "custom", "p1").await.expect("reads"), None);
    assert_eq!(policy::list(&mut tx, domain, "advanced").await.expect("reads"), [gold]);
    let mut api = rows::api(domain, "policy-api", "Pizza", "1.0");
    let odd = r#"5\ %_"quoted""#;
    api.configuration.api_throttling_policy = Some(odd.to_owned());
    store::api::insert(&mut tx, &api).await.expect("writes");
    for (name, uses) in [(odd, 1), ("Gold", 0), ("5%", 0), ("%", 0)] {
        let found = policy::configurations_naming(&mut tx, domain, name).await.expect("reads");
        assert_eq!(found.len(), uses, "{name}");
    }
    assert!(policy::delete(&mut tx, domain, "p1").await.expect("writes"));
    policy::insert(&mut tx, &row("p2", "Gold")).await.expect("writes");
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let again = policy::insert(&mut tx, &row("p3", "Gold")).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
}

pub async fn deny(store: &Store) {
    let domain = "deny.example";
    let mut tx = rows::tenant(store, domain).await;
    let mut row = DenyRow {
        id: "d1".to_owned(),
        tenant: domain.to_owned(),
        kind: "IP".to_owned(),
        value: "10.0.0.1".to_owned(),
        active: true,
        created_at: 1,
        updated_at: 1,
        body: json!({"ip": "10.0.0.1"}),
    };
    deny::insert(&mut tx, &row).await.expect("writes");
    assert!(deny::set_active(&mut tx, domain, "d1", false, 2).await.expect("writes"));
    row.active = false;
    row.updated_at = 2;
    assert_eq!(deny::by_id(&mut tx, domain, "d1").await.expect("reads"), Some(row.clone()));
    assert_eq!(deny::list(&mut tx, domain).await.expect("reads"), [row.clone()]);
    assert!(!deny::context_exists(&mut tx, domain, "/none").await.expect("reads"));
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    row.id = "d2".into();
    let again = deny::insert(&mut tx, &row).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    assert!(deny::delete(&mut tx, domain, "d1").await.expect("writes"));
}
