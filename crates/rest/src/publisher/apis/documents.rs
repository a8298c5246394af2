//! `/apis/{apiId}/documents`: what publishers write about an API.

pub(in crate::publisher) mod content;
mod create;
mod delete;
mod get;
mod list;
mod update;
mod validate;

use axum::extract::DefaultBodyLimit;
use control::Control;
use control::document::{Document, Draft, times};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::date_time;
use crate::surface::DEFINITION_BODY_LIMIT;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(validate::validate))
        .merge(files())
}

/// Operations whose bodies carry a file.
fn files() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(content::get, content::add))
        .layer(DefaultBodyLimit::max(DEFINITION_BODY_LIMIT))
}

/// A document, or what one is to be.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Document)]
pub struct DocumentDto {
    #[serde(skip_deserializing)]
    #[schema(read_only)]
    document_id: String,
    #[schema(max_length = 60)]
    name: String,
    /// `HOWTO`, `SAMPLES`, `PUBLIC_FORUM`, `SUPPORT_FORUM`, `API_MESSAGE_FORMAT`, `SWAGGER_DOC` or `OTHER`.
    #[serde(rename = "type")]
    kind: String,
    /// Required when the type is `OTHER`.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_type_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    /// `INLINE`, `MARKDOWN`, `URL` or `FILE`.
    source_type: String,
    /// Required when the source is a URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_url: Option<String>,
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    #[schema(read_only)]
    file_name: Option<String>,
    /// Text of an `INLINE` or `MARKDOWN` document; answers leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(write_only)]
    inline_content: Option<String>,
    /// `API_LEVEL`: whoever sees the API; `PRIVATE`: users of the tenant; `OWNER_ONLY`: its author.
    visibility: String,
    #[serde(skip_deserializing)]
    #[schema(read_only)]
    created_time: String,
    #[serde(skip_deserializing)]
    #[schema(read_only)]
    created_by: String,
    #[serde(skip_deserializing)]
    #[schema(read_only)]
    last_updated_time: String,
    #[serde(skip_deserializing)]
    #[schema(read_only)]
    last_updated_by: String,
}

impl From<Document> for DocumentDto {
    fn from(document: Document) -> Self {
        let (made, changed) = times(&document);
        Self {
            document_id: document.id,
            name: document.name,
            kind: document.kind,
            other_type_name: document.other_kind,
            summary: Some(document.summary).filter(|text| !text.is_empty()),
            source_type: document.source,
            source_url: document.source_url,
            file_name: document.file_name,
            inline_content: None,
            visibility: document.visibility,
            created_time: date_time(made),
            created_by: document.created_by,
            last_updated_time: date_time(changed),
            last_updated_by: document.updated_by,
        }
    }
}

impl From<DocumentDto> for Draft {
    fn from(dto: DocumentDto) -> Self {
        Self {
            name: dto.name,
            kind: dto.kind,
            other_kind: dto.other_type_name,
            summary: dto.summary,
            source: dto.source_type,
            source_url: dto.source_url,
            visibility: dto.visibility,
            // The portal's forms send an empty text along with whatever they say.
            text: dto.inline_content.filter(|text| !text.is_empty()),
        }
    }
}
