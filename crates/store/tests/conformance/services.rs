use store::service::{self, Filter, ServiceRow};
use store::{Store, StoreError, api};

use crate::rows;

const DOMAIN: &str = "services.example";

fn row(id: &str, key: &str, name: &str, kind: &str) -> ServiceRow {
    ServiceRow {
        id: id.to_owned(),
        tenant: DOMAIN.to_owned(),
        service_key: key.to_owned(),
        name: name.to_owned(),
        version: "1.0".to_owned(),
        description: String::new(),
        url: "http://localhost".to_owned(),
        definition_type: kind.to_owned(),
        security_type: "NONE".to_owned(),
        mutual_ssl: true,
        md5: "a".to_owned(),
        created_at: 1,
        updated_at: 2,
        usage: 0,
    }
}

pub async fn services(store: &Store) {
    let mut tx = rows::tenant(store, DOMAIN).await;
    api::insert(&mut tx, &rows::api(DOMAIN, "served-api", "Served", "1.0")).await.expect("writes");
    let (first, second) = (row("s-1", "pizza", "Pizza", "OAS3"), row("s-2", "a_b", "a_b", "WSDL1"));
    for service in [&first, &second] {
        service::insert(&mut tx, service, b"\x00text").await.expect("writes");
    }
    tx.commit().await.expect("commits");
    for again in [row("s-3", "pizza", "Other", "OAS3"), row("s-3", "other", "Pizza", "OAS3")] {
        let mut tx = store.begin().await.expect("a transaction");
        let taken = service::insert(&mut tx, &again, b"").await;
        assert!(matches!(taken, Err(StoreError::Duplicate { .. })), "{taken:?}");
    }

    let mut tx = store.begin().await.expect("a transaction");
    assert_eq!(service::by_id(&mut tx, DOMAIN, "s-1").await.expect("reads").as_ref(), Some(&first));
    assert_eq!(service::by_id(&mut tx, "carbon.super", "s-1").await.expect("reads"), None);
    assert_eq!(service::by_key(&mut tx, DOMAIN, "pizza").await.expect("reads").as_ref(), Some(&first));
    assert_eq!(
        service::by_name(&mut tx, DOMAIN, "Pizza", "1.0").await.expect("reads").as_ref(),
        Some(&first)
    );
    assert_eq!(service::definition(&mut tx, DOMAIN, "s-1").await.expect("reads"), Some(b"\x00text".to_vec()));
    let named = |pattern: &str| Filter { name: pattern.to_owned(), ..Filter::default() };
    let typed = ["WSDL1", "WSDL2"].map(str::to_owned);
    for (filter, expected) in [
        (Filter::default(), vec!["s-2", "s-1"]),
        (Filter { order: "name desc", ..Filter::default() }, vec!["s-1", "s-2"]),
        (Filter { order: "definitionType desc", ..Filter::default() }, vec!["s-2", "s-1"]),
        (Filter { order: "definitionType asc", ..Filter::default() }, vec!["s-1", "s-2"]),
        (named("%\\_%"), vec!["s-2"]),
        (named("pizza"), vec!["s-1"]),
        (Filter { definition_types: typed, ..Filter::default() }, vec!["s-2"]),
        (Filter { keys: ",pizza,none,".to_owned(), ..Filter::default() }, vec!["s-1"]),
        (Filter { version: "2%".to_owned(), ..Filter::default() }, vec![]),
    ] {
        let (found, total) = service::page(&mut tx, DOMAIN, &filter, 0, 10).await.expect("reads");
        let found: Vec<_> = found.iter().map(|s| s.id.as_str()).collect();
        assert_eq!((found.len(), found), (usize::try_from(total).expect("small"), expected), "{filter:?}");
    }

    service::link(&mut tx, DOMAIN, "served-api", "s-2", "a").await.expect("writes");
    service::link(&mut tx, DOMAIN, "served-api", "s-1", "a").await.expect("writes");
    let changed = ServiceRow { md5: "b".to_owned(), ..first };
    assert!(service::update(&mut tx, &changed, b"new").await.expect("writes"));
    let link = service::of_api(&mut tx, DOMAIN, "served-api").await.expect("reads").expect("linked");
    assert_eq!((link.service_id.as_str(), link.md5_then.as_str(), link.md5.as_str()), ("s-1", "a", "b"));
    assert_eq!(service::uses(&mut tx, DOMAIN, "s-1").await.expect("reads")[0].id, "served-api");
    assert_eq!(service::by_id(&mut tx, DOMAIN, "s-1").await.expect("reads").map(|s| s.usage), Some(1));
    assert!(!service::delete(&mut tx, "carbon.super", "s-2").await.expect("writes"));
    assert!(service::delete(&mut tx, DOMAIN, "s-2").await.expect("writes"));
    assert!(api::delete(&mut tx, DOMAIN, "served-api").await.expect("writes"));
    assert!(service::delete(&mut tx, DOMAIN, "s-1").await.expect("writes"));
    tx.commit().await.expect("commits");
}
