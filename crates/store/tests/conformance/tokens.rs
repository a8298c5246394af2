use std::sync::Arc;

use model::Timestamp;
use model::catalog::RevokedSubject;
use serde_json::json;
use store::client::ClientRow;
use store::signing_key::SigningKeyRow;
use store::token::RefreshRow;
use store::{Store, StoreError, client, revocation, signing_key, token};

use crate::{catalog, rows};

fn client_row(domain: &str, id: &str) -> ClientRow {
    ClientRow {
        client_id: id.to_owned(),
        tenant: domain.to_owned(),
        name: format!("name of {id}"),
        owner: "alice@a.com".to_owned(),
        active: true,
        secret_hash: "hash".to_owned(),
        sealed_secret: "sealed".to_owned(),
        created_at: 1,
        updated_at: 1,
        body: json!({}),
    }
}

pub async fn clients(store: &Store) {
    let domain = "clients.example";
    let mut tx = rows::tenant(store, domain).await;
    let mut row = client_row(domain, "client-1");
    client::insert(&mut tx, &row).await.expect("writes");
    row.active = false;
    assert!(client::update(&mut tx, &row).await.expect("writes"));
    assert!(client::by_id(&mut tx, "client-1").await.expect("reads").is_some_and(|r| r == row));
    let named = client::by_name(&mut tx, domain, "alice@a.com", "name of client-1").await.expect("reads");
    assert!(named.is_some());
    assert!(client::delete(&mut tx, domain, "client-1").await.expect("writes"));
    assert!(!client::delete(&mut tx, domain, "client-1").await.expect("writes"));
}

fn refresh_row(domain: &str, hash: &str, family: &str) -> RefreshRow {
    RefreshRow {
        hash: hash.to_owned(),
        tenant: domain.to_owned(),
        client_id: format!("client of {domain}"),
        family: family.to_owned(),
        subject: format!("bob@{domain}"),
        scopes: "openid".to_owned(),
        state: token::ACTIVE.to_owned(),
        access_jti: format!("jti of {hash}"),
        access_exp: 100,
        issued_at: 1,
        expires_at: 200,
        used_at: None,
    }
}

pub async fn refresh(store: &Store) {
    let domain = "refresh.example";
    let mut tx = rows::tenant(store, domain).await;
    client::insert(&mut tx, &client_row(domain, &format!("client of {domain}"))).await.expect("writes");
    for (hash, family) in [("h1", "f1"), ("h2", "f1"), ("h3", "f2"), ("h4", "f3"), ("h5", "f4")] {
        token::insert(&mut tx, &refresh_row(domain, hash, family)).await.expect("writes");
    }
    tx.commit().await.expect("commits");

    // Of many who redeem the same token at the same time, one gets it.
    let redeemed = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (store, redeemed) = (store.clone(), redeemed.clone());
        all.spawn(async move {
            let mut tx = store.begin_concurrent().await.expect("a transaction");
            if token::redeem(&mut tx, domain, "h1", 5).await.expect("writes") {
                redeemed.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            }
            tx.commit().await.expect("commits");
        });
    }
    while let Some(done) = all.join_next().await {
        done.expect("no panic");
    }
    assert_eq!(redeemed.load(std::sync::atomic::Ordering::SeqCst), 1);

    let mut tx = store.begin().await.expect("a transaction");
    let used = token::get(&mut tx, domain, "h1").await.expect("reads").expect("is there");
    assert_eq!((used.state.as_str(), used.used_at), (token::USED, Some(5)));
    let mut revoked = token::revoke_family(&mut tx, domain, "f1", 99).await.expect("writes");
    revoked.sort();
    assert_eq!(revoked, [("jti of h1".to_owned(), 100), ("jti of h2".to_owned(), 100)]);
    token::revoke_beside(&mut tx, domain, "jti of h3").await.expect("writes");
    for (hash, state) in [("h1", "revoked"), ("h2", "revoked"), ("h3", "revoked"), ("h4", "active")] {
        let row = token::get(&mut tx, domain, hash).await.expect("reads").expect("is there");
        assert_eq!(row.state, state, "{hash}");
    }
    token::revoke_of_client(&mut tx, domain, &format!("client of {domain}")).await.expect("writes");
    assert!(!token::redeem(&mut tx, domain, "h4", 6).await.expect("writes"));
    token::revoke_of_subject(&mut tx, &format!("bob@{domain}")).await.expect("writes");
    assert_eq!(token::purge(&mut tx, 199, 10).await.expect("writes"), 0);
    assert_eq!(token::purge(&mut tx, 200, 2).await.expect("writes"), 2);
    assert!(client::delete(&mut tx, domain, &format!("client of {domain}")).await.expect("writes"));
    assert_eq!(token::purge(&mut tx, 200, 9).await.expect("writes"), 0, "they went with their client");
}

pub async fn signing_keys(store: &Store) {
    let domain = "signing.example";
    let mut tx = rows::tenant(store, domain).await;
    let row = |kid: &str, state: &str| SigningKeyRow {
        kid: kid.to_owned(),
        tenant: domain.to_owned(),
        state: state.to_owned(),
        public_jwk: json!({"kty": "RSA", "a": 1}),
        sealed_private: Some("sealed".to_owned()),
        serves_until: 0,
        created_at: 1,
    };
    signing_key::insert(&mut tx, &row("key-1", signing_key::ACTIVE)).await.expect("writes");
    assert!(!signing_key::advance(&mut tx, domain, "key-1").await.expect("writes"), "there is no next one");
    signing_key::insert(&mut tx, &row("key-2", signing_key::NEXT)).await.expect("writes");
    for until in [50, 40] {
        assert!(signing_key::extend(&mut tx, domain, "key-1", until).await.expect("writes"));
    }
    assert!(!signing_key::extend(&mut tx, domain, "unknown", 1).await.expect("writes"));
    assert!(signing_key::horizon(&mut tx).await.expect("reads") >= 50);
    assert!(signing_key::advance(&mut tx, domain, "key-1").await.expect("writes"));
    let keys = signing_key::list(&mut tx, domain).await.expect("reads");
    let states: Vec<_> = keys.iter().map(|k| (k.state.as_str(), k.serves_until)).collect();
    assert_eq!(states, [(signing_key::RETIRED, 50), (signing_key::ACTIVE, 0)]);
    assert!(keys[0].sealed_private.is_none());
    assert_eq!(keys[1].public_jwk.to_string(), r#"{"kty":"RSA","a":1}"#);
    assert!(signing_key::purge(&mut tx, 49).await.expect("writes").is_empty());
    assert_eq!(signing_key::purge(&mut tx, 50).await.expect("writes"), [domain]);
    tx.commit().await.expect("commits");

    let mut tx = store.begin().await.expect("a transaction");
    let second = signing_key::insert(&mut tx, &row("key-3", signing_key::ACTIVE)).await;
    assert!(matches!(second, Err(StoreError::Duplicate { .. })), "one key signs");
}

pub async fn revocations(store: &Store) {
    let domain = "revocations.example";
    let mut tx = rows::tenant(store, domain).await;
    let now = Timestamp::from_secs(10);
    for _ in 0..2 {
        revocation::put_token(&mut tx, domain, "jti-1", 20, now).await.expect("writes");
    }
    let subject = |kind: &str, issued_before, expires_at| RevokedSubject {
        subject_kind: kind.to_owned(),
        subject: format!("{kind}-1"),
        issued_before,
        expires_at,
    };
    for (before, expires) in [(5, 30), (7, 20), (3, 10)] {
        revocation::put_subject(&mut tx, domain, &subject("client", before, expires), now)
            .await
            .expect("writes");
    }
    revocation::put_subject(&mut tx, domain, &subject("user", 5, 15), now).await.expect("writes");
    tx.commit().await.expect("commits");
    let told = catalog::body(store, domain, "client.client-1").await.expect("a document");
    assert_eq!(
        (&told["issued_before"], &told["expires_at"]),
        (&json!(7), &json!(30)),
        "what holds, all in all"
    );

    let mut tx = store.begin().await.expect("a transaction");
    for (jti, client, user, issued, revoked) in [
        ("jti-1", "x", "x", 99, true),
        ("jti-2", "client-1", "x", 6, true),
        ("jti-2", "client-1", "x", 7, false),
        ("jti-2", "x", "user-1", 4, true),
        ("jti-2", "user-1", "client-1", 4, false),
    ] {
        let found = revocation::is_revoked(&mut tx, jti, client, user, issued).await.expect("reads");
        assert_eq!(found, revoked, "{jti} {client} {user} {issued}");
    }
    assert_eq!(revocation::issued_before(&mut tx, "client", "client-1").await.expect("reads"), Some(7));
    assert_eq!(revocation::purge(&mut tx, Timestamp::from_secs(19), 9).await.expect("writes"), 1);
    assert_eq!(revocation::purge(&mut tx, Timestamp::from_secs(30), 9).await.expect("writes"), 2);
    assert_eq!(revocation::purge_removals(&mut tx).await.expect("writes"), 0, "they are not announced yet");
    tx.commit().await.expect("commits");
    catalog::relay_all(store).await;
    let mut tx = store.begin().await.expect("a transaction");
    assert_eq!(revocation::purge_removals(&mut tx).await.expect("writes"), 3);
}
