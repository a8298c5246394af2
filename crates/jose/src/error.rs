use thiserror::Error;

/// Why a key, token or encrypted message was refused.
///
/// No variant carries bytes of the token, of a claim's value or of a key: the text is safe to log.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The input is longer than the caller allows; it was not looked at.
    #[error("{part} is {actual} bytes long; at most {limit} are allowed")]
    TooLong { part: &'static str, actual: usize, limit: usize },
    /// A part of the input does not have the form its RFC asks for.
    #[error("{part}: {problem}")]
    Malformed { part: &'static str, problem: &'static str },
    /// A part of the input is not the strict JSON we accept (RFC 8259, no duplicate members).
    #[error("{part}: not acceptable JSON at byte {at}: {problem}")]
    Json { part: &'static str, at: usize, problem: &'static str },
    /// The header asks for something we refuse: `crit`, `b64`, `zip`.
    #[error("header member {0} is not supported")]
    HeaderRefused(&'static str),
    /// The token names a key that is not in the set, or names none and the set has several.
    /// A caller with a remote key set may refresh it on this error, and on no other.
    #[error("no key for this token: {0}")]
    UnknownKey(&'static str),
    /// The key is not for the algorithm in the token's header (`none` included).
    #[error("the key does not allow the algorithm of this token")]
    AlgorithmNotAllowed,
    /// The signature or MAC does not fit.
    #[error("the signature does not match")]
    BadSignature,
    /// The message could not be decrypted. Deliberately without detail.
    #[error("the message cannot be decrypted")]
    DecryptionFailed,
    /// `exp` has passed.
    #[error("the token has expired")]
    Expired,
    /// `nbf` has not come yet.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// A claim is missing or has a wrong type or range.
    #[error("claim {name}: {problem}")]
    Claim { name: &'static str, problem: &'static str },
    /// A key is malformed, weak, or not meant for the use asked of it.
    #[error("key member {member}: {problem}")]
    Key { member: &'static str, problem: &'static str },
    /// A set of keys that would be ambiguous or dangerous to choose from.
    #[error("key set: {0}")]
    KeySet(&'static str),
    /// Understood, and refused by decision or not built.
    #[error("not supported: {0}")]
    NotSupported(&'static str),
    /// The cryptographic library failed where the input cannot be the cause.
    #[error("cryptographic operation failed: {0}")]
    Crypto(&'static str),
}

impl Error {
    pub(crate) const fn malformed(part: &'static str, problem: &'static str) -> Self {
        Self::Malformed { part, problem }
    }

    pub(crate) const fn key(member: &'static str, problem: &'static str) -> Self {
        Self::Key { member, problem }
    }

    pub(crate) const fn claim(name: &'static str, problem: &'static str) -> Self {
        Self::Claim { name, problem }
    }
}
