use store::api::comment::CommentRow;
use store::api::document::{DocumentRow, Reader};
use store::api::rating::RatingRow;
use store::api::search::{Filter, Match};
use store::api::{self, comment, document, rating};
use store::{Store, StoreError};

use crate::rows;

fn a_document(tenant: &str, id: &str, name: &str, visibility: &str) -> DocumentRow {
    DocumentRow {
        id: id.to_owned(),
        tenant: tenant.to_owned(),
        api_id: "doc-api".to_owned(),
        name: name.to_owned(),
        kind: "OTHER".to_owned(),
        other_kind: Some("Leaflet".to_owned()),
        summary: String::new(),
        source: "INLINE".to_owned(),
        source_url: None,
        file_name: None,
        visibility: visibility.to_owned(),
        created_by: "alice".to_owned(),
        created_at: 1,
        updated_by: "alice".to_owned(),
        updated_at: 1,
    }
}

pub async fn documents(store: &Store) {
    let domain = "documents.example";
    let mut tx = rows::tenant(store, domain).await;
    api::insert(&mut tx, &rows::api(domain, "doc-api", "Pizza", "1.0")).await.expect("writes");
    let mut open = a_document(domain, "d1", "Open", "API_LEVEL");
    document::insert(&mut tx, &open, "100% Mozzarella").await.expect("writes");
    for (id, name, visibility) in [("d2", "Own", "OWNER_ONLY"), ("d3", "Members", "PRIVATE")] {
        let row = a_document(domain, id, name, visibility);
        document::insert(&mut tx, &row, "mozzarella").await.expect("writes");
    }
    open.summary = "changed".into();
    open.file_name = Some("../a b.pdf".to_owned());
    assert!(document::update(&mut tx, &open, "100% MOZZARELLA").await.expect("writes"));
    assert_eq!(document::get(&mut tx, domain, "doc-api", "d1").await.expect("reads"), Some(open.clone()));
    assert_eq!(document::get(&mut tx, "carbon.super", "doc-api", "d1").await.expect("reads"), None);
    assert_eq!(document::get(&mut tx, domain, "other-api", "d1").await.expect("reads"), None);
    let names: Vec<_> = document::all(&mut tx, domain, "doc-api").await.expect("reads");
    assert_eq!(names.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["Members", "Open", "Own"]);

    let bytes = [0, 159, 255, b'\'', 0];
    for _ in 0..2 {
        document::put_content(&mut tx, domain, "d1", &bytes).await.expect("writes");
    }
    document::copy_content(&mut tx, domain, "d1", "d2").await.expect("writes");
    assert_eq!(document::get_content(&mut tx, domain, "d2").await.expect("reads"), Some(bytes.to_vec()));
    assert_eq!(document::get_content(&mut tx, "carbon.super", "d2").await.expect("reads"), None);
    document::delete_content(&mut tx, domain, "d2").await.expect("writes");
    assert_eq!(document::get_content(&mut tx, domain, "d2").await.expect("reads"), None);

    let who = |user: Option<&str>, all| Reader { user: user.map(str::to_owned), all };
    let none = Filter { name: Match::Is("burger".to_owned()), ..Filter::default() };
    for (filter, text, reader, expected) in [
        (Filter::default(), "MOZZA", who(None, false), "Open"),
        (Filter::default(), "mozza", who(Some("bob"), false), "Members Open"),
        (Filter::default(), "mozza", who(Some("alice"), false), "Members Open Own"),
        (Filter::default(), "0% m", who(None, true), "Open Own"),
        (Filter::default(), "%%", who(None, true), ""),
        (none, "mozza", who(None, true), ""),
    ] {
        let (found, total) =
            document::search(&mut tx, domain, &filter, text, &reader, 0, 10).await.expect("reads");
        let names: Vec<_> = found.iter().map(|f| f.document.name.as_str()).collect();
        assert_eq!((names.join(" "), total), (expected.to_owned(), names.len() as i64), "{text} {reader:?}");
        assert!(found.iter().all(|f| f.api_name == "Pizza" && f.api_version == "1.0"));
    }
    assert!(document::delete(&mut tx, domain, "d1").await.expect("writes"));
    assert!(!document::delete(&mut tx, domain, "d1").await.expect("writes"));
    assert_eq!(document::get_content(&mut tx, domain, "d1").await.expect("reads"), None);
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let again = document::insert(&mut tx, &a_document(domain, "d4", "Own", "API_LEVEL"), "").await;
    assert!(matches!(again, Err(StoreError::Duplicate { .. })), "{again:?}");
    drop(tx);
    let mut tx = store.begin().await.expect("a transaction");
    assert!(api::delete(&mut tx, domain, "doc-api").await.expect("writes"));
    assert_eq!(document::all(&mut tx, domain, "doc-api").await.expect("reads"), []);
}

pub async fn comments(store: &Store) {
    let domain = "comments.example";
    let mut tx = rows::tenant(store, domain).await;
    api::insert(&mut tx, &rows::api(domain, "comment-api", "Pizza", "1.0")).await.expect("writes");
    let row = |id: &str, parent: Option<&str>, at: i64| CommentRow {
        id: id.to_owned(),
        tenant: domain.to_owned(),
        api_id: "comment-api".to_owned(),
        parent_id: parent.map(str::to_owned),
        category: "general".to_owned(),
        content: format!("says {id}"),
        entry_point: "devPortal".to_owned(),
        created_by: "alice".to_owned(),
        created_at: at,
        updated_at: None,
    };
    for (id, parent, at) in
        [("c1", None, 1), ("c2", None, 2), ("c3", None, 3), ("a1", Some("c1"), 4), ("a2", Some("c1"), 5)]
    {
        comment::insert(&mut tx, &row(id, parent, at)).await.expect("writes");
    }
    comment::insert(&mut tx, &row("b1", Some("c2"), 6)).await.expect("writes");
    let ids = |rows: &[CommentRow]| rows.iter().map(|r| r.id.clone()).collect::<Vec<_>>().join(" ");
    let (page, total) = comment::threads(&mut tx, domain, "comment-api", 1, 2).await.expect("reads");
    assert_eq!((ids(&page).as_str(), total), ("c2 c1", 3));
    let first = comment::first_answers(&mut tx, domain, "comment-api", 1, 2, 1).await.expect("reads");
    let first: Vec<_> = first.iter().map(|(row, of)| (row.id.as_str(), *of)).collect();
    assert_eq!(first, [("a1", 2), ("b1", 1)]);
    let none = comment::first_answers(&mut tx, domain, "comment-api", 0, 1, 5).await.expect("reads");
    assert!(none.is_empty());
    let (page, total) = comment::answers(&mut tx, domain, "c1", 1, 5).await.expect("reads");
    assert_eq!((ids(&page).as_str(), total), ("a2", 2));
    assert_eq!(comment::count(&mut tx, domain, "comment-api").await.expect("reads"), 6);

    let mut changed = row("c1", None, 1);
    changed.content = "another".into();
    changed.updated_at = Some(9);
    assert!(comment::update(&mut tx, &changed).await.expect("writes"));
    assert_eq!(comment::get(&mut tx, domain, "comment-api", "c1").await.expect("reads"), Some(changed));
    assert_eq!(comment::get(&mut tx, "carbon.super", "comment-api", "c1").await.expect("reads"), None);
    assert!(comment::delete(&mut tx, domain, "c1").await.expect("writes"));
    assert_eq!(comment::get(&mut tx, domain, "comment-api", "a1").await.expect("reads"), None);
    assert!(api::delete(&mut tx, domain, "comment-api").await.expect("writes"));
    assert_eq!(comment::count(&mut tx, domain, "comment-api").await.expect("reads"), 0);
}

pub async fn ratings(store: &Store) {
    let domain = "ratings.example";
    let mut tx = rows::tenant(store, domain).await;
    api::insert(&mut tx, &rows::api(domain, "rated-api", "Pizza", "1.0")).await.expect("writes");
    for (id, user, stars, at) in [("r1", "alice", 1, 1), ("r2", "bob", 4, 2), ("r3", "alice", 5, 3)] {
        let row = RatingRow {
            id: id.to_owned(),
            tenant: domain.to_owned(),
            api_id: "rated-api".to_owned(),
            rated_by: user.to_owned(),
            rating: stars,
            updated_at: at,
        };
        rating::put(&mut tx, &row).await.expect("writes");
    }
    let average = async |tx: &mut store::Tx| {
        api::get(tx, domain, "rated-api").await.expect("reads").expect("is there").rating
    };
    assert!((average(&mut tx).await - 4.5).abs() < 1e-9);
    let (page, total) = rating::page(&mut tx, domain, "rated-api", 0, 1).await.expect("reads");
    assert_eq!((page[0].rated_by.as_str(), page[0].id.as_str(), total), ("alice", "r1", 2));
    let own = rating::of_user(&mut tx, domain, "rated-api", "bob").await.expect("reads").expect("is there");
    assert_eq!(own.rating, 4);
    assert!(rating::delete(&mut tx, domain, "rated-api", "bob").await.expect("writes"));
    assert!(!rating::delete(&mut tx, domain, "rated-api", "bob").await.expect("writes"));
    assert!(rating::delete(&mut tx, domain, "rated-api", "alice").await.expect("writes"));
    assert!(average(&mut tx).await.abs() < 1e-9);
}
