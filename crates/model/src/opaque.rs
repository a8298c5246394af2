//! How gateways ask what an opaque access token stands for.

use serde::{Deserialize, Serialize};

/// The hub's subject that key managers serve. Several may: each answer is as good as another.
pub const SUBJECT: &str = "opaque_token";
/// Characters of an opaque token.
pub const LENGTH: usize = 43;

#[derive(Serialize, Deserialize)]
pub struct Ask {
    pub token: String,
}

#[derive(Serialize, Deserialize)]
pub struct Told {
    /// The signed token; `None`: no key manager knows the opaque one.
    pub signed: Option<String>,
}

/// Whether a text may be an opaque token: letters and digits, as many as one has.
pub fn may_be(text: &[u8]) -> bool {
    text.len() == LENGTH && text.iter().all(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_tokens_are_not_opaque() {
        assert!(may_be(&[b'a'; LENGTH]));
        assert!(!may_be(&[b'a'; LENGTH + 1]) && !may_be(b"") && !may_be(&[b'.'; LENGTH]));
    }
}
