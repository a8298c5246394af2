//! A back end that answers what it was asked and keeps a log.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Value, json};

/// A call as the back end saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// A back end on a free loopback port; ends when dropped.
pub struct Backend {
    address: SocketAddr,
    log: Arc<Mutex<Vec<Seen>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Backend {
    /// Answers every call with 200 and a JSON description of the call under `name`.
    pub async fn start(name: &'static str) -> anyhow::Result<Self> {
        let log: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let router = Router::new().fallback(answer).with_state((name, log.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        });
        Ok(Self { address, log, task })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every call so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    State((name, log)): State<(&'static str, Arc<Mutex<Vec<Seen>>>)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap_or_default();
    let text = |v: &axum::http::HeaderValue| String::from_utf8_lossy(v.as_bytes()).into_owned();
    let seen = Seen {
        method: parts.method.to_string(),
        target: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        headers: parts.headers.iter().map(|(n, v)| (n.to_string(), text(v))).collect(),
        body: body.clone(),
    };
    let headers: serde_json::Map<String, Value> =
        seen.headers.iter().map(|(n, v)| (n.clone(), Value::from(v.as_str()))).collect();
    let answer = json!({
        "backend": name, "method": seen.method, "target": seen.target, "headers": headers, "bytes": body.len(),
    });
    log.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    Json(answer).into_response()
}
