//! How the database is reached.

use super::{CHECK, is_local};
use crate::doctor::finding::Finding;

/// A database on another machine whose certificate is not checked.
pub fn look(url: &str) -> Option<Finding> {
    if url.is_empty() {
        return None;
    }
    let (main, query) = url.split_once('?').unwrap_or((url, ""));
    let host = main.parse::<http::Uri>().ok().and_then(|u| u.host().map(str::to_owned)).unwrap_or_default();
    if host.is_empty() || is_local(&host) || query.contains("host=/") {
        return None;
    }
    let mode = query.split('&').find_map(|pair| pair.strip_prefix("sslmode=")).unwrap_or("prefer");
    (!["verify-full", "verify-ca"].contains(&mode)).then(|| {
        Finding::warning(
            CHECK,
            format!("database.url: sslmode is {mode}, so that somebody else may pose as the database"),
            "write ?sslmode=verify-full&sslrootcert=FILE",
        )
    })
}
