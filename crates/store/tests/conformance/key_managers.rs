use serde_json::json;
use store::key_manager::{self, KeyManagerRow};
use store::{Store, StoreError};

use crate::rows;

pub async fn key_managers(store: &Store) {
    let (domain, other) = ("issuers.example", "issuers-too.example");
    let mut tx = rows::tenant(store, domain).await;
    let mut row = KeyManagerRow {
        id: "km1".to_owned(),
        tenant: domain.to_owned(),
        name: "Keycloak".to_owned(),
        created_at: 1,
        updated_at: 1,
        body: json!({"issuer": "https://id.example"}),
        sealed: "s".to_owned(),
        jwks: None,
    };
    key_manager::insert(&mut tx, &row).await.expect("writes");
    row.jwks = Some("{}".to_owned());
    row.updated_at = 2;
    assert!(key_manager::update(&mut tx, &row).await.expect("writes"));
    let theirs = KeyManagerRow { tenant: other.to_owned(), ..row.clone() };
    assert!(!key_manager::update(&mut tx, &theirs).await.expect("writes"));
    assert_eq!(key_manager::by_id(&mut tx, domain, "km1").await.expect("reads"), Some(row.clone()));
    assert_eq!(key_manager::by_name(&mut tx, domain, "Keycloak").await.expect("reads"), Some(row.clone()));
    assert_eq!(key_manager::by_id(&mut tx, other, "km1").await.expect("reads"), None);
    assert_eq!(key_manager::list(&mut tx, other).await.expect("reads"), []);
    let everywhere = key_manager::everywhere(&mut tx).await.expect("reads");
    assert!(everywhere.contains(&(domain.to_owned(), "km1".to_owned())));
    assert_eq!(key_manager::keys(&mut tx, domain, "Keycloak").await.expect("reads"), 0);
    for sealed in ["one", "two"] {
        key_manager::put_client(&mut tx, domain, "km1", "c", sealed).await.expect("writes");
    }
    let known = key_manager::client(&mut tx, domain, "km1", "c").await.expect("reads");
    assert_eq!(known.as_deref(), Some("two"));
    assert_eq!(key_manager::client(&mut tx, other, "km1", "c").await.expect("reads"), None);
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let again = KeyManagerRow { id: "km2".to_owned(), ..row };
    let again = key_manager::insert(&mut tx, &again).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    key_manager::delete_client(&mut tx, other, "km1", "c").await.expect("writes");
    assert!(key_manager::client(&mut tx, domain, "km1", "c").await.expect("reads").is_some());
    assert!(!key_manager::delete(&mut tx, other, "km1").await.expect("writes"));
    assert!(key_manager::delete(&mut tx, domain, "km1").await.expect("writes"));
    assert_eq!(key_manager::client(&mut tx, domain, "km1", "c").await.expect("reads"), None);
}
