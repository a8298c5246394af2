//! Answers in SCIM's media type; errors in its form (RFC 7644, 3.12).

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/scim+json");
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
/// Our own errors are small.
const MOST: usize = 1024 * 1024;

/// A list (RFC 7644, 3.4.2).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListResponse {
    schemas: [&'static str; 1],
    total_results: i64,
    /// Counted from 1.
    start_index: i64,
    items_per_page: usize,
    #[serde(rename = "Resources")]
    #[schema(value_type = Vec<Object>)]
    resources: Vec<Value>,
}

impl ListResponse {
    pub fn new(resources: Vec<Value>, total_results: i64, start_index: i64) -> Self {
        Self {
            schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            total_results,
            start_index,
            items_per_page: resources.len(),
            resources,
        }
    }
}

/// Middleware: whatever the API answers, said as SCIM says it.
pub async fn as_scim(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    if !parts.headers.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"application/json"))
    {
        return Response::from_parts(parts, body);
    }
    parts.headers.insert(header::CONTENT_TYPE, MEDIA_TYPE);
    if parts.status.is_success() {
        return Response::from_parts(parts, body);
    }
    let bytes = to_bytes(body, MOST).await.unwrap_or_default();
    let ours: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let mut error = json!({
        "schemas": [ERROR],
        "status": parts.status.as_str(),
        "detail": ours["description"],
    });
    if let Some(kind) = scim_type(parts.status, &ours) {
        error["scimType"] = json!(kind);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(error.to_string()))
}

/// RFC 7644, table 9.
fn scim_type(status: StatusCode, ours: &Value) -> Option<&'static str> {
    let wrong = ours["error"][0]["message"].as_str().unwrap_or_default();
    match status {
        StatusCode::CONFLICT => Some("uniqueness"),
        StatusCode::BAD_REQUEST => Some(match wrong.split([':', '[', '.']).next().unwrap_or_default() {
            "filter" => "invalidFilter",
            "path" => "invalidPath",
            "body" | "Operations" => "invalidSyntax",
            "target" => "noTarget",
            "mutability" => "mutability",
            _ => "invalidValue",
        }),
        _ => None,
    }
}
