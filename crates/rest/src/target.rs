//! What no request may have, whichever operation it is for: bytes that are no text or control characters in path and
//! query, endless length of either or of the body.

use axum::body::HttpBody as _;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use crate::error::Error;
use crate::surface::DEFINITION_BODY_LIMIT;

/// Bytes of path and query together.
const LONGEST: usize = 16 * 1024;

/// Middleware: refuses such targets before the operation sees them.
pub async fn check(request: Request, next: Next) -> Response {
    let uri = request.uri();
    // Said now rather than when so much has been sent.
    if request.body().size_hint().lower() > DEFINITION_BODY_LIMIT as u64 {
        return Error::TooLarge.into_response();
    }
    match checked(uri.path(), uri.query().unwrap_or_default()) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn checked(path: &str, query: &str) -> Result<(), Error> {
    if path.len() + query.len() > LONGEST {
        return Err(Error::TargetTooLong);
    }
    if let Some(problem) = problem(path) {
        return Err(Error::invalid("path", problem));
    }
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if let Some(problem) = problem(name).or_else(|| problem(value)) {
            let shown: String = name.chars().filter(char::is_ascii_graphic).take(64).collect();
            return Err(Error::invalid(shown, problem));
        }
    }
    Ok(())
}

fn problem(encoded: &str) -> Option<&'static str> {
    let Ok(text) = percent_decode_str(encoded).decode_utf8() else { return Some("is not UTF-8 text") };
    text.contains(char::is_control).then_some("has a control character")
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn only_text_is_taken() {
        for (path, query) in [("/a/%C3%A4", "query=name%3Ax&limit=1"), ("/", ""), ("/a%2Fb", "q=%E2%82%AC")] {
            assert!(checked(path, query).is_ok(), "{path} {query}");
        }
        let long = "x".repeat(17_000);
        for (path, query) in [
            ("/%00", ""),
            ("/%ff", ""),
            ("/a%0d%0ab", ""),
            ("/", "limit=%00"),
            ("/", "%ff"),
            ("/", long.as_str()),
        ] {
            assert!(checked(path, query).is_err(), "{path} {query}");
        }
    }
}
