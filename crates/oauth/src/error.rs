//! The one mapping from errors to RFC 6749 answers.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request to an OAuth2 endpoint is refused (RFC 6749 5.2, RFC 6750 3.1). Texts are WSO2's where clients
/// are known to match on them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    InvalidRequest(String),
    /// Unknown or inactive client, or wrong secret: never said which.
    #[error("Client credentials are invalid.")]
    InvalidClient,
    /// No client credential in the request.
    #[error("{0}")]
    NoClient(&'static str),
    #[error("{0}")]
    InvalidGrant(String),
    #[error("{0}")]
    UnauthorizedClient(&'static str),
    #[error("{0}")]
    UnsupportedGrantType(&'static str),
    #[error("{0}")]
    InvalidScope(String),
    /// The access token of a protected endpoint.
    #[error("{0}")]
    InvalidToken(&'static str),
    #[error("{0}")]
    InsufficientScope(&'static str),
    /// A user's Basic credential.
    #[error("{0}")]
    InvalidUser(&'static str),
    /// An error code of an extension, and its text.
    #[error("{1}")]
    Coded(&'static str, &'static str),
    #[error("no such client")]
    NotFound,
    #[error("the request is larger than 64 KiB")]
    TooLarge,
    #[error("the server is not able to answer now")]
    Server(#[from] control::Error),
}

impl From<store::StoreError> for Error {
    fn from(error: store::StoreError) -> Self {
        match error {
            store::StoreError::Unstorable => Self::request("the request contains the character U+0000"),
            other => Self::Server(other.into()),
        }
    }
}

impl Error {
    pub(crate) fn request(text: impl Into<String>) -> Self {
        Self::InvalidRequest(text.into())
    }
    pub(crate) fn grant(text: impl Into<String>) -> Self {
        Self::InvalidGrant(text.into())
    }

    /// Status and RFC 6749 error code.
    fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::InvalidRequest(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "invalid_request"),
            Self::InvalidClient | Self::NoClient(_) => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::InvalidGrant(_) => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::UnauthorizedClient(_) => (StatusCode::BAD_REQUEST, "unauthorized_client"),
            Self::UnsupportedGrantType(_) => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::InvalidScope(_) => (StatusCode::BAD_REQUEST, "invalid_scope"),
            Self::InvalidToken(_) => (StatusCode::UNAUTHORIZED, "invalid_token"),
            Self::InsufficientScope(_) => (StatusCode::FORBIDDEN, "insufficient_scope"),
            Self::InvalidUser(_) => (StatusCode::UNAUTHORIZED, "access_denied"),
            Self::Coded(code, _) => (StatusCode::BAD_REQUEST, code),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::Server(control::Error::Unavailable(_) | control::Error::Store(_)) => {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable")
            }
            Self::Server(_) => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
        }
    }

    fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::InvalidClient | Self::NoClient(_) | Self::InvalidUser(_) => {
                Some("Basic realm=\"turnpike\"")
            }
            Self::InvalidToken(_) => Some("Bearer error=\"invalid_token\""),
            Self::InsufficientScope(_) => Some("Bearer error=\"insufficient_scope\", scope=\"openid\""),
            _ => None,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Server(error) = &self {
            tracing::error!(%error, "an OAuth2 request failed");
        }
        let (status, code) = self.kind();
        let body = Json(json!({"error": code, "error_description": self.to_string()}));
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        if let Some(challenge) = self.challenge() {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}
