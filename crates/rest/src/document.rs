//! The OpenAPI documents of our own APIs, at `/api-docs/<name>.json`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::OpenApi;

use crate::error::Error;
use crate::extract::Path;

type Documents = Arc<HashMap<String, OpenApi>>;

pub fn router(documents: Vec<(&'static str, OpenApi)>) -> Router {
    let documents = documents.into_iter().map(|(name, d)| (format!("{name}.json"), d)).collect();
    Router::new()
        .route("/api-docs", get(list))
        .route("/api-docs/{name}", get(document))
        .with_state(Arc::new(documents))
}

/// The names there are.
async fn list(State(documents): State<Documents>) -> impl IntoResponse {
    let mut names: Vec<_> = documents.keys().cloned().collect();
    names.sort();
    Json(names)
}

async fn document(
    State(documents): State<Documents>,
    Path(name): Path<String>,
) -> Result<impl IntoResponse, Error> {
    documents.get(&name).map(|d| Json(d.clone())).ok_or(Error::NotFound)
}
