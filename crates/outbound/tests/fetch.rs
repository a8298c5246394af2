//! Fetching from a real server on this machine.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderValue, Method, header};
use outbound::{Ask, Config, Error, Outbound, Resolve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Names of the tests: `inside.test` is refused, `good.test` allowed, `rebind.test` changes with every question.
struct Names(AtomicUsize);

const GOOD: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const INSIDE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

#[async_trait]
impl Resolve for Names {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(match host {
            "good.test" => vec![INSIDE, GOOD],
            "rebind.test" if self.0.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) => vec![GOOD],
            "inside.test" | "rebind.test" => vec![INSIDE],
            _ => return Err(io::ErrorKind::NotFound.into()),
        })
    }
}

/// Answers by the path, on every address of this machine, and remembers which address was connected to.
async fn server() -> (u16, Arc<Mutex<Vec<(IpAddr, String)>>>) {
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let seen: Arc<Mutex<Vec<(IpAddr, String)>>> = Arc::default();
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                let mut head = vec![0; 8192];
                let read = stream.read(&mut head).await.unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..read]).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let address = stream.local_addr().expect("connected").ip();
                log.lock().expect("unbroken").push((address, head));
                let redirect =
                    |to: String| format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
                let answer = match path.as_str() {
                    "/inside" => redirect(format!("http://inside.test:{port}/ok")),
                    "/elsewhere" => redirect(format!("http://good.test:{port}/ok")),
                    "/file" => redirect("file:///etc/passwd".to_owned()),
                    "/loop" => redirect("/loop".to_owned()),
                    "/large" => format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(100_000)),
                    "/declared" => "HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\nx".to_owned(),
                    "/silent" => {
                        tokio::time::sleep(Duration::from_mins(1)).await;
                        String::new()
                    }
                    _ => "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".to_owned(),
                };
                drop(stream.write_all(answer.as_bytes()).await);
            });
        }
    });
    (port, seen)
}

fn client() -> Outbound {
    let config = Config { allow: vec!["127.0.0.1".to_owned()], ..Config::default() };
    Outbound::with_resolver(&config, Arc::new(Names(AtomicUsize::new(0)))).expect("a client")
}

#[tokio::test]
async fn only_addresses_that_pass_are_connected_to() {
    let (port, seen) = server().await;
    let client = client();
    let answer = client.fetch(Ask::get(format!("http://good.test:{port}/ok"))).await.expect("allowed");
    assert_eq!(&answer.body[..], b"ok");
    for url in [
        format!("http://inside.test:{port}/ok"),
        format!("http://127.0.0.2:{port}/ok"),
        format!("http://2130706434:{port}/ok"),
        format!("http://0177.0.0.2:{port}/ok"),
        format!("http://0x7f.2:{port}/ok"),
        format!("http://[::ffff:127.0.0.2]:{port}/ok"),
        format!("http://good.test:{port}/inside"),
        format!("https://inside.test:{port}/ok"),
    ] {
        let refused = client.fetch(Ask::get(&url)).await.expect_err(&url);
        assert!(matches!(refused, Error::Refused { .. }), "{url}: {refused}");
    }
    let addresses = seen.lock().expect("unbroken").iter().map(|(a, _)| *a).collect::<Vec<_>>();
    assert_eq!(addresses, [GOOD, GOOD], "the second one is the redirect's");
}

#[tokio::test]
async fn a_name_that_changes_its_address_gains_nothing() {
    let (port, seen) = server().await;
    let client = client();
    for turn in 0..6 {
        let result = client.fetch(Ask::get(format!("http://rebind.test:{port}/ok"))).await;
        assert_eq!(result.is_ok(), turn % 2 == 0, "turn {turn}");
    }
    assert!(seen.lock().expect("unbroken").iter().all(|(address, _)| *address == GOOD));
}

#[tokio::test]
async fn other_schemes_loops_sizes_and_silence_end() {
    let (port, _) = server().await;
    let client = client();
    let get = |path: &str| Ask::get(format!("http://127.0.0.1:{port}{path}")).most(50_000);
    assert!(matches!(client.fetch(get("/file")).await, Err(Error::Url(_))));
    assert!(matches!(client.fetch(get("/loop")).await, Err(Error::Redirects)));
    assert!(matches!(client.fetch(get("/large")).await, Err(Error::TooLarge(50_000))));
    assert!(matches!(client.fetch(get("/declared")).await, Err(Error::TooLarge(50_000))));
    let patient = get("/silent").within(Duration::from_millis(200));
    assert!(matches!(client.fetch(patient).await, Err(Error::Timeout(_))));
    for url in ["file:///etc/passwd", "ftp://good.test/", "http://", "gopher://x", "http://a:b@good.test/"] {
        assert!(matches!(client.fetch(Ask::get(url)).await, Err(Error::Url(_))), "{url}");
    }
    let mut posted = get("/elsewhere");
    posted.method = Method::POST;
    assert!(matches!(client.fetch(posted).await, Err(Error::Redirected(_))));
}

#[tokio::test]
async fn a_credential_does_not_go_to_another_host() {
    let (port, seen) = server().await;
    let secret = HeaderValue::from_static("Bearer secret");
    let ask = Ask::get(format!("http://127.0.0.1:{port}/elsewhere")).header(header::AUTHORIZATION, secret);
    client().fetch(ask).await.expect("an answer");
    let heads: Vec<bool> =
        seen.lock().expect("unbroken").iter().map(|(_, head)| head.contains("Bearer secret")).collect();
    assert_eq!(heads, [true, false]);
}
