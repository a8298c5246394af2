//! JSON bodies. Depth is bounded by serde_json (128), size by the route's body limit.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::strict;
use super::whole::Whole;
use crate::error::Error;

/// A JSON body of type `T`.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        must_be_json(request.headers())?;
        let bytes = read(request, state).await?;
        parse_json("body", &bytes).map(Json)
    }
}

/// A body without a type is taken for JSON, as WSO2 takes it.
fn must_be_json(headers: &HeaderMap) -> Result<(), Error> {
    let Some(media) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let essence = media.to_str().unwrap_or("?").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if essence.is_empty() || essence == "application/json" || essence.ends_with("+json") {
        return Ok(());
    }
    Err(Error::UnsupportedMediaType("application/json"))
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Error> {
    Bytes::from_request(request, state).await.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::invalid("body", "ends before it is complete"),
    })
}

/// A JSON body that may be left out.
#[derive(Debug, Clone)]
pub struct OptionalJson<T>(pub Option<T>);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let is_json = must_be_json(request.headers());
        let bytes = read(request, state).await?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(None));
        }
        is_json?;
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
    let field = |path: String| if path.is_empty() || path == "." { name.to_owned() } else { path };
    let mut json = serde_json::Deserializer::from_str(text);
    strict::check(&mut json).map_err(|(path, e)| Error::invalid(field(path), e.to_string()))?;
    json.end().map_err(|e| Error::invalid(name, format!("has something after the JSON value: {e}")))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let is_object = text.trim_start().starts_with('{');
    serde_path_to_error::deserialize(Whole { json: &mut json, is_object })
        .map_err(|e| Error::invalid(field(e.path().to_string()), without_value(&e.inner().to_string())))
}

/// Reads a value that was parsed before; `name` is what the whole is called.
pub fn from_value<T: DeserializeOwned>(name: &str, value: serde_json::Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(value).map_err(|e| {
        let path = e.path().to_string();
        let field = match name {
            _ if path == "." => name.to_owned(),
            "body" => path,
            _ => format!("{name}.{path}"),
        };
        Error::invalid(field, without_value(&e.inner().to_string()))
    })
}

/// serde's message without the value it is about, which may be a secret in the wrong place:
/// ``invalid type: string "secret", expected u32`` becomes `invalid type: string, expected u32`.
fn without_value(message: &str) -> String {
    let kind = |rest: &str| {
        let until = rest.find(['"', '`']).unwrap_or(rest.len());
        rest[..until].split(", expected").next().unwrap_or_default().trim_end().to_owned()
    };
    for what in ["invalid type: ", "invalid value: "] {
        if let (Some(rest), Some(at)) = (message.strip_prefix(what), message.rfind(", expected")) {
            return format!("{what}{}{}", kind(rest), &message[at..]);
        }
    }
    // The name of a variant that is not there is as long as the client likes.
    if let Some((variant, rest)) =
        message.strip_prefix("unknown variant `").and_then(|m| m.rsplit_once("`, expected"))
    {
        let shown: String = variant.chars().take(40).collect();
        return format!("unknown variant `{shown}`, expected{rest}");
    }
    message.to_owned()
}
