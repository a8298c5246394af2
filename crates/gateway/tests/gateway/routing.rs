//! Which operation answers, and what is told when none does.

use model::catalog::Kind;
use serde_json::json;

use crate::harness::{ApiBuilder, BackEnd, Bench};

#[tokio::test]
async fn a_call_reaches_the_back_end_below_its_url() {
    let back_end = BackEnd::start("pizza").await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/pizza/1.0.0", &format!("{}/base/", back_end.url()))).await;
    for (path, target) in [
        ("/pizza/1.0.0/menu?size=L&x=%20", "/base/menu?size=L&x=%20"),
        ("/pizza/1.0.0/", "/base/"),
        ("/pizza/1.0.0", "/base"),
        ("/pizza/1.0.0/a%2fb/,-._~:@", "/base/a%2Fb/,-._~:@"),
        ("/pizza/1.0.0//x/./y/../z", "/base/x/z"),
        ("//pizza/1.0.0/x", "/base/x"),
    ] {
        let answer = bench.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "pizza"), "{path}");
        assert_eq!(back_end.last().target, target);
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_apart() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    bench
        .deploy(ApiBuilder::new("/a/1", &back_end.url()).operations(&[
            ("GET", "/x"),
            ("POST", "/x"),
            ("GET", "/x/{id}"),
        ]))
        .await;
    let unknown = bench.get("/nothing/1").await;
    assert_eq!(
        unknown.text(),
        r#"{"code":"404","type":"Status report","message":"Not Found","description":"The requested resource is not available."}"#
    );
    assert!(unknown.header("activityid").is_some_and(|id| id.len() == 32));
    assert_eq!(bench.get("/a/1/y").await.code(), (404, "900906".to_owned()));
    assert!(bench.get("/a/1/y").await.text().contains("No matching resource found for given API Request"));
    let other = bench.client().call("DELETE", "/a/1/x").bearer(&bench.tokens.good()).send().await;
    assert_eq!((other.status.as_u16(), other.header("allow")), (405, Some("GET, POST")));
    assert!(other.text().contains("Method not allowed for given API resource"));
    assert_eq!(bench.get("/a/1/x/").await.status, 200);
    for path in ["/a/1/..%2f..%2fx", "/a/1/..;/x", "/../a", "/a/1/%00", "/a/1/x%zz", "/a/1/x/1;y/..;/"] {
        assert_eq!(bench.get(path).await.status, 400, "{path}");
    }
    // Parameters that some back ends ignore must not change which operation is meant.
    assert_eq!(bench.get("/a/1/x;admin").await.status, 400);
    assert_eq!(bench.get("/a/1/x/7;v=1").await.status, 200);
}

#[tokio::test]
async fn state_decides_whether_an_api_answers() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    for (state, status) in [
        ("PUBLISHED", 200),
        ("BLOCKED", 503),
        ("DEPRECATED", 200),
        ("PROTOTYPED", 200),
        ("RETIRED", 404),
        ("PUBLISHED", 200),
    ] {
        bench.deploy(ApiBuilder::new("/a/1", &back_end.url()).set("state", json!(state))).await;
        let answer = bench.get("/a/1/x").await;
        assert_eq!(answer.status, status, "{state}");
        if state == "BLOCKED" {
            assert_eq!(answer.code().1, "700700");
        }
    }
    bench.remove(Kind::Api, "a-1.Default").await;
    assert_eq!(bench.get("/a/1/x").await.status, 404);
}

#[tokio::test]
async fn the_default_version_answers_without_version() {
    let (old, new) = (BackEnd::start("old").await, BackEnd::start("new").await);
    let bench = Bench::start().await;
    bench
        .deploy(ApiBuilder::new("/t/a.com/p/1", &old.url()).set("default_context", json!("/t/a.com/p")))
        .await;
    bench.deploy(ApiBuilder::new("/t/a.com/p/2", &new.url())).await;
    assert_eq!(bench.get("/t/a.com/p/x").await.text(), "old");
    assert_eq!(bench.get("/t/a.com/p/2/x").await.text(), "new");
    bench
        .deploy(ApiBuilder::new("/t/a.com/p/2", &new.url()).set("default_context", json!("/t/a.com/p")))
        .await;
    bench.deploy(ApiBuilder::new("/t/a.com/p/1", &old.url())).await;
    assert_eq!(bench.get("/t/a.com/p/x").await.text(), "new");
    assert_eq!(bench.get("/t/a.com/p/1/x").await.text(), "old");
    assert_eq!(bench.get("/t/b.com/p/x").await.status, 404);
}

#[tokio::test]
async fn hosts_have_their_own_apis() {
    let (one, two) = (BackEnd::start("one").await, BackEnd::start("two").await);
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &one.url())).await;
    bench
        .deploy(
            ApiBuilder::new("/a/1", &two.url())
                .set("api_id", json!("second"))
                .set("vhost", json!("gw.example.com")),
        )
        .await;
    for (host, name) in [
        ("localhost:8280", "one"),
        ("GW.example.com", "two"),
        ("gw.example.com:8280", "two"),
        ("10.0.0.1", "one"),
    ] {
        let call = bench.client().get("/a/1/x").header("host", host).bearer(&bench.tokens.good());
        assert_eq!(call.send().await.text(), name, "{host}");
    }
}

#[tokio::test]
async fn readiness_is_told_where_wso2_tells_it() {
    let bench = Bench::start().await;
    let path = "/api/am/gateway/v2/server-startup-healthcheck";
    assert_eq!(bench.client().get(path).send().await.status, 200);
    let clock = std::sync::Arc::new(crate::harness::TestClock::default());
    let hub: hub::SharedHub = std::sync::Arc::new(hub::MemoryHub::new(clock.clone()));
    let empty = Bench::on(hub, clock, crate::harness::TokenFactory::new(), |_| {});
    assert_eq!(empty.client().get(path).send().await.status, 503);
    assert_eq!(empty.get("/a/1/x").await.status, 503);
    assert_eq!(empty.gateway.health().text, "waiting for the catalog");
}
