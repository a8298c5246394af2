//! `regexPolicy`: refuses requests in which a pattern is found. Matching takes linear time.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use regex::Regex;

use super::{Request, media};
use crate::refusal::Cause;

#[derive(Debug, Clone)]
pub struct Search {
    /// What it is looked for, e.g. `SQL-Injection`.
    pub threat: Box<str>,
    pub pattern: Regex,
    /// Look at path and query.
    pub target: bool,
    pub headers: bool,
    pub body: bool,
}

impl Search {
    pub fn check(&self, request: &Request<'_>) -> Result<(), Cause> {
        let found =
            |place: &str| Err(Cause::Threat(format!("{} detected in the {place}", self.threat).into()));
        if self.target {
            if self.hits(&request.path) {
                return found("path");
            }
            if request.query.as_deref().is_some_and(|query| self.hits(query)) {
                return found("query");
            }
        }
        if self.headers && request.headers.values().any(|v| self.is_in(v.as_bytes())) {
            return found("headers");
        }
        if self.body && !request.body.is_empty() {
            media::plain(request.headers)?;
            let form = media::is(request.headers, "application/x-www-form-urlencoded");
            let text = String::from_utf8_lossy(&request.body);
            if self.pattern.is_match(&text) || (form && self.hits(&text)) {
                return found("body");
            }
        }
        Ok(())
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        self.pattern.is_match(&String::from_utf8_lossy(bytes))
    }

    /// As it is written, and as whoever decodes it reads it.
    fn hits(&self, text: &str) -> bool {
        if self.pattern.is_match(text) {
            return true;
        }
        let spaced = text.replace('+', " ");
        match percent_decode_str(&spaced).decode_utf8_lossy() {
            Cow::Borrowed(same) if same == text => false,
            decoded => self.pattern.is_match(&decoded),
        }
    }
}
