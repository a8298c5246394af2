use serde_json::json;
use store::operation_policy::{self, OperationPolicyRow};
use store::{Store, StoreError, api};

use crate::rows;

const DOMAIN: &str = "operation-policies.example";

fn row(id: &str, api_id: Option<&str>, cloned_from: Option<&str>) -> OperationPolicyRow {
    OperationPolicyRow {
        id: id.to_owned(),
        tenant: DOMAIN.to_owned(),
        api_id: api_id.map(str::to_owned),
        name: "header".to_owned(),
        version: "v1".to_owned(),
        cloned_from: cloned_from.map(str::to_owned),
        digest: "d".to_owned(),
        native: cloned_from.map(|_| "addHeader".to_owned()),
        specification: json!({"name": "header"}),
        synapse: Some("<log/>".to_owned()),
        choreo_connect: None,
        created_at: 1,
    }
}

pub async fn of_tenants_and_apis(store: &Store) {
    let mut tx = rows::tenant(store, DOMAIN).await;
    api::insert(&mut tx, &rows::api(DOMAIN, "policed-api", "Pizza", "1.0")).await.expect("writes");
    // An API's own policy and its copies may have one name.
    let (common, own) = (row("p-1", None, None), row("p-2", Some("policed-api"), None));
    let copy = row("p-3", Some("policed-api"), Some("p-1"));
    for policy in [&common, &own, &copy] {
        operation_policy::insert(&mut tx, policy).await.expect("writes");
    }
    tx.commit().await.expect("commits");

    for again in [
        row("p-4", None, None),
        row("p-5", Some("policed-api"), None),
        row("p-6", Some("policed-api"), Some("p-1")),
    ] {
        let mut tx = store.begin().await.expect("a transaction");
        let taken = operation_policy::insert(&mut tx, &again).await;
        assert!(matches!(taken, Err(StoreError::Duplicate { .. })), "{}: {taken:?}", again.id);
    }

    let mut tx = store.begin().await.expect("a transaction");
    assert_eq!(operation_policy::common(&mut tx, DOMAIN).await.expect("reads"), [common]);
    assert_eq!(operation_policy::common(&mut tx, "carbon.super").await.expect("reads"), []);
    let all = operation_policy::of_api(&mut tx, DOMAIN, "policed-api").await.expect("reads");
    assert_eq!(all, [own, copy]);
    assert_eq!(operation_policy::of_api(&mut tx, "carbon.super", "policed-api").await.expect("reads"), []);
    assert!(!operation_policy::delete(&mut tx, "carbon.super", "p-1").await.expect("writes"));
    assert!(operation_policy::delete(&mut tx, DOMAIN, "p-1").await.expect("writes"));
    assert!(api::delete(&mut tx, DOMAIN, "policed-api").await.expect("writes"));
    assert_eq!(operation_policy::of_api(&mut tx, DOMAIN, "policed-api").await.expect("reads"), []);
    tx.commit().await.expect("commits");
}
