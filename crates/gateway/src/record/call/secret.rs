//! What may be a secret, by its name: rather one too many.

/// In place of a value.
pub const HIDDEN: &str = "***";

const PARTS: [&str; 14] = [
    "auth",
    "token",
    "secret",
    "key",
    "password",
    "passwd",
    "cookie",
    "assertion",
    "credential",
    "session",
    "signature",
    "jwt",
    "code",
    "cert",
];
/// They have one of [`PARTS`] in their name and no secret.
const PLAIN: [&str; 4] = [":authority", "accept-encoding", "content-encoding", "sec-websocket-key"];

/// Whether a header or parameter of that name may hold a secret.
pub fn name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !PLAIN.contains(&name.as_str()) && PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn credentials_are_told_by_their_names() {
        for secret in [
            "Authorization",
            "Cookie",
            "set-cookie",
            "apikey",
            "X-API-Key",
            "access_token",
            "X-JWT-Assertion",
        ] {
            assert!(name(secret), "{secret}");
        }
        for plain in ["accept", "content-type", "user-agent", "x-request-id", "page", "Accept-Encoding"] {
            assert!(!name(plain), "{plain}");
        }
    }
}
