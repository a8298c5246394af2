//! The end of a gateway under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use http::{Request, Response};
use http_body_util::{BodyExt, Empty, Full};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::harness::{ApiBuilder, BackEnd, Bench};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_cut_off() {
    let back_end = BackEnd::answering(|_| {
        std::thread::sleep(Duration::from_millis(2));
        Response::new(Full::from("whole"))
    })
    .await;
    let bench = Bench::with(|c| c.workers = 2).await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    let (address, token) = (bench.gateway.http()[0], bench.tokens.good());
    let (answered, stop) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
    // Each keeps one connection busy until it is asked to close it; a new one may be refused, never cut.
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let (answered, stop, token) = (answered.clone(), stop.clone(), token.clone());
            tokio::spawn(async move {
                let stream = TcpStream::connect(address).await.unwrap();
                let (mut sender, connection) =
                    hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
                tokio::spawn(connection);
                while !stop.load(Ordering::Relaxed) {
                    let request = Request::get("/a/1/x").header("host", "localhost");
                    let request = request.header("authorization", format!("Bearer {token}"));
                    let answer =
                        sender.send_request(request.body(Empty::<bytes::Bytes>::new()).unwrap()).await;
                    let answer = answer.expect("an answer");
                    let close = answer.headers().get("connection").is_some_and(|v| v == "close");
                    assert_eq!(answer.into_body().collect().await.expect("all of it").to_bytes(), "whole");
                    answered.fetch_add(1, Ordering::Relaxed);
                    if close {
                        return true;
                    }
                }
                false
            })
        })
        .collect();
    while answered.load(Ordering::Relaxed) < 100 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bench.gateway.shutdown(Duration::from_secs(10)).await;
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        assert!(client.await.expect("no client failed"), "asked to close");
    }
    assert!(TcpStream::connect(address).await.is_err(), "nothing listens any more");
}
