//! Liveness, readiness and metrics of a node, whatever its parts.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
#[cfg(any(feature = "control", feature = "traffic"))]
use hub::SharedHub;
use serde_json::{Map, Value, json};

type Standing = Result<String, String>;
type Check = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Standing> + Send>> + Send + Sync>;

/// What the process knows of its own state.
#[derive(Clone, Default)]
pub struct Health {
    /// Needed to be ready: name and check.
    parts: Vec<(&'static str, Check)>,
    /// Shown, and not needed: the node goes on without.
    shown: Vec<(&'static str, Check)>,
    metrics: Vec<Arc<dyn Fn() -> String + Send + Sync>>,
    draining: Arc<AtomicBool>,
}

impl Health {
    /// A part that says how it is, or why it is not ready.
    #[cfg(any(feature = "gateway", feature = "traffic"))]
    pub fn part(self, name: &'static str, check: impl Fn() -> Standing + Send + Sync + 'static) -> Self {
        self.slow_part(name, move || std::future::ready(check()))
    }

    /// The same, where asking takes time.
    pub fn slow_part<F: Future<Output = Standing> + Send + 'static>(
        mut self,
        name: &'static str,
        check: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        self.parts.push((name, Arc::new(move || Box::pin(check()))));
        self
    }

    /// Shows the hub; a node goes on when it is away.
    #[cfg(any(feature = "control", feature = "traffic"))]
    pub fn hub(mut self, hub: &SharedHub) -> Self {
        let hub = hub.clone();
        self.shown.push((
            "hub",
            Arc::new(move || {
                let hub = hub.clone();
                Box::pin(async move {
                    let status = hub.status().await;
                    if !status.reachable {
                        return Err("cannot be reached; tried again without end".to_owned());
                    }
                    let version = status.server_version.unwrap_or_default();
                    Ok([vec![format!("{} {version}", status.kind).trim().to_owned()], status.notes]
                        .concat()
                        .join("; "))
                })
            }),
        ));
        self
    }

    /// Adds to what `/metrics` shows.
    #[cfg(feature = "gateway")]
    pub fn metrics(mut self, render: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.metrics.push(Arc::new(render));
        self
    }

    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Routes of the public port.
    pub fn router(&self) -> Router {
        let router = Router::new()
            .route("/health/live", get(live))
            .route("/health/ready", get(ready))
            .route("/services/Version", get(version));
        let router = if self.parts.iter().any(|(name, _)| *name == "gateway") {
            router.route("/api/am/gateway/v2/server-startup-healthcheck", get(gateway_started))
        } else {
            router
        };
        router.with_state(self.clone())
    }

    /// Routes of the management port.
    pub fn management(&self) -> Router {
        self.router().merge(Router::new().route("/metrics", get(metrics)).with_state(self.clone()))
    }
}

async fn live() -> Json<Value> {
    Json(json!({"status": "UP"}))
}

async fn ready(State(health): State<Health>) -> Response {
    let draining = health.draining.load(Ordering::Relaxed);
    let mut up = !draining;
    let mut checks = Map::new();
    for (needed, (name, check)) in
        health.parts.iter().map(|p| (true, p)).chain(health.shown.iter().map(|p| (false, p)))
    {
        let state = check().await;
        up &= state.is_ok() || !needed;
        let (status, detail) = match state {
            Ok(detail) => ("UP", detail),
            Err(detail) => ("DOWN", detail),
        };
        checks.insert((*name).to_owned(), json!({"status": status, "detail": detail}));
    }
    let body = json!({"status": if up { "UP" } else { "DOWN" }, "draining": draining, "checks": checks});
    let status = if up { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(body)).into_response()
}

/// WSO2's liveness, which scripts and load balancers ask for.
async fn version() -> impl IntoResponse {
    let xml = concat!(
        "<ns:getVersionResponse xmlns:ns=\"http://version.services.core.carbon.wso2.org\">",
        "<return>Turnpike-",
        env!("CARGO_PKG_VERSION"),
        "</return></ns:getVersionResponse>"
    );
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], xml)
}

/// WSO2's readiness of a gateway: 200 once every API is served, 500 before.
async fn gateway_started(State(health): State<Health>) -> StatusCode {
    for (_, check) in health.parts.iter().filter(|(name, _)| *name == "gateway") {
        if check().await.is_err() {
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
    }
    StatusCode::OK
}

async fn metrics(State(health): State<Health>) -> impl IntoResponse {
    let mut text: String = health.metrics.iter().map(|render| render()).collect();
    if text.is_empty() {
        text.push_str("# EOF\n");
    }
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
}
