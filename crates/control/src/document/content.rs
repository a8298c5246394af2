//! What is in a document.

use store::Tx;
use store::api::document;

use super::{Document, code};
use crate::error::Error;

/// Bytes of a document's file.
pub const MAX_FILE: usize = 10 * 1024 * 1024;
/// Bytes of a document's text.
pub const MAX_TEXT: usize = 1024 * 1024;
/// Bytes of a text in which searches look.
const SEARCHED: usize = 64 * 1024;
/// Bytes of a file's name.
const MAX_FILE_NAME: usize = 255;

/// What is in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Text(String),
    /// Where it is.
    Link(String),
    /// `name` is what its author called it: for a label, never for a path. The media type follows from the name, and
    /// is never one that browsers run.
    File {
        name: String,
        media_type: &'static str,
        bytes: Vec<u8>,
    },
}

pub(super) async fn of(tx: &mut Tx, found: Document) -> Result<Content, Error> {
    let missing = || Error::not_found("Content of the document", &found.id, code::NO_CONTENT);
    if found.source == "URL" {
        return found.source_url.clone().map(Content::Link).ok_or_else(missing);
    }
    let bytes = document::get_content(tx, &found.tenant, &found.id).await?.ok_or_else(missing)?;
    if found.source == "FILE" {
        let name = found.file_name.clone().unwrap_or_else(|| "document".to_owned());
        return Ok(Content::File { media_type: media_type(&name), name, bytes });
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::internal("a document's text is not UTF-8"))?;
    Ok(Content::Text(text))
}

pub(super) fn check_text(text: &str) -> Result<&str, Error> {
    if text.len() > MAX_TEXT {
        return Err(Error::invalid("inlineContent", format!("must have at most {MAX_TEXT} bytes")));
    }
    if text.contains(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(Error::invalid("inlineContent", "has a control character"));
    }
    Ok(text)
}

/// What searches look at.
pub(super) fn search_text(document: &Document, text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    let end = text.floor_char_boundary(SEARCHED);
    let file = document.file_name.as_deref().unwrap_or_default();
    [&document.name, &document.summary, file, &text[..end]].join("\n")
}

/// The last part of what a client calls its file, shortened; `None` when nothing is left of it.
pub(super) fn file_name(given: &str) -> Option<String> {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut name: String = last.chars().filter(|c| !c.is_control()).collect();
    name.truncate(name.floor_char_boundary(MAX_FILE_NAME));
    let name = name.trim();
    (!name.trim_matches('.').is_empty()).then(|| name.to_owned())
}

fn media_type(name: &str) -> &'static str {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    match end.as_deref().unwrap_or_default() {
        "pdf" => "application/pdf",
        "txt" | "md" | "csv" | "yaml" | "yml" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "zip" => "application/zip",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_labels() {
        for (given, kept) in [
            ("guide.pdf", Some("guide.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\docs\\a b.txt", Some("a b.txt")),
            ("a\r\nX: y\0.txt", Some("aX: y.txt")),
            ("..", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(file_name(given).as_deref(), kept, "{given:?}");
        }
        let long = file_name(&"ä".repeat(300)).expect("a name");
        assert!(long.len() <= MAX_FILE_NAME && long.chars().all(|c| c == 'ä'));
        assert_eq!(media_type("page.HTML"), "application/octet-stream");
        assert_eq!(media_type("Guide.PDF"), "application/pdf");
    }
}
