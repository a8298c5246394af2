//! JSON bodies. Depth is bounded by serde_json (128), size by the route's body limit.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// A JSON body of type `T`.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let media = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
        let essence = media.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if !(essence.is_empty() || essence == "application/json" || essence.ends_with("+json")) {
            return Err(Error::UnsupportedMediaType("application/json"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Error::TooLarge)?;
        parse_json("body", &bytes).map(Json)
    }
}

/// A JSON body that may be left out.
#[derive(Debug, Clone)]
pub struct OptionalJson<T>(pub Option<T>);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Error::TooLarge)?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(None));
        }
        parse_json("body", &bytes).map(|body| Self(Some(body)))
    }
}

/// Parses JSON text that came in the field `name`.
pub fn parse_json<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, Error> {
    if bytes.is_empty() {
        return Err(Error::invalid(name, "is empty; a JSON value is needed"));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|e| Error::invalid(name, format!("is not UTF-8 text at byte {}", e.valid_up_to())))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|e| {
        let path = e.path().to_string();
        let field = if path == "." { name.to_owned() } else { path };
        Error::invalid(field, e.inner().to_string())
    })?;
    json.end().map_err(|e| Error::invalid(name, format!("has something after the JSON value: {e}")))?;
    Ok(value)
}
