//! Opaque tokens: what they stand for is asked of key managers over the hub, and decides.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use model::catalog::Kind;
use model::opaque::{Ask, SUBJECT, Told};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::harness::tokens::now;
use crate::harness::{Answer, ApiBuilder, BackEnd, Bench};

const GOOD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const OTHER: &str = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

/// A key manager that knows one token, until it is dropped.
struct KeyManager {
    asked: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for KeyManager {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl KeyManager {
    async fn start(bench: &Bench, signed: String) -> Self {
        let mut requests = bench.hub.serve(SUBJECT).await.expect("served");
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            while let Some(request) = requests.recv().await {
                counter.fetch_add(1, Ordering::Relaxed);
                let ask: Ask = serde_json::from_slice(&request.body).expect("a question");
                let told = Told { signed: (ask.token == GOOD).then(|| signed.clone()) };
                request.answer(Bytes::from(serde_json::to_vec(&told).expect("an answer")));
            }
        });
        Self { asked, task }
    }
    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

async fn bench() -> (Bench, BackEnd) {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    (bench, back_end)
}

async fn call(bench: &Bench, token: &str) -> Answer {
    bench.client().get("/a/1/x").bearer(token).send().await
}

#[tokio::test]
async fn an_opaque_token_is_asked_about_once_and_works_until_it_is_revoked() {
    let (bench, back_end) = bench().await;
    let manager = KeyManager::start(&bench, bench.tokens.good()).await;
    for _ in 0..3 {
        assert_eq!(call(&bench, GOOD).await.status, 200);
    }
    assert_eq!(manager.asked(), 1);
    assert!(back_end.seen().iter().all(|seen| !seen.headers.contains_key("authorization")));
    // Known ones go on while no key manager is there.
    drop(manager);
    assert_eq!(call(&bench, GOOD).await.status, 200);
    bench.put(Kind::RevokedToken, "jti-1", &json!({"expires_at": now() + 3_600})).await;
    assert_eq!(call(&bench, GOOD).await.code(), (401, "900901".to_owned()));
}

#[tokio::test]
async fn an_unknown_token_is_refused_and_not_asked_about_over_and_over() {
    let (bench, _) = bench().await;
    let manager = KeyManager::start(&bench, bench.tokens.good()).await;
    for _ in 0..3 {
        assert_eq!(call(&bench, OTHER).await.code(), (401, "900901".to_owned()));
    }
    assert_eq!(manager.asked(), 1);
}

#[tokio::test]
async fn without_a_key_manager_it_is_said_that_it_is_away() {
    let (bench, _) = bench().await;
    let answer = call(&bench, GOOD).await;
    assert_eq!(answer.code(), (503, "900900".to_owned()));
    assert!(answer.text().contains("key manager"), "{}", answer.text());
    assert_eq!(bench.get("/a/1/x").await.status, 200, "signed tokens need none");
    let _manager = KeyManager::start(&bench, bench.tokens.good()).await;
    assert_eq!(call(&bench, GOOD).await.status, 200, "it is asked as soon as it is back");
}

#[tokio::test]
async fn what_it_stands_for_is_checked_like_any_token() {
    let (bench, _) = bench().await;
    let forged = crate::harness::TokenFactory::new().good();
    for signed in
        [bench.tokens.with(&json!({"exp": now() - 10})), forged, bench.tokens.typed("JWT", &json!({}))]
    {
        let bench = {
            let (bench, _) = self::bench().await;
            bench
        };
        let _manager = KeyManager::start(&bench, signed).await;
        assert_eq!(call(&bench, GOOD).await.code(), (401, "900901".to_owned()));
    }
    let _manager = KeyManager::start(&bench, "x\r\ny: z".to_owned()).await;
    assert_eq!(call(&bench, GOOD).await.code(), (401, "900901".to_owned()));
}
