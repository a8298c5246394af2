use serde_json::json;
use store::environment::{self, EnvironmentRow};
use store::{Store, StoreError};

use crate::rows;

pub async fn environments(store: &Store) {
    let (domain, other) = ("environments.example", "environments-too.example");
    let mut tx = rows::tenant(store, domain).await;
    let row = |id: &str, tenant: &str, name: &str| EnvironmentRow {
        id: id.to_owned(),
        tenant: tenant.to_owned(),
        name: name.to_owned(),
        created_at: 1,
        updated_at: 1,
        body: json!({"vhosts": [{"host": "us.example"}]}),
    };
    let mut us = row("e1", domain, "us-region");
    environment::insert(&mut tx, &us).await.expect("writes");
    environment::insert(&mut tx, &row("e2", domain, "eu-region")).await.expect("writes");
    us.body = json!({"vhosts": []});
    us.updated_at = 2;
    assert!(environment::update(&mut tx, &us).await.expect("writes"));
    assert!(!environment::update(&mut tx, &row("e1", other, "us-region")).await.expect("writes"));
    assert_eq!(environment::by_id(&mut tx, domain, "e1").await.expect("reads"), Some(us.clone()));
    assert_eq!(environment::by_name(&mut tx, domain, "us-region").await.expect("reads"), Some(us));
    assert_eq!(environment::by_id(&mut tx, other, "e1").await.expect("reads"), None);
    assert_eq!(environment::by_name(&mut tx, other, "us-region").await.expect("reads"), None);
    let names: Vec<_> =
        environment::list(&mut tx, domain).await.expect("reads").into_iter().map(|e| e.name).collect();
    assert_eq!(names, ["eu-region", "us-region"]);
    assert!(!environment::delete(&mut tx, other, "e1").await.expect("writes"));
    tx.commit().await.expect("commits");

    // A name is one tenant's; another may have the same.
    let mut tx = rows::tenant(store, other).await;
    environment::insert(&mut tx, &row("e3", other, "us-region")).await.expect("writes");
    tx.commit().await.expect("commits");
    let mut tx = store.begin().await.expect("a transaction");
    let again = environment::insert(&mut tx, &row("e4", domain, "us-region")).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    assert!(environment::delete(&mut tx, domain, "e1").await.expect("writes"));
    assert_eq!(environment::list(&mut tx, domain).await.expect("reads").len(), 1);
}
