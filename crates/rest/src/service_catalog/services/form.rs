//! A service in a form.

use axum::body::Bytes;
use control::service::Draft;
use utoipa::ToSchema;

use super::Metadata;
use crate::error::Error;
use crate::extract::{Multipart, parse_json};

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
#[schema(as = ServiceSchema)]
pub struct ServiceForm {
    /// JSON.
    #[schema(rename = "serviceMetadata")]
    service_metadata: String,
    #[schema(rename = "definitionFile", format = Binary, content_media_type = "application/octet-stream")]
    definition_file: Option<String>,
    /// The definition's text instead of a file.
    #[schema(rename = "inlineContent")]
    inline_content: Option<String>,
}

/// What a form says.
pub struct Sent {
    pub draft: Draft,
    /// The metadata as they were sent.
    pub metadata: Bytes,
    pub definition: Option<Bytes>,
}

pub async fn read(form: Multipart) -> Result<Sent, Error> {
    let mut parts = form.parts().await?;
    let metadata =
        parts.remove("serviceMetadata").ok_or_else(|| Error::invalid("serviceMetadata", "is required"))?;
    let said: Metadata = parse_json("serviceMetadata", &metadata)?;
    let mut one = |name: &str| parts.remove(name).filter(|text| !text.trim_ascii().is_empty());
    let definition = one("definitionFile").or_else(|| one("inlineContent"));
    Ok(Sent { draft: said.into(), metadata, definition })
}
