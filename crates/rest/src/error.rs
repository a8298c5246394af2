//! The one mapping from errors to HTTP: WSO2's error body, its codes, and whose fault it was.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use control::Error as ControlError;
use model::Invalid;
use serde::Serialize;
use tracing::error;

/// An error of the REST layer itself or of a use case.
#[derive(Debug)]
pub enum Error {
    Control(ControlError),
    /// No such path.
    NotFound,
    MethodNotAllowed,
    /// The body is larger than the route takes.
    TooLarge,
    /// Path and query are longer than any operation takes.
    TargetTooLong,
    UnsupportedMediaType(&'static str),
}

/// WSO2's error body (schema `Error` of every public API).
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Error)]
pub struct ErrorBody {
    pub code: u32,
    pub message: String,
    pub description: String,
    pub more_info: String,
    /// One entry per field that was wrong.
    pub error: Vec<ErrorItem>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ErrorListItem)]
pub struct ErrorItem {
    pub code: String,
    /// The field and what was wrong with it.
    pub message: String,
}

impl Error {
    pub fn unauthenticated(reason: &str) -> Self {
        Self::Control(ControlError::Unauthenticated(reason.to_owned()))
    }
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Control(ControlError::invalid(field, message))
    }
    pub fn internal(reason: &str) -> Self {
        Self::Control(ControlError::internal(reason))
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TargetTooLong => StatusCode::URI_TOO_LONG,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Control(e) => match e {
                ControlError::Unauthenticated(_) | ControlError::MissingScope { .. } => {
                    StatusCode::UNAUTHORIZED
                }
                ControlError::Forbidden(_) | ControlError::Denied { .. } => StatusCode::FORBIDDEN,
                ControlError::NotFound { .. } => StatusCode::NOT_FOUND,
                ControlError::Invalid(_) | ControlError::Refused { .. } => StatusCode::BAD_REQUEST,
                ControlError::Conflict { .. } => StatusCode::CONFLICT,
                ControlError::NotSupported(_) => StatusCode::NOT_IMPLEMENTED,
                ControlError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
                ControlError::Store(_) if e.is_unavailable() => StatusCode::SERVICE_UNAVAILABLE,
                ControlError::Store(_) | ControlError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    fn body(&self, status: StatusCode) -> ErrorBody {
        let reason = status.canonical_reason().unwrap_or("Error").to_owned();
        let plain = |code: u32, description: String| ErrorBody {
            code,
            message: reason.clone(),
            description,
            more_info: String::new(),
            error: Vec::new(),
        };
        let number = u32::from(status.as_u16());
        match self {
            Self::NotFound => plain(number, "The requested resource does not exist.".to_owned()),
            Self::MethodNotAllowed => {
                plain(number, "The method is not allowed for this resource.".to_owned())
            }
            Self::TooLarge => plain(number, "The request body is too large.".to_owned()),
            Self::TargetTooLong => {
                plain(number, "The path and query of the request are too long.".to_owned())
            }
            Self::UnsupportedMediaType(expected) => plain(number, format!("The body must be {expected}.")),
            Self::Control(e) => match e {
                ControlError::MissingScope { needed } => {
                    plain(900_910, format!("{e}; one of these scopes is needed: {}", needed.join(" ")))
                }
                ControlError::NotFound { code, .. } | ControlError::Denied { code, .. } => {
                    plain(*code, e.to_string())
                }
                ControlError::Conflict { code, message } | ControlError::Refused { code, message } => {
                    ErrorBody {
                        code: *code,
                        message: message.clone(),
                        description: message.clone(),
                        more_info: String::new(),
                        error: Vec::new(),
                    }
                }
                ControlError::Invalid(fields) => invalid(fields, &reason),
                ControlError::Store(_) | ControlError::Internal(_) => plain(
                    number,
                    "The request could not be completed; the log of the server says why.".to_owned(),
                ),
                _ => plain(number, e.to_string()),
            },
        }
    }
}

fn invalid(fields: &[Invalid], reason: &str) -> ErrorBody {
    ErrorBody {
        code: fields.iter().find_map(|f| f.code).unwrap_or(400),
        message: reason.to_owned(),
        description: fields.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        more_info: String::new(),
        error: fields
            .iter()
            .map(|f| ErrorItem { code: f.code.unwrap_or(400).to_string(), message: f.to_string() })
            .collect(),
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error()
            && let Self::Control(e) = &self
        {
            error!(error = ?e, "request failed on our side");
        }
        let mut response = (status, Json(self.body(status))).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Turnpike\""));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}

impl From<ControlError> for Error {
    fn from(value: ControlError) -> Self {
        Self::Control(value)
    }
}
