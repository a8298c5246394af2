//! WSO2's gateway API on the gateway's own listener.

use base64::Engine as _;
use serde_json::{Value, json};

use crate::harness::{ApiBuilder, BackEnd, Bench};

const BASE: &str = "/api/am/gateway/v2";

fn basic(pair: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

async fn ask(bench: &Bench, method: &str, path: &str) -> (u16, Value) {
    let call = bench.client().call(method, &format!("{BASE}{path}"));
    let answer = call.header("authorization", &basic("ops:s3cr3t")).send().await;
    (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap())
}

async fn bench(back_end: &BackEnd) -> Bench {
    let bench = Bench::with(|c| {
        c.management.user = "ops".into();
        c.management.password = "s3cr3t".into();
    })
    .await;
    bench.deploy(ApiBuilder::new("/pizza/1", &back_end.url())).await;
    bench
}

#[tokio::test]
async fn whoever_manages_a_gateway_sees_what_it_has() {
    let back_end = BackEnd::start("x").await;
    let bench = bench(&back_end).await;
    let (status, all) = ask(&bench, "GET", "/apis?context=/pizza/1").await;
    assert_eq!((status, &all["count"]), (200, &json!(1)), "{all}");
    let api = &all["list"][0];
    assert_eq!(
        (&api["apiUUID"], &api["name"], &api["status"]),
        (&json!("pizza-1"), &json!("pizza-1"), &json!("PUBLISHED"))
    );
    let (_, whole) = ask(&bench, "GET", "/apis/pizza-1").await;
    assert_eq!(whole["urlMappings"].as_array().map(Vec::len), Some(2), "{whole}");
    let application = &whole["subscripitons"][0]["application"];
    assert!(application["keys"][0]["consumerKey"].is_string(), "{whole}");
    let id = application["uuid"].as_str().unwrap();
    let (_, subscription) = ask(&bench, "GET", &format!("/subscriptions?apiUUID=pizza-1&appUUID={id}")).await;
    assert_eq!((&subscription["apiId"], &subscription["appId"]), (&api["apiId"], &application["id"]));
    assert_eq!(ask(&bench, "GET", &format!("/applications?uuid={id}")).await.1["count"], 1);
    let (_, artifact) = ask(&bench, "GET", "/api-artifact?apiName=pizza-1&version=1.0.0").await;
    assert!(artifact["api"].as_str().unwrap().contains("\"context\":\"/pizza/1\""), "{artifact}");
    for (path, expected) in [
        ("/apis/none", 404),
        ("/subscriptions", 400),
        ("/api-artifact?apiName=none&version=1", 404),
        ("/api-artifact", 400),
        ("/sequence?apiName=pizza-1&version=1.0.0", 501),
        ("/undeploy-api", 405),
        ("/nothing", 404),
    ] {
        assert_eq!(ask(&bench, "GET", path).await.0, expected, "{path}");
    }
    assert_eq!(ask(&bench, "GET", "/apis?tenantDomain=a.com").await.1["count"], 0);
}

#[tokio::test]
async fn an_api_is_taken_out_and_deployed_again() {
    let back_end = BackEnd::start("x").await;
    let bench = bench(&back_end).await;
    let token = bench.tokens.good();
    let call = async || bench.client().get("/pizza/1/x").bearer(&token).send().await.status.as_u16();
    assert_eq!(call().await, 200);
    let of = "apiName=pizza-1&version=1.0.0";
    let (status, said) = ask(&bench, "POST", &format!("/undeploy-api?{of}")).await;
    assert_eq!((status, &said["deployStatus"]), (200, &json!("UNDEPLOYED")));
    assert_eq!(call().await, 404);
    let (status, said) = ask(&bench, "POST", &format!("/redeploy-api?{of}")).await;
    assert_eq!((status, &said["deployStatus"]), (200, &json!("DEPLOYED")));
    assert_eq!(call().await, 200);
}

#[tokio::test]
async fn nobody_else_is_let_in() {
    let back_end = BackEnd::start("x").await;
    let closed = Bench::start().await;
    let open = bench(&back_end).await;
    let token = open.tokens.good();
    for (bench, authorization) in [
        (&open, None),
        (&open, Some(basic("ops:wrong"))),
        (&open, Some(basic("admin:admin"))),
        (&open, Some(format!("Bearer {token}"))),
        (&closed, Some(basic(":"))),
        (&closed, Some(basic("ops:s3cr3t"))),
    ] {
        let mut call =
            bench.client().call("POST", &format!("{BASE}/undeploy-api?apiName=pizza-1&version=1.0.0"));
        if let Some(authorization) = &authorization {
            call = call.header("authorization", authorization);
        }
        let answer = call.send().await;
        assert_eq!(answer.status, 401, "{authorization:?}");
        assert!(answer.header("www-authenticate").is_some());
    }
    // Readiness is open to all.
    assert_eq!(
        closed.client().get(&format!("{BASE}/server-startup-healthcheck")).send().await.status.as_u16() / 100,
        2
    );
    assert_eq!(open.client().get("/pizza/1/x").bearer(&token).send().await.status, 200);
}
