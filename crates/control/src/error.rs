//! Why a use case could not be done, in terms the caller understands.

use model::Invalid;
use store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No or unusable credential.
    #[error("{0}")]
    Unauthenticated(String),
    /// The credential is good but not for this (WSO2 answers 401 to a missing scope on the management APIs).
    #[error("the access token does not allow you to access the requested resource")]
    MissingScope { needed: Vec<String> },
    /// The caller may not do this to this object.
    #[error("{0}")]
    Forbidden(String),
    /// The same, where WSO2 has a code for it.
    #[error("{message}")]
    Denied { code: u32, message: String },
    /// `kind` such as `API`, and the id as given. Also for what exists in another tenant.
    #[error("{kind} not found: {id}")]
    NotFound { kind: &'static str, id: String, code: u32 },
    /// The input is wrong: at least one field.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<Invalid>),
    /// The input is fine but clashes with what is there.
    #[error("{message}")]
    Conflict { code: u32, message: String },
    /// Not possible in the object's present state (400 with WSO2's code).
    #[error("{message}")]
    Refused { code: u32, message: String },
    /// Not built yet; says what.
    #[error("not supported: {0}")]
    NotSupported(&'static str),
    /// Something needed is not there now; the same call may succeed later.
    #[error("{0}")]
    Unavailable(&'static str),
    #[error("the database is not available")]
    Store(#[source] StoreError),
    /// A bug or damage on our side; the text is for the log.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Invalid::new(field, message)])
    }
    pub fn not_found(kind: &'static str, id: impl Into<String>, code: u32) -> Self {
        Self::NotFound { kind, id: id.into(), code }
    }
    pub fn conflict(code: u32, message: impl Into<String>) -> Self {
        Self::Conflict { code, message: message.into() }
    }
    pub fn refused(code: u32, message: impl Into<String>) -> Self {
        Self::Refused { code, message: message.into() }
    }
    pub fn denied(code: u32, message: impl Into<String>) -> Self {
        Self::Denied { code, message: message.into() }
    }
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::Forbidden(message.into())
    }
    /// Is it the database or another part that cannot be reached, or is too busy, for now, so that the same call may
    /// succeed later?
    pub const fn is_unavailable(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Store(e) => e.is_retryable(),
            _ => false,
        }
    }
    pub fn internal(reason: impl std::fmt::Display) -> Self {
        Self::Internal(reason.to_string())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unstorable => Self::invalid("request", "must not contain the character U+0000"),
            other => Self::Store(other),
        }
    }
}

impl From<Invalid> for Error {
    fn from(value: Invalid) -> Self {
        Self::Invalid(vec![value])
    }
}
