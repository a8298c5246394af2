//! What is fetched from URLs that users name: definitions and back ends. Of this machine the control plane of these
//! tests may reach 127.0.0.1 and nothing else; a canary on 127.0.0.2 hears nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{at, make, maker, pizza};
use crate::app::App;

const DEFINITION: &str = r#"{"openapi": "3.0.1", "info": {"title": "Fetched", "version": "1"}, "paths": {"/far": {"get": {"responses": {"200": {"description": "OK"}}}}}}"#;

/// A server on an address, and how often it was called. `/to/<url>` redirects there.
async fn server(address: &str) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(address).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let calls: Arc<AtomicUsize> = Arc::default();
    let count = Arc::clone(&calls);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut head = vec![0; 8192];
                let read = stream.read(&mut head).await.unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..read]).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default();
                let answer = match (path.strip_prefix("/to/"), path) {
                    (Some(to), _) => {
                        format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n")
                    }
                    (None, "/gone") => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned(),
                    (None, "/endless") => {
                        format!("HTTP/1.1 200 OK\r\n\r\n{}", " ".repeat(11 * 1024 * 1024))
                    }
                    _ => {
                        let body = if head.starts_with("HEAD") { "" } else { DEFINITION };
                        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", DEFINITION.len())
                    }
                };
                drop(stream.write_all(answer.as_bytes()).await);
            });
        }
    });
    (port, calls)
}

#[tokio::test]
async fn definitions_come_from_urls() {
    let app = App::start().await;
    let user = maker(&app).await;
    let (port, _) = server("127.0.0.1:0").await;
    let url = format!("http://127.0.0.1:{port}/openapi.json");
    let redirected = format!("http://127.0.0.1:{port}/to/http://localhost:{port}/openapi.json");
    let validate = at("/apis/validate-openapi");
    for url in [&url, &redirected] {
        let valid = user.multipart(Method::POST, &validate, &[("url", url)], None).await.expect(200);
        assert_eq!((&valid["isValid"], &valid["info"]["name"]), (&json!(true), &json!("Fetched")));
    }
    let properties = json!({"name": "Fetched", "version": "1", "context": "/fetched"}).to_string();
    let fields = [("url", url.as_str()), ("additionalProperties", properties.as_str())];
    let made = user.multipart(Method::POST, &at("/apis/import-openapi"), &fields, None).await.expect(201);
    assert_eq!(made["operations"][0]["target"], "/far");
    let api = make(&user, &pizza()).await;
    let path = at(&format!("/apis/{api}/swagger"));
    let put = user.multipart(Method::PUT, &path, &[("url", &url)], None).await.expect(200);
    assert!(put["paths"].get("/far").is_some());
    for (path, text) in [("/gone", "404"), ("/endless", "bytes")] {
        let url = format!("http://127.0.0.1:{port}{path}");
        let refused = user.multipart(Method::POST, &validate, &[("url", &url)], None).await.expect(400);
        assert!(refused["description"].as_str().is_some_and(|d| d.contains(text)), "{refused}");
    }
}

#[tokio::test]
async fn hostile_urls_reach_nothing() {
    let app = App::start().await;
    let user = maker(&app).await;
    let (inside, hits) = server("127.0.0.2:0").await;
    let (outside, _) = server("127.0.0.1:0").await;
    let id = make(&user, &pizza()).await;
    let (validate, import) = (at("/apis/validate-openapi"), at("/apis/import-openapi"));
    let swagger = at(&format!("/apis/{id}/swagger"));
    let refused = [
        (format!("http://127.0.0.2:{inside}/"), "loopback"),
        (format!("http://2130706434:{inside}/"), "loopback"),
        (format!("http://0177.0.0.2:{inside}/"), "loopback"),
        (format!("http://0x7f.2:{inside}/"), "loopback"),
        (format!("http://127.2:{inside}/"), "loopback"),
        (format!("http://[::ffff:127.0.0.2]:{inside}/"), "IPv4 in IPv6"),
        (format!("http://[::127.0.0.2]:{inside}/"), "IPv4 in IPv6"),
        (format!("http://[::1]:{inside}/"), "loopback"),
        (format!("http://0.0.0.0:{inside}/"), "unspecified"),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), "metadata"),
        ("http://10.0.0.1/".to_owned(), "private"),
        ("https://[fd00:ec2::254]/".to_owned(), "unique-local"),
        (format!("http://127.0.0.1:{outside}/to/http://127.0.0.2:{inside}/"), "loopback"),
        (format!("http://127.0.0.1:{outside}/to/http://2130706434:{inside}/"), "loopback"),
        (format!("http://127.0.0.1:{outside}/to/file:///etc/passwd"), "http and https"),
        (format!("http://user:pass@127.0.0.2:{inside}/"), "user name"),
        ("file:///etc/passwd".to_owned(), "http and https"),
        ("jar:http://x!/y".to_owned(), "http and https"),
        ("/etc/passwd".to_owned(), "absolute"),
    ];
    for (url, rule) in &refused {
        let properties = json!({"name": "X", "version": "1", "context": "/x"}).to_string();
        let fields = [("url", url.as_str()), ("additionalProperties", properties.as_str())];
        for (method, path) in [(Method::POST, &validate), (Method::POST, &import), (Method::PUT, &swagger)] {
            let answer = user.multipart(method, path, &fields, None).await.expect(400);
            let text = answer["description"].as_str().unwrap_or_default();
            assert!(text.contains(rule), "{url} at {path}: {text}");
        }
        let encoded: String = url.bytes().fold(String::new(), |text, b| text + &format!("%{b:02X}"));
        let path = at(&format!("/apis/validate-endpoint?endpointUrl={encoded}"));
        let answer = user.send(Method::POST, &path, None).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(text.contains(rule) && !text.contains("\"statusCode\":200"), "{url}: {text}");
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0, "the canary was reached");
}

#[tokio::test]
async fn back_ends_are_looked_at() {
    let app = App::start().await;
    let user = maker(&app).await;
    let (port, _) = server("127.0.0.1:0").await;
    let look = async |url: String| {
        let path = at(&format!("/apis/validate-endpoint?endpointUrl={url}"));
        user.send(Method::POST, &path, None).await.expect(200)
    };
    let there = look(format!("http://127.0.0.1:{port}/")).await;
    assert_eq!((&there["statusCode"], &there["statusMessage"]), (&json!(200), &json!("OK")));
    let gone = look(format!("http://127.0.0.1:{port}/gone")).await;
    assert_eq!((&gone["statusCode"], gone.get("error")), (&json!(404), None));
    let dead = look("http://127.0.0.1:1/".to_owned()).await;
    assert_eq!(dead["statusCode"], 0);
    assert!(dead["error"].as_str().is_some_and(|e| e.contains("reached")), "{dead}");
    let path = at("/apis/validate-endpoint?endpointUrl=http://127.0.0.1/&apiId=nobody");
    user.send(Method::POST, &path, None).await.expect(404);
}
