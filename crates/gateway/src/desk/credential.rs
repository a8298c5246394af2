//! The name and password that manage a gateway which is apart from key managers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use serde::{Deserialize, Serialize};

/// Sent as HTTP Basic. Without a password nobody is let in.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Credential {
    pub user: String,
    pub password: String,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Credential {
    /// Whether an `Authorization` header has it. Takes the same time whatever is wrong.
    pub fn is_in(&self, header: Option<&HeaderValue>) -> bool {
        let given = header.and_then(|h| h.to_str().ok()).and_then(|h| h.split_once(' '));
        let Some((scheme, pair)) = given else { return false };
        let Ok(pair) = STANDARD.decode(pair.trim()) else { return false };
        let own = format!("{}:{}", self.user, self.password);
        let digest = |bytes: &[u8]| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
        !self.password.is_empty()
            && scheme.eq_ignore_ascii_case("basic")
            && digest(&pair).as_ref() == digest(own.as_bytes()).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pair_itself_lets_in() {
        let own = Credential { user: "ops".to_owned(), password: "s:cret".to_owned() };
        let basic = |pair: &str| HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair))).unwrap();
        assert!(own.is_in(Some(&basic("ops:s:cret"))));
        for pair in ["ops:", "ops:s:cre", "Ops:s:cret", ":s:cret", "", "ops"] {
            assert!(!own.is_in(Some(&basic(pair))), "{pair}");
        }
        assert!(!own.is_in(None));
        assert!(!own.is_in(Some(&HeaderValue::from_static("Bearer b3BzOnM6Y3JldA=="))));
        assert!(!Credential::default().is_in(Some(&basic(":"))));
    }
}
