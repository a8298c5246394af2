//! What administrators keep.

use store::category::{self, CategoryRow};
use store::organization::{self, OrganizationRow};
use store::{Store, StoreError, api};

use crate::rows;

pub async fn categories(store: &Store) {
    let domain = "categories.example";
    let mut tx = rows::tenant(store, domain).await;
    let row = |id: &str, name: &str| CategoryRow {
        id: id.to_owned(),
        tenant: domain.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        created_at: 1,
        updated_at: 1,
    };
    for (id, name) in [("c1", "Meals"), ("c2", "drinks")] {
        category::insert(&mut tx, &row(id, name)).await.expect("writes");
    }
    let mut in_it = rows::api(domain, "categorized", "Soup", "1.0");
    in_it.configuration.categories = vec!["meals".to_owned()];
    api::insert(&mut tx, &in_it).await.expect("writes");
    let counts = async |tx: &mut store::Tx| -> Vec<(String, i64)> {
        let all = category::list(tx, domain).await.expect("reads");
        all.into_iter().map(|c| (c.row.name, c.apis)).collect()
    };
    assert_eq!(counts(&mut tx).await, [("drinks".into(), 0), ("Meals".into(), 1)]);
    in_it.configuration.categories = vec!["Drinks".to_owned()];
    assert!(api::update(&mut tx, &in_it).await.expect("writes"));
    assert_eq!(counts(&mut tx).await, [("drinks".into(), 1), ("Meals".into(), 0)]);
    assert_eq!(category::by_id(&mut tx, domain, "c2").await.expect("reads").expect("is there").apis, 1);
    assert_eq!(category::by_id(&mut tx, "carbon.super", "c2").await.expect("reads"), None);
    let mut meals = category::by_name(&mut tx, domain, "MEALS").await.expect("reads").expect("is there");
    meals.description = "warm".into();
    assert!(category::update(&mut tx, &meals).await.expect("writes"));
    assert_eq!(category::by_name(&mut tx, domain, "Meals").await.expect("reads"), Some(meals));
    assert!(category::delete(&mut tx, domain, "c1").await.expect("writes"));
    assert!(!category::delete(&mut tx, domain, "c1").await.expect("writes"));
    assert!(api::delete(&mut tx, domain, "categorized").await.expect("writes"));
    assert_eq!(counts(&mut tx).await, [("drinks".into(), 0)]);
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let again = category::insert(&mut tx, &row("c3", "DRINKS")).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
}

pub async fn organizations(store: &Store) {
    let domain = "organizations.example";
    let mut tx = rows::tenant(store, domain).await;
    let mut row = OrganizationRow {
        id: "o1".to_owned(),
        tenant: domain.to_owned(),
        external_id: "ext".to_owned(),
        display_name: "One".to_owned(),
        description: String::new(),
        created_at: 1,
        updated_at: 1,
    };
    organization::insert(&mut tx, &row).await.expect("writes");
    row.display_name = "Uno".into();
    assert!(organization::update(&mut tx, &row).await.expect("writes"));
    assert_eq!(organization::by_id(&mut tx, domain, "o1").await.expect("reads"), Some(row.clone()));
    assert_eq!(organization::by_id(&mut tx, "carbon.super", "o1").await.expect("reads"), None);
    assert_eq!(organization::list(&mut tx, domain).await.expect("reads"), [row.clone()]);
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    row.id = "o2".into();
    let again = organization::insert(&mut tx, &row).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    assert!(organization::delete(&mut tx, domain, "o1").await.expect("writes"));
    assert!(!organization::delete(&mut tx, domain, "o1").await.expect("writes"));
}
