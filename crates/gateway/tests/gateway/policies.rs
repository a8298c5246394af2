//! Attached policies: what the back end gets, what the client gets back, and what is refused.

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use hub::Stream;
use model::catalog::Kind;
use serde_json::{Value, json};

use crate::deployment::next;
use crate::harness::{Answer, ApiBuilder, BackEnd, Bench};

fn policy(name: &str, parameters: Value) -> Value {
    json!({"policyName": name, "policyVersion": "v1", "native": name, "parameters": parameters})
}

/// An API with policies on `GET /*`, `POST /*` and `HEAD /*`.
fn api(back_end: &BackEnd, policies: Value) -> ApiBuilder {
    let operation = |verb: &str| json!({"verb": verb, "target": "/*", "policies": policies});
    let operations = ["GET", "POST", "HEAD"].map(operation);
    ApiBuilder::new("/a/1", &back_end.url()).set("operations", json!(operations))
}

async fn post(bench: &Bench, path: &str, media: &str, body: impl Into<Bytes>) -> Answer {
    let call = bench.client().call("POST", path).bearer(&bench.tokens.good());
    let call = if media.is_empty() { call } else { call.header("content-type", media) };
    call.body(body).send().await
}

/// A bench with an API whose requests run through one policy.
async fn with_request(back_end: &BackEnd, name: &str, parameters: Value) -> Bench {
    let bench = Bench::start().await;
    bench.deploy(api(back_end, json!({"request": [policy(name, parameters)]}))).await;
    bench
}

#[tokio::test]
async fn the_back_end_gets_what_policies_make_of_a_request() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    let request = json!([
        policy("addHeader", json!({"headerName": "X-Added", "headerValue": "a:b"})),
        policy("removeHeader", json!({"headerName": "X-Gone"})),
        policy("addQueryParam", json!({"paramKey": "added", "paramValue": "1 2"})),
        policy("removeQueryParam", json!({"paramKey": "secret"})),
        policy("changeHTTPMethod", json!({"httpMethod": "PUT"})),
    ]);
    let whole =
        json!({"request": [policy("addHeader", json!({"headerName": "X-Added", "headerValue": "first"}))]});
    bench.deploy(api(&back_end, json!({"request": request})).set("policies", whole)).await;
    let call = bench.client().get("/a/1/x?a=1&secret=2&%73ecret=3").bearer(&bench.tokens.good());
    let answer = call.header("x-gone", "1").header("x-added", "client").send().await;
    assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "b"));
    let seen = back_end.last();
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("PUT", "/x?a=1&added=1%202"));
    let added: Vec<_> = seen.headers.get_all("x-added").iter().collect();
    assert_eq!(added, ["a:b"], "those of the operation come after those of the API");
    assert!(!seen.headers.contains_key("x-gone") && !seen.headers.contains_key("authorization"));
}

#[tokio::test]
async fn paths_are_rewritten_with_and_without_the_query() {
    let back_end = BackEnd::start("b").await;
    for (parameters, expected) in [
        (json!({"newResourcePath": "new/path"}), "/new/path?q=1"),
        (json!({"newResourcePath": "/new?own=2", "includeQueryParams": true}), "/new?own=2&q=1"),
        (json!({"newResourcePath": "/new", "includeQueryParams": "false"}), "/new"),
    ] {
        let bench = with_request(&back_end, "rewriteResourcePath", parameters).await;
        assert_eq!(bench.get("/a/1/old/x?q=1").await.status, 200);
        assert_eq!(back_end.last().target, expected);
    }
}

#[tokio::test]
async fn bodies_are_converted_in_both_directions() {
    let back_end = BackEnd::answering(|seen| {
        let body = Full::new(Bytes::from(format!("<got><len>{}</len></got>", seen.body.len())));
        Response::builder().header("content-type", "text/xml").header("etag", "\"1\"").body(body).unwrap()
    })
    .await;
    let bench = Bench::start().await;
    let policies =
        json!({"request": [policy("jsonToXML", json!({}))], "response": [policy("xmlToJson", json!({}))]});
    bench.deploy(api(&back_end, policies)).await;
    let answer = post(&bench, "/a/1/x", "application/json; charset=utf-8", "{\"a\":[1,\"<\"]}").await;
    let seen = back_end.last();
    assert_eq!(seen.body, "<jsonObject><a>1</a><a>&lt;</a></jsonObject>");
    assert_eq!(seen.headers["content-type"], "application/xml");
    assert_eq!(seen.headers["content-length"], seen.body.len().to_string());
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (200, format!("{{\"got\":{{\"len\":{}}}}}", seen.body.len()))
    );
    assert_eq!((answer.header("content-type"), answer.header("etag")), (Some("application/json"), None));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));

    // Without a body nothing is wrong; what is XML already stays.
    assert_eq!(bench.get("/a/1/x").await.status, 200);
    assert_eq!(post(&bench, "/a/1/x", "", "").await.status, 200);
    assert_eq!(post(&bench, "/a/1/x", "application/xml", "<x/>").await.status, 200);
    assert_eq!(back_end.last().body, "<x/>");
    let before = back_end.seen().len();
    for (media, body, expected) in [
        ("application/json", "{\"a\":", 400),
        ("application/json", "\u{0}", 400),
        ("text/csv", "a,b", 415),
        ("", "no JSON", 400),
    ] {
        assert_eq!(post(&bench, "/a/1/x", media, body).await.status, expected, "{media} {body}");
    }
    assert_eq!(post(&bench, "/a/1/x", "application/json", "{").await.code().1, "601000");
    let coded = bench.client().call("POST", "/a/1/x").bearer(&bench.tokens.good());
    let coded = coded.header("content-type", "application/json").header("content-encoding", "gzip").body("x");
    assert_eq!(coded.send().await.status, 415);
    assert_eq!(back_end.seen().len(), before, "nothing of it reached the back end");
}

#[tokio::test]
async fn answers_that_cannot_be_converted_are_the_back_ends_fault_and_others_pass() {
    let back_end = BackEnd::answering(|seen| {
        let (status, media, body) = match seen.target.as_str() {
            "/page" => (500, "text/html", "<b>oops".to_owned()),
            "/large" => (200, "application/xml", format!("<a>{}</a>", "x".repeat(2_000))),
            _ => (200, "application/xml", "<a>".to_owned()),
        };
        Response::builder().status(status).header("content-type", media).body(Full::new(body.into())).unwrap()
    })
    .await;
    let bench = Bench::with(|config| config.limits.policy_body_bytes = 1_000).await;
    bench.deploy(api(&back_end, json!({"response": [policy("xmlToJson", json!({}))]}))).await;
    let page = bench.get("/a/1/page").await;
    assert_eq!((page.status.as_u16(), page.text().as_str()), (500, "<b>oops"));
    assert_eq!(bench.get("/a/1/broken").await.code(), (502, "101506".to_owned()));
    assert_eq!(bench.get("/a/1/large").await.code(), (502, "101506".to_owned()));
    assert!(!back_end.last().headers.contains_key("accept-encoding"));
}

#[tokio::test]
async fn bodies_are_held_within_bounds() {
    let back_end = BackEnd::answering(|seen| Response::new(Full::new(seen.body.clone()))).await;
    let bench = Bench::with(|config| config.limits.policy_body_bytes = 1_000).await;
    let policies = json!({"request": [policy("disableChunking", json!({}))], "response": [policy("disableChunking", json!({}))]});
    bench.deploy(api(&back_end, policies)).await;
    let exact = "x".repeat(1_000);
    assert_eq!(post(&bench, "/a/1/x", "", exact.clone()).await.text(), exact);
    assert_eq!(post(&bench, "/a/1/x", "", "x".repeat(1_001)).await.code(), (413, "413".to_owned()));
    let chunked = |body: &str| {
        let token = bench.tokens.good();
        format!(
            "POST /a/1/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n\r\n{body}0\r\n\r\n"
        )
    };
    let answer = bench.client().raw(chunked("3\r\nabc\r\n2\r\nde\r\n").as_bytes()).await;
    assert!(answer.ends_with("abcde") && answer.to_lowercase().contains("content-length: 5"), "{answer}");
    let seen = back_end.last().headers;
    assert_eq!((seen.get("transfer-encoding"), seen["content-length"].to_str().unwrap()), (None, "5"));
    let large = format!("3e8\r\n{exact}\r\n1\r\nx\r\n");
    assert!(bench.client().raw(chunked(&large).as_bytes()).await.starts_with("HTTP/1.1 413"));

    // With no room left at all, calls without policies go on.
    let bench = Bench::with(|config| {
        config.limits.policy_body_bytes = 10;
        config.limits.policy_bodies_bytes = 10;
    })
    .await;
    bench.deploy(api(&back_end, json!({"request": [policy("disableChunking", json!({}))]}))).await;
    bench.deploy(ApiBuilder::new("/b/1", &back_end.url())).await;
    for _ in 0..3 {
        assert_eq!(post(&bench, "/a/1/x", "", "0123456789").await.status, 200, "room is given back");
    }
    assert_eq!(post(&bench, "/b/1/x", "", "x".repeat(100_000)).await.status, 200);
}

#[tokio::test]
async fn patterns_are_found_however_they_are_written() {
    let back_end = BackEnd::start("b").await;
    let bench = with_request(&back_end, "regexPolicy", json!({"threatType": "SQL-Injection"})).await;
    assert_eq!(bench.get("/a/1/menu?q=cheese").await.status, 200);
    assert_eq!(post(&bench, "/a/1/x", "application/json", "{\"a\":\"b\"}").await.status, 200);
    let before = back_end.seen().len();
    for path in ["/a/1/x?q=DROP%20table", "/a/1/x?q=drop+table", "/a/1/x%27", "/a/1/x?q=%64elete%0afrom"] {
        assert_eq!(bench.get(path).await.code(), (400, "400".to_owned()), "{path}");
    }
    let header = bench.client().get("/a/1/x").bearer(&bench.tokens.good()).header("x-h", "insert into a");
    assert_eq!(header.send().await.status, 400);
    let refused = post(&bench, "/a/1/x", "application/x-www-form-urlencoded", "q=select+a+from+b").await;
    assert!(refused.text().contains("SQL-Injection detected in the body"), "{}", refused.text());
    assert_eq!(post(&bench, "/a/1/x", "", vec![0xff; 10]).await.status, 200);
    assert_eq!(back_end.seen().len(), before + 1);

    // What takes other engines ages takes this one no time.
    let bench =
        with_request(&back_end, "regexPolicy", json!({"regex": "(a+)+$", "enabledCheckHeaders": false}))
            .await;
    assert_eq!(post(&bench, "/a/1/x", "text/plain", format!("{}!", "a".repeat(100_000))).await.status, 200);
}

#[tokio::test]
async fn bodies_with_threats_are_refused_before_the_back_end_sees_them() {
    let back_end = BackEnd::start("b").await;
    let bench =
        with_request(&back_end, "jsonValidator", json!({"maxJsonDepth": 3, "maxStringLength": "5"})).await;
    assert_eq!(post(&bench, "/a/1/x", "application/json", "{\"a\":[\"12345\"]}").await.status, 200);
    assert_eq!(post(&bench, "/a/1/x", "text/plain", "[[[[").await.status, 200);
    let before = back_end.seen().len();
    let deep = "[".repeat(500_000);
    for body in ["[[[[]]]]", "\"123456\"", "{\"a\":1", "{}{}", "\u{feff}{}", deep.as_str()] {
        let answer = post(&bench, "/a/1/x", "application/json", body.to_owned()).await;
        assert_eq!(answer.code(), (400, "400".to_owned()), "{}", &body[..body.len().min(20)]);
        assert!(answer.text().contains("JSON Validation Failed"), "{}", answer.text());
    }
    assert_eq!(post(&bench, "/a/1/x", "application/json", vec![b'"', 0xff, b'"']).await.status, 400);
    assert_eq!(back_end.seen().len(), before);

    let bench = with_request(&back_end, "xmlValidator", json!({"maxElementCount": 3})).await;
    assert_eq!(post(&bench, "/a/1/x", "application/xml", "<a><b/><c/></a>").await.status, 200);
    let before = back_end.seen().len();
    let laughs = "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;'>]><a>&c;</a>";
    let outside = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>";
    for body in ["<a><b/><c/><d/></a>", "<a>", laughs, outside, "<a>&lol;</a>"] {
        let answer = post(&bench, "/a/1/x", "application/soap+xml", body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.text().contains("XML Validation Failed"), "{}", answer.text());
    }
    assert_eq!(back_end.seen().len(), before);
}

#[tokio::test]
async fn claims_of_the_token_decide() {
    let back_end = BackEnd::start("b").await;
    let with = |claim: &str, value: &str, more: Value| {
        let mut parameters = json!({"accessVerificationClaim": claim, "accessVerificationClaimValue": value});
        parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        parameters
    };
    let key = crate::harness::KEY;
    for (parameters, expected) in [
        (with("azp", key, json!({})), 200),
        (with("azp", "other", json!({})), 403),
        (with("azp", "other", json!({"shouldAllowValidation": true})), 200),
        (with("azp", "other-key", json!({"accessVerificationClaimValueRegex": "[a-z]+-key"})), 200),
        (with("azp", "other", json!({"accessVerificationClaimValueRegex": "consumer-key"})), 403),
        (with("absent", "x", json!({"shouldAllowValidation": "true"})), 403),
    ] {
        let bench = with_request(&back_end, "jwtClaimBasedAccessValidator", parameters.clone()).await;
        let answer = bench.get("/a/1/x").await;
        assert_eq!(answer.status, expected, "{parameters} {}", answer.text());
        assert_eq!(answer.text().contains("token"), expected == 403, "{}", answer.text());
    }
}

#[tokio::test]
async fn faults_have_their_own_policies() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    let fault = json!([
        policy("jsonFault", json!({})),
        policy("addHeader", json!({"headerName": "X-Fault", "headerValue": "yes"})),
        policy("addLogMessage", json!({})),
    ]);
    let response = json!([policy("addHeader", json!({"headerName": "X-Answer", "headerValue": "yes"}))]);
    let request = json!([policy("jsonValidator", json!({}))]);
    bench.deploy(api(&back_end, json!({"request": request, "response": response, "fault": fault}))).await;
    let good = bench.get("/a/1/x").await;
    assert_eq!((good.header("x-fault"), good.header("x-answer")), (None, Some("yes")));
    let bad = bench
        .client()
        .call("POST", "/a/1/x")
        .bearer(&bench.tokens.good())
        .header("accept", "application/xml");
    let bad = bad.header("content-type", "application/json").body("{").send().await;
    assert_eq!((bad.header("x-fault"), bad.header("x-answer")), (Some("yes"), None));
    assert_eq!(bad.code(), (400, "400".to_owned()), "in JSON all the same: {}", bad.text());
    let unknown = bench.client().get("/a/1/x").send().await;
    assert_eq!((unknown.status.as_u16(), unknown.header("x-fault")), (401, Some("yes")));
}

#[tokio::test]
async fn a_policy_that_cannot_be_run_keeps_the_api_from_being_served() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    let mut acks = bench.hub.consume(Stream::Acks, "test").await.unwrap();
    for (policies, why) in [
        (json!({"request": [{"policyName": "custom", "policyVersion": "v2"}]}), "custom v2 on GET /*"),
        (json!({"fault": [{"policyName": "custom", "policyVersion": "v2"}]}), "custom v2 on GET /*"),
        (
            json!({"request": [policy("addHeader", json!({"headerName": "host", "headerValue": "x"}))]}),
            "headerName",
        ),
        (json!({"request": [policy("regexPolicy", json!({"regex": "("}))]}), "not understood"),
        (json!({"request": [policy("jsonFault", json!({}))]}), "faults only"),
        (json!({"response": [policy("regexPolicy", json!({}))]}), "on responses"),
    ] {
        let document = api(&back_end, policies).document();
        bench.put(Kind::Api, "a-1.Default", &document).await;
        assert_eq!(bench.get("/a/1/x").await.status, 404, "{why}");
        let failure = next(&mut acks).await.failure;
        assert!(failure.as_ref().is_some_and(|f| f.contains(why)), "{why}: {failure:?}");
    }
    assert!(back_end.seen().is_empty());
}
