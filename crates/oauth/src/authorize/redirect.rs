//! Where a client may be answered.

use regex::Regex;
use url::{Host, Url};

/// WSO2's way to register several: `regexp=(https://a.example/cb|https://b.example/cb)`.
const PATTERN: &str = "regexp=";

/// Whether `given` is one of the client's redirect URIs: the same text (RFC 9700 2.1), or by WSO2's `regexp=` a whole
/// match; on a loopback address any port will do (RFC 8252 7.3).
pub fn is_registered(registered: &[String], given: &str) -> bool {
    let Ok(url) = Url::parse(given) else { return false };
    if url.fragment().is_some()
        || matches!(url.scheme(), "javascript" | "data" | "file" | "blob" | "vbscript")
    {
        return false;
    }
    registered.iter().any(|one| match one.strip_prefix(PATTERN) {
        Some(pattern) => Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|p| p.is_match(given)),
        None => one == given || same_but_for_port(one, &url),
    })
}

fn same_but_for_port(registered: &str, given: &Url) -> bool {
    let Ok(mut registered) = Url::parse(registered) else { return false };
    let loopback = match registered.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    };
    loopback
        && registered.scheme() == "http"
        && registered.set_port(given.port()).is_ok()
        && registered == *given
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registered(one: &str, given: &str) -> bool {
        is_registered(&[one.to_owned()], given)
    }

    #[test]
    fn only_what_was_registered_is_redirected_to() {
        let uri = "https://a.example/cb";
        assert!(registered(uri, uri));
        for other in [
            "https://a.example/cb/",
            "https://a.example/cb?x=1",
            "https://a.example.evil/cb",
            "http://a.example/cb",
            "https://a.example:444/cb",
            "/cb",
            "",
        ] {
            assert!(!registered(uri, other), "{other}");
        }
        assert!(!registered("https://a.example/cb#x", "https://a.example/cb#x"), "fragments are ours");
        assert!(!registered("javascript:alert(1)", "javascript:alert(1)"));
        assert!(registered("com.example.app:/cb", "com.example.app:/cb"));
    }

    #[test]
    fn a_pattern_matches_as_a_whole_and_loopback_with_any_port() {
        let pattern = r"regexp=(https://a\.example/cb|https://b\.example/cb)";
        assert!(registered(pattern, "https://b.example/cb"));
        assert!(!registered(pattern, "https://b.example/cb/../evil"));
        assert!(!registered("regexp=(", "https://b.example/cb"));
        assert!(registered("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb"));
        assert!(registered("http://[::1]/cb", "http://[::1]:51004/cb"));
        assert!(!registered("http://127.0.0.1/cb", "http://127.0.0.1:51004/other"));
        assert!(!registered("http://localhost/cb", "http://localhost:51004/cb"));
    }
}
