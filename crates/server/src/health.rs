//! Liveness, readiness and metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use control::Control;
use serde_json::json;

/// What the process knows of its own state.
#[derive(Clone)]
pub struct Health {
    control: Control,
    gateway: Arc<dyn Fn() -> Result<String, String> + Send + Sync>,
    metrics: Arc<dyn Fn() -> String + Send + Sync>,
    draining: Arc<AtomicBool>,
}

impl Health {
    /// `gateway` says what it serves, or why it is not ready; `metrics` renders the gateway's counters.
    pub fn new(
        control: Control,
        gateway: impl Fn() -> Result<String, String> + Send + Sync + 'static,
        metrics: impl Fn() -> String + Send + Sync + 'static,
    ) -> Self {
        Self { control, gateway: Arc::new(gateway), metrics: Arc::new(metrics), draining: Arc::default() }
    }

    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Routes of the public port.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/health/live", get(live))
            .route("/health/ready", get(ready))
            .route("/api/am/gateway/v2/server-startup-healthcheck", get(gateway_started))
            .with_state(self.clone())
    }

    /// Routes of the management port.
    pub fn management(&self) -> Router {
        self.router().merge(Router::new().route("/metrics", get(metrics)).with_state(self.clone()))
    }
}

async fn live() -> Json<serde_json::Value> {
    Json(json!({"status": "UP"}))
}

async fn ready(State(health): State<Health>) -> Response {
    let database = health.control.store().check().await.map_err(|e| e.to_string());
    let gateway = (health.gateway)();
    let draining = health.draining.load(Ordering::Relaxed);
    let up = database.is_ok() && gateway.is_ok() && !draining;
    let say = |r: Result<String, String>| match r {
        Ok(s) => json!({"status": "UP", "detail": s}),
        Err(s) => json!({"status": "DOWN", "detail": s}),
    };
    let body = json!({
        "status": if up { "UP" } else { "DOWN" },
        "draining": draining,
        "checks": {"database": say(database.map(|()| "answers".to_owned())), "gateway": say(gateway)},
    });
    let status = if up { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(body)).into_response()
}

/// WSO2's readiness of a gateway: 200 once every API is served, 500 before.
async fn gateway_started(State(health): State<Health>) -> StatusCode {
    if (health.gateway)().is_ok() { StatusCode::OK } else { StatusCode::INTERNAL_SERVER_ERROR }
}

async fn metrics(State(health): State<Health>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")],
        (health.metrics)(),
    )
}
