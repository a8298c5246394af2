//! What only a server that several processes share can do, or do to them.

use std::time::Duration;

use model::Timestamp;
use serde_json::json;
use store::catalog::{outbox, put};
use store::{Store, StoreConfig, StoreError};
use testkit::Postgres;
use tokio::time::Instant;

use crate::{catalog, rows};

/// In which a caller has its answer, with room for a slow machine.
const ANSWER: Duration = Duration::from_secs(4);

pub async fn open(url: &str) -> Store {
    Store::open(&StoreConfig::Postgres(url.into())).await.expect("a store")
}

async fn server() -> Postgres {
    Postgres::start().await.expect("a server")
}

async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn nodes_that_start_together_migrate_once_and_older_ones_run_on_a_newer_schema() {
    let server = server().await;
    let url = server.database().expect("a database");
    let together = tokio::task::LocalSet::new();
    for _ in 0..8 {
        let url = url.clone();
        together.spawn_local(async move { open(&url).await.check().await.expect("answers") });
    }
    together.await;
    let known =
        server.sql("test_0", "SELECT count(*), bool_and(success) FROM _sqlx_migrations").expect("sql");
    let files =
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/postgres")).expect("reads");
    assert_eq!(known, format!("{}|t", files.count()));
    let later = "ALTER TABLE tenant ADD COLUMN later TEXT; INSERT INTO _sqlx_migrations
                 (version, description, success, checksum, execution_time) VALUES (9999, 'later', true, '', 1)";
    server.sql("test_0", later).expect("sql");
    open(&url).await.check().await.expect("answers");
}

#[tokio::test]
async fn a_database_that_hangs_or_dies_is_said_to_be_unavailable_in_time_and_found_again() {
    let mut server = server().await;
    let store = open(&server.database().expect("a database")).await;
    rows::tenant(&store, "before.example").await.commit().await.expect("commits");
    let mut open_tx = store.begin().await.expect("a transaction");

    server.pause().expect("paused");
    for attempt in 0..2 {
        let begun = Instant::now();
        let failed = store.check().await;
        assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{attempt}: {failed:?}");
        assert!(begun.elapsed() < ANSWER);
    }
    let begun = Instant::now();
    let failed = store::tenant::set_active(&mut open_tx, "before.example", false).await;
    assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    assert!(begun.elapsed() < ANSWER);
    let failed = open_tx.commit().await;
    assert!(matches!(failed, Err(StoreError::Aborted)), "{failed:?}");
    server.resume().expect("resumed");
    until("answers again", async || store.check().await.ok()).await;

    let half = rows::tenant(&store, "half.example").await;
    server.kill();
    let begun = Instant::now();
    let failed = half.commit().await;
    assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    let failed = store.check().await;
    assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    assert!(begun.elapsed() < 2 * ANSWER);
    server.restart().await.expect("starts again");
    let mut tx = until("answers again", async || store.begin().await.ok()).await;
    assert!(
        store::tenant::get(&mut tx, "before.example").await.expect("reads").is_some(),
        "what was committed"
    );
    assert!(store::tenant::get(&mut tx, "half.example").await.expect("reads").is_none(), "what was not");
    tx.commit().await.expect("commits");
}

#[tokio::test]
async fn changes_of_another_process_are_heard_of_and_one_relays_at_a_time() {
    let server = server().await;
    let url = server.database().expect("a database");
    let (one, other) = (open(&url).await, open(&url).await);
    let write = async |store: &Store, id: &str| {
        let mut tx = store.begin().await.expect("a transaction");
        put(&mut tx, &catalog::key("t", id), &[], Some(&json!({})), Timestamp(1)).await.expect("writes");
        tx.commit().await.expect("commits");
    };
    // A listener that has just connected tells once.
    tokio::time::timeout(ANSWER, other.catalog_changed()).await.expect("listens");
    write(&one, "a").await;
    tokio::time::timeout(ANSWER, other.catalog_changed()).await.expect("heard of it");

    let batch = outbox::next(&one, 9).await.expect("reads").expect("something waits");
    assert!(outbox::next(&other, 9).await.expect("reads").is_none(), "one relays");
    write(&other, "b").await;
    assert_eq!(batch.published().await.expect("writes"), 1);
    let rest = until("the lease is free", async || outbox::next(&other, 9).await.expect("reads")).await;
    assert_eq!(rest.documents().len(), 1, "what was committed meanwhile waits still");
    // A relay that dies takes its lease along.
    server
        .sql(
            "test_0",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' \
        AND pid <> pg_backend_pid()",
        )
        .expect("sql");
    assert!(rest.published().await.is_err());
    until("another takes over", async || outbox::next(&one, 9).await.ok().flatten()).await;
}

#[tokio::test]
async fn a_number_that_is_committed_late_is_not_forgotten() {
    let server = server().await;
    let url = server.database().expect("a database");
    let (one, other) = (open(&url).await, open(&url).await);
    let put = async |tx: &mut store::Tx, id: &str| {
        put(tx, &catalog::key("t", id), &[], Some(&json!({})), Timestamp(1)).await.expect("writes")
    };
    let mut late = one.begin_concurrent().await.expect("a transaction");
    let lower = put(&mut late, "late").await;
    let mut early = other.begin_concurrent().await.expect("a transaction");
    let higher = put(&mut early, "early").await;
    assert!(lower < higher);
    early.commit().await.expect("commits");
    assert_eq!(catalog::relay_all(&one).await, [higher]);
    late.commit().await.expect("commits");
    assert_eq!(catalog::relay_all(&other).await, [lower]);
}

#[tokio::test]
async fn a_revocation_reaches_the_token_that_a_rotation_is_just_making() {
    let server = server().await;
    let url = server.database().expect("a database");
    let (one, other) = (open(&url).await, open(&url).await);
    let now =
        "INSERT INTO tenant (domain, active, admin_name, created_at, body) VALUES ('t', true, 'a', 1, '{}');
        INSERT INTO oauth_client VALUES ('c', 't', 'n', 'o', true, '', '', 1, 1, '{}');
        INSERT INTO refresh_token VALUES ('old', 't', 'c', 'f', 's', '', 'active', 'j', 9, 1, 9)";
    server.sql("test_0", now).expect("sql");
    let mut rotation = one.begin_concurrent().await.expect("a transaction");
    let mut next = store::token::get(&mut rotation, "t", "old").await.expect("reads").expect("is there");
    assert!(store::token::redeem(&mut rotation, "t", "old", 1).await.expect("writes"));
    next.hash = "next".into();
    store::token::insert(&mut rotation, &next).await.expect("writes");
    let revocation = tokio::spawn(async move {
        let mut tx = other.begin().await.expect("a transaction");
        store::token::revoke_family(&mut tx, "t", "f", 0).await.expect("writes");
        tx.commit().await.expect("commits");
    });
    until("the revocation waits for the rotation", async || {
        let waiting = server.sql("test_0", "SELECT count(*) FROM pg_locks WHERE NOT granted").expect("sql");
        (waiting == "1").then_some(())
    })
    .await;
    rotation.commit().await.expect("commits");
    revocation.await.expect("no panic");
    let active =
        server.sql("test_0", "SELECT count(*) FROM refresh_token WHERE state <> 'revoked'").expect("sql");
    assert_eq!(active, "0");
}

#[tokio::test]
async fn deadlocks_and_locks_that_are_not_got_are_worth_another_try() {
    let server = server().await;
    let store = open(&server.database().expect("a database")).await;
    for domain in ["a.example", "b.example"] {
        rows::tenant(&store, domain).await.commit().await.expect("commits");
    }
    let half = async |first: &'static str| {
        let mut tx = store.begin_concurrent().await.expect("a transaction");
        assert!(store::tenant::set_active(&mut tx, first, false).await.expect("writes"));
        tx
    };
    let (mut one, mut other) = (half("a.example").await, half("b.example").await);
    let (a, b) = tokio::join!(
        store::tenant::set_active(&mut one, "b.example", false),
        store::tenant::set_active(&mut other, "a.example", false),
    );
    let lost = a.err().or(b.err()).expect("one of two that wait for each other is given up");
    assert!(matches!(lost, StoreError::Contended(_)) && lost.is_retryable(), "{lost:?}");
    drop((one, other));

    let url = server.url("test_0");
    let holder = open(&url).await;
    let turn = holder.begin().await.expect("a transaction");
    let refused = store.begin().await.map(drop);
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    drop(turn);
    until("its turn comes", async || store.begin().await.ok()).await;
}

#[tokio::test]
async fn what_postgresql_cannot_keep_is_said_to_be_so() {
    let server = server().await;
    let store = open(&server.database().expect("a database")).await;
    let mut tx = store.read().await.expect("a transaction");
    let found = store::application::by_id(&mut tx, "t", "a\u{0}b").await;
    assert!(matches!(found, Err(StoreError::Unstorable)), "{found:?}");
}

#[tokio::test]
async fn the_servers_certificate_and_name_are_checked_when_asked_for() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let mut server = server().await;
    server.put_file("server.crt", &made.cert.pem()).expect("writes");
    server.put_file("server.key", &made.signing_key.serialize_pem()).expect("writes");
    server.configure("ssl = on").expect("writes");
    server.restart().await.expect("starts again");
    let url = server.database().expect("a database");
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("root.pem");
    std::fs::write(&root, made.cert.pem()).expect("writes");
    let root = root.display();

    open(&format!("{url}?sslmode=verify-full&sslrootcert={root}")).await.check().await.expect("answers");
    let encrypted = server.sql("test_0", "SELECT count(*) FROM pg_stat_ssl WHERE ssl").expect("sql");
    assert_ne!(encrypted, "0");
    let by_address = url.replace("localhost", "127.0.0.1");
    for wrong in
        [format!("{url}?sslmode=verify-full"), format!("{by_address}?sslmode=verify-full&sslrootcert={root}")]
    {
        let refused = Store::open(&StoreConfig::Postgres(wrong.clone().into())).await;
        assert!(refused.is_err(), "{wrong}");
    }
}
