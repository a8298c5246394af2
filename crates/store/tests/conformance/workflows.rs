use serde_json::json;
use store::workflow::{self, TaskRow};
use store::{Store, StoreError};

use super::rows;

fn task(domain: &str, id: &str, kind: &str, part: &str) -> TaskRow {
    TaskRow {
        id: id.to_owned(),
        tenant: domain.to_owned(),
        kind: kind.to_owned(),
        state: "CREATED".to_owned(),
        subject: "object".to_owned(),
        part: part.to_owned(),
        requested_by: "kim".to_owned(),
        description: "please".to_owned(),
        properties: json!({"a": 1}),
        body: json!({"b": [true]}),
        created_at: 1,
        updated_at: 1,
    }
}

/// A request waits once per object and part, is decided once, and only what waits is found or forgotten.
pub async fn tasks(store: &Store) {
    let domain = "workflows.example";
    let mut tx = rows::tenant(store, domain).await;
    for (id, kind, part) in [("w1", "A", ""), ("w2", "B", "Default"), ("w3", "B", "Other")] {
        workflow::insert(&mut tx, &task(domain, id, kind, part)).await.expect("writes");
    }
    let found = workflow::by_id(&mut tx, domain, "w1").await.expect("reads");
    assert_eq!(found, Some(task(domain, "w1", "A", "")));
    assert_eq!(workflow::by_id(&mut tx, "carbon.super", "w1").await.expect("reads"), None);
    let (page, total) = workflow::waiting(&mut tx, domain, Some("B"), 1, 5).await.expect("reads");
    assert_eq!((page[0].id.as_str(), page.len(), total), ("w3", 1, 2));
    assert_eq!(workflow::waiting(&mut tx, "carbon.super", None, 0, 5).await.expect("reads").1, 0);

    assert!(
        !workflow::turn(&mut tx, "carbon.super", "w1", ("CREATED", "APPROVED"), 2).await.expect("writes")
    );
    assert!(workflow::turn(&mut tx, domain, "w1", ("CREATED", "APPROVED"), 2).await.expect("writes"));
    assert!(!workflow::turn(&mut tx, domain, "w1", ("CREATED", "REJECTED"), 3).await.expect("writes"));
    assert!(!workflow::delete_waiting(&mut tx, domain, "w1").await.expect("writes"));
    // What was decided makes room for the next request.
    workflow::insert(&mut tx, &task(domain, "w4", "A", "")).await.expect("writes");
    assert!(workflow::delete_waiting(&mut tx, domain, "w2").await.expect("writes"));
    let left: Vec<_> = workflow::of_subject(&mut tx, domain, "object").await.expect("reads");
    assert_eq!(left.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(), ["w3", "w4"]);
    workflow::delete_of_subject(&mut tx, domain, "object").await.expect("writes");
    assert!(workflow::of_subject(&mut tx, domain, "object").await.expect("reads").is_empty());
    assert!(workflow::by_id(&mut tx, domain, "w1").await.expect("reads").is_some());
    workflow::insert(&mut tx, &task(domain, "w5", "A", "")).await.expect("writes");
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let again = workflow::insert(&mut tx, &task(domain, "w6", "A", "")).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
}
