//! Why the hub could not do what was asked.

#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum HubError {
    #[error("no answer within the deadline")]
    Timeout,
    #[error("nobody serves the subject {0}")]
    NoResponder(String),
    /// A bounded queue is full: the caller may try again later.
    #[error("the queue of {0} is full")]
    Full(String),
    /// What was asked is more than the hub takes.
    #[error("{0}")]
    Invalid(String),
    /// The identity that is connected may not do it.
    #[error("the hub does not permit it: {0}")]
    Refused(String),
    #[error("the hub cannot be reached: {0}")]
    Unreachable(String),
}
