//! API keys and test keys: tokens that the control plane signs with a tenant's key, and gateways check by it.
//!
//! The claims are WSO2's. The types are ours: no access token, ID token or key passes for another (RFC 8725, 3.11).

use serde::{Deserialize, Serialize};

/// `typ` of an application's API key.
pub const API_KEY: &str = "apikey+jwt";
/// `typ` of the key by which a publisher tries an API out.
pub const TEST_KEY: &str = "internal-key+jwt";
/// Header that carries an API key, and query parameter, where the API names no other.
pub const API_KEY_NAME: &str = "apikey";
/// Header that carries a test key.
pub const TEST_KEY_HEADER: &str = "internal-key";

/// What an API key says. A key without `exp` is good until it is revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyClaims {
    pub iss: String,
    /// Fully qualified owner of the application.
    pub sub: String,
    pub jti: String,
    pub iat: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// `apiKey`.
    pub token_type: String,
    /// `PRODUCTION` or `SANDBOX`.
    pub keytype: String,
    pub application: KeyApplication,
    /// Addresses and ranges that may use the key, with commas between; empty lets any.
    #[serde(rename = "permittedIP", default)]
    pub permitted_ip: String,
    /// Patterns of `Referer` with `*`, with commas between; empty lets any.
    #[serde(rename = "permittedReferer", default)]
    pub permitted_referer: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyApplication {
    pub uuid: String,
    pub name: String,
    pub owner: String,
    pub tier: String,
}

/// What a test key says: it opens one API, whatever its state, without a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestKeyClaims {
    pub iss: String,
    /// Fully qualified publisher.
    pub sub: String,
    pub jti: String,
    pub iat: i64,
    pub exp: i64,
    /// `InternalKey`.
    pub token_type: String,
    pub keytype: String,
    #[serde(rename = "subscribedAPIs")]
    pub apis: Vec<KeyApi>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyApi {
    pub uuid: String,
    pub name: String,
    pub context: String,
    pub version: String,
    pub publisher: String,
}

/// Whether a text matches a pattern in which `*` stands for any characters, none included.
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').map_or((None, rest), |(middle, last)| (Some(middle), last));
    // The earliest place of each piece leaves the most for those after it.
    for piece in middle.into_iter().flat_map(|m| m.split('*')) {
        let Some(at) = text.find(piece) else { return false };
        text = &text[at + piece.len()..];
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, expected) in [
            ("www.example.com/path", "www.example.com/path", true),
            ("www.example.com/path", "www.example.com/path/2", false),
            ("sub.example.com/*", "sub.example.com/a/b", true),
            ("*.example.com/*", "x.example.com/", true),
            ("*.example.com/*", "example.com/", false),
            ("*example.com*", "https://example.com/x", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "ac", false),
            ("ab*ba", "aba", false),
            ("*", "", true),
            ("a**b", "ab", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
