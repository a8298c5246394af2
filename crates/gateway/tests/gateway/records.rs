//! What is written about a call.

use std::time::Duration;

use hub::Stream;
use serde_json::{Value, json};

use crate::harness::{ApiBuilder, BackEnd, Bench};

#[tokio::test]
async fn each_call_has_one_line_and_one_event() {
    let back_end = BackEnd::start("12345").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("access.log");
    let bench = Bench::with(|c| {
        c.access_log = true;
        c.access_log_file = Some(file.clone());
        c.analytics = true;
        c.forwarded_for_hops = 1;
    })
    .await;
    let mut events = bench.hub.consume(Stream::Analytics, "test").await.unwrap();
    bench
        .deploy(
            ApiBuilder::new("/a/1", &back_end.url())
                .operations(&[("GET", "/menu/{id}"), ("POST", "/menu/{id}")]),
        )
        .await;
    let token = bench.tokens.good();
    let good = bench.client().call("POST", "/a/1/menu/7?secret=s3cr3t").bearer(&token);
    let good = good.header("x-forwarded-for", "10.1.2.3").body("abc").send().await;
    let bad = bench.client().get("/a/1/menu/7").send().await;
    let unknown = bench.client().get("/none").send().await;
    bench.gateway.shutdown(Duration::from_secs(5)).await;

    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert!(!text.contains("s3cr3t") && !text.contains(&token));
    let expected = json!({
        "client": "10.1.2.3", "method": "POST", "host": "localhost", "path": "/a/1/menu/7", "api.name": "a-1",
        "api.operation": "/menu/{id}", "api.environment": "Default", "application.id": "app", "key_type": "PRODUCTION",
        "user": "bob@carbon.super", "status": 200, "complete": true, "received": 3, "sent": 5,
    });
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&lines[0][member], value, "{member}");
    }
    assert!(lines[0]["duration_us"].as_u64().unwrap() >= lines[0]["upstream_us"].as_u64().unwrap());
    for (line, answer, status, code) in [(&lines[1], &bad, 401, 900_902), (&lines[2], &unknown, 404, 404)] {
        assert_eq!((&line["status"], &line["error.code"]), (&json!(status), &json!(code)));
        assert_eq!(line["id"], answer.header("activityid").unwrap());
    }
    assert_eq!(lines[0]["id"], good.header("activityid").unwrap());

    let event = tokio::time::timeout(Duration::from_secs(5), events.recv()).await.unwrap().unwrap();
    let event: Value = serde_json::from_slice(&event.body).unwrap();
    assert_eq!((&event["node"], &event["calls"]), (&json!("gateway"), &json!(lines)));
}

#[tokio::test]
async fn an_api_with_a_level_is_logged_and_no_secret_is() {
    let back_end = BackEnd::start("12345").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("access.log");
    let bench = Bench::with(|c| c.access_log_file = Some(file.clone())).await;
    let api = |base: &str| {
        ApiBuilder::new(base, &back_end.url()).operations(&[("GET", "/menu"), ("GET", "/quiet")])
    };
    bench.deploy(api("/plain/1")).await;
    let levels = json!([{"level": "full"}, {"verb": "GET", "target": "/quiet", "level": "off"}]);
    bench.deploy(api("/loud/1").set("log_levels", levels)).await;
    let token = bench.tokens.good();
    for path in ["/plain/1/menu", "/loud/1/quiet", "/loud/1/menu?page=7&access_token=s3cr3t"] {
        let call =
            bench.client().get(path).bearer(&token).header("x-colour", "green").header("cookie", "id=s3cr3t");
        assert_eq!(call.send().await.status, 200, "{path}");
    }
    bench.gateway.shutdown(Duration::from_secs(5)).await;
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("s3cr3t") && !text.contains(&token), "{text}");
    let lines: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 1, "{text}");
    let line = &lines[0];
    assert_eq!(
        (&line["path"], &line["status"], &line["api.operation"]),
        (&json!("/loud/1/menu"), &json!(200), &json!("/menu"))
    );
    assert_eq!(line["request.query"], "page=7&access_token=***");
    let headers = &line["request.headers"];
    assert_eq!(
        (&headers["x-colour"], &headers["cookie"], &headers["authorization"]),
        (&json!("green"), &json!("***"), &json!("***"))
    );
    assert!(line["upstream.headers"].is_object(), "{line}");
}
