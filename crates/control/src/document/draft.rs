//! What an author says about a document.

use model::Invalid;

use super::{Document, code};
use crate::api::endpoint::check_url;
use crate::error::Error;

const KINDS: [&str; 7] =
    ["HOWTO", "SAMPLES", "PUBLIC_FORUM", "SUPPORT_FORUM", "API_MESSAGE_FORMAT", "SWAGGER_DOC", "OTHER"];
const SOURCES: [&str; 4] = ["INLINE", "MARKDOWN", "URL", "FILE"];
const VISIBILITIES: [&str; 3] = ["API_LEVEL", "PRIVATE", "OWNER_ONLY"];
const MAX_NAME: usize = 60;
const MAX_OTHER_KIND: usize = 100;
/// Bytes, as WSO2's contract has it.
const MAX_SUMMARY: usize = 32_766;

/// A document to be made, or what one is to be. The words are WSO2's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    /// `HOWTO`, `SAMPLES`, ..., `OTHER`.
    pub kind: String,
    /// Required for `OTHER`.
    pub other_kind: Option<String>,
    pub summary: Option<String>,
    /// `INLINE`, `MARKDOWN`, `URL` or `FILE`.
    pub source: String,
    /// Required for `URL`.
    pub source_url: Option<String>,
    /// `API_LEVEL`, `PRIVATE` or `OWNER_ONLY`.
    pub visibility: String,
    /// Text of a document that is `INLINE` or `MARKDOWN`; `None` leaves it as it is.
    pub text: Option<String>,
}

impl Draft {
    /// Everything that is wrong with it.
    pub(super) fn check(&self) -> Result<(), Error> {
        let mut bad = Vec::new();
        let mut wrong = |field: &str, message: String| bad.push(Invalid::new(field, message));
        let length = self.name.chars().count();
        if self.name.trim().is_empty() || length > MAX_NAME || self.name.chars().any(char::is_control) {
            wrong("name", format!("must have 1 to {MAX_NAME} characters, none of them a control character"));
        }
        for (field, value, allowed) in [
            ("type", &self.kind, &KINDS[..]),
            ("sourceType", &self.source, &SOURCES[..]),
            ("visibility", &self.visibility, &VISIBILITIES[..]),
        ] {
            if !allowed.contains(&value.as_str()) {
                wrong(field, format!("must be one of {}", allowed.join(", ")));
            }
        }
        if self.kind == "OTHER" {
            let other = self.other_kind.as_deref().unwrap_or_default().trim();
            if other.is_empty() || other.chars().count() > MAX_OTHER_KIND {
                let message =
                    format!("must have 1 to {MAX_OTHER_KIND} characters, because the type is OTHER");
                wrong("otherTypeName", message);
            }
        }
        if self.source == "URL"
            && let Err(message) = check_url(self.source_url.as_deref().unwrap_or_default().trim())
        {
            wrong("sourceUrl", message.to_owned());
        }
        if self.summary.as_ref().is_some_and(|s| s.len() > MAX_SUMMARY) {
            wrong("summary", format!("must have at most {MAX_SUMMARY} bytes"));
        }
        if self.text.is_some() && !is_text(&self.source) {
            let message = "is for documents whose sourceType is INLINE or MARKDOWN";
            bad.push(Invalid::new("inlineContent", message).code(code::OTHER_CONTENT));
        }
        if bad.is_empty() { Ok(()) } else { Err(Error::Invalid(bad)) }
    }

    /// Writes it into a document. What belongs to another type or source goes.
    pub(super) fn apply(&self, document: &mut Document) {
        self.name.trim().clone_into(&mut document.name);
        document.kind.clone_from(&self.kind);
        document.other_kind = self.other_kind.clone().filter(|_| self.kind == "OTHER");
        document.summary = self.summary.clone().unwrap_or_default();
        document.source.clone_from(&self.source);
        let url = self.source_url.as_ref().filter(|_| self.source == "URL");
        document.source_url = url.map(|url| url.trim().to_owned());
        document.visibility.clone_from(&self.visibility);
        if self.source != "FILE" {
            document.file_name = None;
        }
    }
}

/// Is it of a source whose content is written rather than uploaded?
pub(super) fn is_text(source: &str) -> bool {
    matches!(source, "INLINE" | "MARKDOWN")
}
