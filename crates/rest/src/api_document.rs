//! Documents of APIs as both portals show them: content, and what a search tells.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use control::document::Content;
use control::find::FoundDocument;
use serde::Serialize;
use utoipa::ToSchema;

/// A text as text, a link as a redirection (303), a file as a download: never as something a browser runs here.
pub fn answer(content: Content) -> Response {
    match content {
        Content::Text(text) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response(),
        Content::Link(url) => (StatusCode::SEE_OTHER, [(header::LOCATION, url)]).into_response(),
        Content::File { name, media_type, bytes } => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
                (header::CONTENT_DISPOSITION, attachment(&name)),
                (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
            ];
            (headers, bytes).into_response()
        }
    }
}

/// RFC 6266: a download of that name, in ASCII and in UTF-8 (RFC 8187).
pub fn attachment(name: &str) -> HeaderValue {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    let value = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// A document that a search found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DocumentSearchResult)]
pub struct DocumentResult {
    id: String,
    name: String,
    /// `DOC`.
    #[serde(rename = "type")]
    kind: &'static str,
    doc_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_type_name: Option<String>,
    summary: String,
    source_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_url: Option<String>,
    visibility: String,
    api_name: String,
    api_version: String,
    api_provider: String,
    #[serde(rename = "apiUUID")]
    api_uuid: String,
    /// `API`.
    associated_type: &'static str,
}

impl From<FoundDocument> for DocumentResult {
    fn from(found: FoundDocument) -> Self {
        let d = found.document;
        Self {
            id: d.id,
            name: d.name,
            kind: "DOC",
            doc_type: d.kind,
            other_type_name: d.other_kind,
            summary: d.summary,
            source_type: d.source,
            source_url: d.source_url,
            visibility: d.visibility,
            api_name: found.api_name,
            api_version: found.api_version,
            api_provider: found.api_provider,
            api_uuid: d.api_id,
            associated_type: "API",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_name_is_a_name_and_no_header() {
        let value = attachment("a\"; x=\r\n\u{e4}.pdf");
        let expected =
            "attachment; filename=\"a__ x____.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0A%C3%A4%2Epdf";
        assert_eq!(value.to_str().expect("ASCII"), expected);
    }
}
