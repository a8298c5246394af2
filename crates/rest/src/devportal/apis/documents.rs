//! `/apis/{apiId}/documents`: what there is to read about an API.

mod content;
mod get;
mod list;

use control::Control;
use control::document::Document;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(get::get))
        .routes(routes!(content::content))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Document)]
pub struct DocumentDto {
    document_id: String,
    name: String,
    /// `HOWTO`, `SAMPLES`, ..., `OTHER`.
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_type_name: Option<String>,
    summary: String,
    /// `INLINE`, `MARKDOWN`, `URL` or `FILE`.
    source_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
}

impl From<Document> for DocumentDto {
    fn from(document: Document) -> Self {
        Self {
            document_id: document.id,
            name: document.name,
            kind: document.kind,
            other_type_name: document.other_kind,
            summary: document.summary,
            source_type: document.source,
            source_url: document.source_url,
            file_name: document.file_name,
        }
    }
}
