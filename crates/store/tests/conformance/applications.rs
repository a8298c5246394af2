use model::Timestamp;
use serde_json::json;
use store::api_key::ApiKeyRow;
use store::application::{Selection, Sort};
use store::key_mapping::KeyMappingRow;
use store::subscription::SubscriptionRow;
use store::{Store, StoreError, api_key, application, key_mapping, subscription};

use crate::rows;

pub async fn applications(store: &Store) {
    let domain = "applications.example";
    let mut tx = rows::tenant(store, domain).await;
    for (id, name) in [("a1", "beta"), ("a2", "Alpha_1"), ("a3", "alpha%2")] {
        application::insert(&mut tx, &rows::application(domain, id, name)).await.expect("writes");
    }
    let kept = application::by_id(&mut tx, domain, "a1").await.expect("reads").expect("is there");
    assert_eq!(kept.body.to_string(), rows::application(domain, "", "").body.to_string());
    assert_eq!(application::by_name(&mut tx, domain, "alice", "beta").await.expect("reads"), Some(kept));
    assert_eq!(application::with_policy(&mut tx, domain, "Unlimited").await.expect("reads"), 3);
    let cases = [
        (Selection::default(), "a3 a2 a1"),
        (Selection { descending: true, ..Selection::default() }, "a1 a2 a3"),
        (Selection { name_contains: "ALPHA", owner: Some("alice"), ..Selection::default() }, "a3 a2"),
        (Selection { name_contains: "_", ..Selection::default() }, "a2"),
        (Selection { owner: Some("bob"), ..Selection::default() }, ""),
        (Selection { by: Sort::Created, ..Selection::default() }, "a1 a2 a3"),
        (Selection { by: Sort::Policy, ..Selection::default() }, "a1 a2 a3"),
        (Selection { by: Sort::Status, ..Selection::default() }, "a1 a2 a3"),
        (Selection { by: Sort::Owner, ..Selection::default() }, "a1 a2 a3"),
    ];
    for (which, expected) in cases {
        let (page, count) = application::page(&mut tx, domain, &which, 0, 10).await.expect("reads");
        let ids: Vec<_> = page.iter().map(|l| l.row.id.as_str()).collect();
        assert_eq!((ids.join(" ").as_str(), count), (expected, ids.len() as i64), "{which:?}");
    }
    assert!(application::insert_developer(&mut tx, domain, "alice", Timestamp(1)).await.expect("writes"));
    assert!(!application::insert_developer(&mut tx, domain, "alice", Timestamp(1)).await.expect("writes"));
    assert!(application::is_developer(&mut tx, domain, "alice").await.expect("reads"));
    let mut row = rows::application(domain, "a1", "gamma");
    row.owner = "bob".into();
    assert!(application::update(&mut tx, &row).await.expect("writes"));
    assert!(application::delete(&mut tx, domain, "a1").await.expect("writes"));
    assert!(!application::update(&mut tx, &row).await.expect("writes"));
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let again = application::insert(&mut tx, &rows::application(domain, "a9", "Alpha_1")).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
}

pub async fn keys(store: &Store) {
    let domain = "keys.example";
    let mut tx = rows::tenant(store, domain).await;
    application::insert(&mut tx, &rows::application(domain, "key-app", "app")).await.expect("writes");
    let mut row = KeyMappingRow {
        id: "k1".to_owned(),
        tenant: domain.to_owned(),
        application_id: "key-app".to_owned(),
        key_type: "PRODUCTION".to_owned(),
        key_manager: "Resident".to_owned(),
        consumer_key: None,
        state: "CREATED".to_owned(),
        mode: "CREATED".to_owned(),
        created_at: 1,
        updated_at: 1,
        body: json!({}),
    };
    key_mapping::insert(&mut tx, &row).await.expect("writes");
    let mut other = row.clone();
    other.id = "k2".into();
    other.key_type = "SANDBOX".into();
    key_mapping::insert(&mut tx, &other).await.expect("two without a consumer key do not clash");
    row.consumer_key = Some("consumer".to_owned());
    assert!(key_mapping::update(&mut tx, &row).await.expect("writes"));
    assert_eq!(
        key_mapping::of_application(&mut tx, domain, "key-app").await.expect("reads"),
        [row, other.clone()]
    );
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    other.consumer_key = Some("consumer".to_owned());
    let taken = key_mapping::update(&mut tx, &other).await;
    assert!(matches!(taken, Err(StoreError::Duplicate { .. })), "{taken:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    let refused = application::delete(&mut tx, domain, "key-app").await;
    assert!(matches!(refused, Err(StoreError::Reference)), "{refused:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    assert!(key_mapping::delete(&mut tx, domain, "k1").await.expect("writes"));
    assert!(!key_mapping::delete(&mut tx, domain, "k1").await.expect("writes"));
}

pub async fn api_keys(store: &Store) {
    let domain = "api-keys.example";
    let mut tx = rows::tenant(store, domain).await;
    application::insert(&mut tx, &rows::application(domain, "api-key-app", "app")).await.expect("writes");
    let key = |id: &str, validity| ApiKeyRow {
        id: id.to_owned(),
        tenant: domain.to_owned(),
        application_id: "api-key-app".to_owned(),
        key_type: "PRODUCTION".to_owned(),
        name: "cart".to_owned(),
        issued_at: 10_999_999,
        validity,
        permitted_ip: "10.0.0.0/8".to_owned(),
        permitted_referer: String::new(),
    };
    let (lasting, brief) = (key("ak-1", None), key("ak-2", Some(5)));
    for row in [&lasting, &brief] {
        api_key::insert(&mut tx, row).await.expect("writes");
    }
    for (now, expected) in [(14, vec![lasting.clone(), brief.clone()]), (15, vec![lasting.clone()])] {
        let found = api_key::of_application(&mut tx, domain, "api-key-app", now).await.expect("reads");
        assert_eq!(found, expected, "{now}");
    }
    assert_eq!(api_key::of_application(&mut tx, "other.example", "api-key-app", 0).await.expect("reads"), []);
    assert!(!api_key::delete(&mut tx, "other.example", "ak-1").await.expect("writes"));
    api_key::purge(&mut tx, 14).await.expect("writes");
    assert!(api_key::delete(&mut tx, domain, "ak-2").await.expect("writes"), "not expired, so not purged");
    api_key::insert(&mut tx, &brief).await.expect("writes");
    api_key::purge(&mut tx, 15).await.expect("writes");
    assert!(!api_key::delete(&mut tx, domain, "ak-2").await.expect("writes"));
    assert!(application::delete(&mut tx, domain, "api-key-app").await.expect("keys go with it"));
    assert!(!api_key::delete(&mut tx, domain, "ak-1").await.expect("writes"));
    tx.commit().await.expect("commits");
}

pub async fn subscriptions(store: &Store) {
    let domain = "subscriptions.example";
    let mut tx = rows::tenant(store, domain).await;
    application::insert(&mut tx, &rows::application(domain, "sub-app", "app")).await.expect("writes");
    let mut row = SubscriptionRow {
        id: "s1".to_owned(),
        tenant: domain.to_owned(),
        application_id: "sub-app".to_owned(),
        api_id: "some-api".to_owned(),
        policy: "Gold".to_owned(),
        requested_policy: "Gold".to_owned(),
        state: "UNBLOCKED".to_owned(),
        created_at: 1,
        updated_at: 1,
    };
    subscription::insert(&mut tx, &row).await.expect("writes");
    row.policy = "Silver".into();
    assert!(subscription::update(&mut tx, &row).await.expect("writes"));
    assert_eq!(subscription::by_id(&mut tx, domain, "s1").await.expect("reads"), Some(row.clone()));
    assert_eq!(subscription::with_policy(&mut tx, domain, "Silver").await.expect("reads"), 1);
    let all = subscription::Selection {
        application_id: Some("sub-app"),
        api_id: Some("some-api"),
        owner: Some("alice"),
    };
    for which in [all, subscription::Selection::default()] {
        assert_eq!(subscription::all(&mut tx, domain, which).await.expect("reads"), [row.clone()]);
    }
    let none = subscription::Selection { owner: Some("bob"), ..all };
    assert_eq!(subscription::page(&mut tx, domain, none, 0, 9).await.expect("reads"), (Vec::new(), 0));
    assert_eq!(subscription::page(&mut tx, domain, all, 0, 0).await.expect("reads").1, 1);
    let (page, _) = application::page(&mut tx, domain, &Selection::default(), 0, 9).await.expect("reads");
    assert_eq!(page[0].subscriptions, 1);
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    row.id = "s2".into();
    let again = subscription::insert(&mut tx, &row).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    assert!(subscription::delete(&mut tx, domain, "s1").await.expect("writes"));
}
