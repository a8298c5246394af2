use store::{Store, StoreError, tenant};

use crate::rows;

/// What failed is not committed, and the store goes on.
pub async fn failures(store: &Store) {
    rows::tenant(store, "kept.example").await.commit().await.expect("commits");
    drop(rows::tenant(store, "dropped.example").await);
    let mut tx = store.read().await.expect("a transaction");
    assert!(tenant::get(&mut tx, "kept.example").await.expect("reads").is_some());
    assert!(tenant::get(&mut tx, "dropped.example").await.expect("reads").is_none());
    let refused = tenant::set_active(&mut tx, "kept.example", false).await;
    assert!(refused.is_err(), "a transaction that reads does not write");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    let row = rows::application("no such tenant", "orphan", "orphan");
    let orphan = store::application::insert(&mut tx, &row).await;
    assert!(matches!(orphan, Err(StoreError::Reference)), "{orphan:?}");
    drop(tx);
    store.check().await.expect("answers");
    // One writer decides by what it has read: nobody writes between.
    let mut all = tokio::task::JoinSet::new();
    for n in 0..12 {
        let store = store.clone();
        all.spawn(async move {
            rows::tenant(&store, &format!("turn-{n}.example")).await.commit().await.expect("commits");
        });
    }
    while let Some(done) = all.join_next().await {
        done.expect("no panic");
    }
    let mut tx = store.read().await.expect("a transaction");
    let mut numbers: Vec<_> = tenant::list(&mut tx).await.expect("reads").iter().map(|t| t.number).collect();
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "no number is given twice");
}

pub async fn inventory(store: &Store) {
    let mut tx = store.read().await.expect("a transaction");
    let before = store::inventory::inventory(&mut tx).await.expect("reads");
    drop(tx);
    assert!(before.len() > 20 && before["tenant"].rows > 5, "{before:?}");
    let mut tx = store.begin().await.expect("a transaction");
    assert!(tenant::set_active(&mut tx, "kept.example", false).await.expect("writes"));
    tx.commit().await.expect("commits");
    let mut tx = store.read().await.expect("a transaction");
    let after = store::inventory::inventory(&mut tx).await.expect("reads");
    let changed: Vec<_> = before.keys().filter(|t| before[*t] != after[*t]).collect();
    assert_eq!(changed, ["tenant"]);
}
