use model::Timestamp;
use serde_json::json;
use store::role::RoleRow;
use store::user::UserRow;
use store::{Store, StoreError, role, tenant, user};

use crate::rows;

pub async fn tenants(store: &Store) {
    let domain = "tenants.example";
    let mut tx = rows::tenant(store, domain).await;
    let row = tenant::get(&mut tx, domain).await.expect("reads").expect("is there");
    assert_eq!(tenant::by_uuid(&mut tx, &row.uuid).await.expect("reads"), Some(row.clone()));
    assert!(tenant::list(&mut tx).await.expect("reads").contains(&row));
    assert_eq!(tenant::next_number(&mut tx).await.expect("reads"), row.number + 1);
    assert!(tenant::set_active(&mut tx, domain, false).await.expect("writes"));
    assert!(!tenant::set_active(&mut tx, "nobody", false).await.expect("writes"));
    assert!(!tenant::get(&mut tx, domain).await.expect("reads").expect("is there").active);
    for body in [json!({"z": 1, "a": [1.5, null, "\u{0}"]}), json!({"b": true})] {
        tenant::put_document(&mut tx, domain, "conf", &body, Timestamp(1)).await.expect("writes");
        let kept = tenant::document(&mut tx, domain, "conf").await.expect("reads").expect("is there");
        assert_eq!(kept.to_string(), body.to_string(), "members keep their order");
    }
    assert_eq!(tenant::document(&mut tx, domain, "other").await.expect("reads"), None);
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let again = tenant::insert(&mut tx, &row).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
}

pub async fn users_and_roles(store: &Store) {
    let domain = "users.example";
    let mut tx = rows::tenant(store, domain).await;
    let row = |id: &str, name: &str| UserRow {
        id: id.to_owned(),
        tenant: domain.to_owned(),
        name: name.to_owned(),
        password_hash: "hash".to_owned(),
        active: true,
        created_at: 1,
        updated_at: 1,
        body: json!({"emails": ["a@b.c"]}),
    };
    for (id, name) in [("u1", "bob"), ("u2", "Zoe_1"), ("u3", "zoe%2"), ("u4", "Ärne")] {
        user::insert(&mut tx, &row(id, name)).await.expect("writes");
    }
    let (page, count) = user::page(&mut tx, domain, "%", 0, 3).await.expect("reads");
    let names: Vec<_> = page.iter().map(|u| u.name.as_str()).collect();
    assert_eq!((names, count), (vec!["Zoe_1", "bob", "zoe%2"], 4), "in the order of bytes, on any engine");
    let (page, count) = user::page(&mut tx, domain, "zoe\\_%", 0, 9).await.expect("reads");
    assert_eq!((page.len(), count), (1, 1));

    let mut changed = row("u1", "rob");
    changed.active = false;
    assert!(user::update(&mut tx, &changed).await.expect("writes"));
    assert!(user::by_name(&mut tx, domain, "bob").await.expect("reads").is_none());
    let found = user::by_id(&mut tx, domain, "u1").await.expect("reads").expect("is there");
    assert!(found == changed);
    assert!(user::by_id(&mut tx, "carbon.super", "u1").await.expect("reads").is_none(), "of another tenant");

    for (id, name) in [("r1", "Publisher"), ("r2", "ÄB"), ("r3", "ab")] {
        let row = RoleRow {
            id: id.to_owned(),
            tenant: domain.to_owned(),
            name: name.to_owned(),
            created_at: 1,
            updated_at: 1,
        };
        role::insert(&mut tx, &row).await.expect("writes");
    }
    for (asked, id) in [("pubLISHER", "r1"), ("Äb", "r2"), ("AB", "r3")] {
        assert_eq!(role::by_name(&mut tx, domain, asked).await.expect("reads").expect(asked).id, id);
    }
    for _ in 0..2 {
        role::assign(&mut tx, domain, "u1", "r1").await.expect("writes");
    }
    assert_eq!(role::of_user(&mut tx, domain, "u1").await.expect("reads"), ["Publisher"]);
    assert_eq!(role::rows_of_user(&mut tx, domain, "u1").await.expect("reads").len(), 1);
    assert_eq!(role::members(&mut tx, domain, "r1").await.expect("reads"), [("u1".into(), "rob".into())]);
    role::withdraw(&mut tx, domain, "u1", "r1").await.expect("writes");
    assert!(role::of_user(&mut tx, domain, "u1").await.expect("reads").is_empty());
    let mut renamed = role::by_id(&mut tx, domain, "r1").await.expect("reads").expect("is there");
    renamed.name = "Editor".into();
    assert!(role::update(&mut tx, &renamed).await.expect("writes"));
    let names: Vec<_> =
        role::list(&mut tx, domain).await.expect("reads").into_iter().map(|r| r.name).collect();
    assert_eq!(names, ["Editor", "ab", "ÄB"]);
    assert!(role::delete(&mut tx, domain, "r1").await.expect("writes"));
    assert!(user::delete(&mut tx, domain, "u1").await.expect("writes"));
    assert!(!user::delete(&mut tx, domain, "u1").await.expect("writes"));
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let again = user::insert(&mut tx, &row("u9", "Zoe_1")).await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
}
