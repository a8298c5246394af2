//! Archives on the wire: what queries say about them, and how they are given.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use control::archive::{ApplicationImport, Exported, Format, Skipped};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api_document::attachment;
use crate::error::Error;

/// Notation of an archive's descriptors.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Notation {
    #[serde(alias = "json")]
    Json,
    #[serde(alias = "yaml")]
    Yaml,
}

/// YAML when nothing is said.
pub fn format(notation: Option<Notation>) -> Format {
    match notation {
        Some(Notation::Json) => Format::Json,
        Some(Notation::Yaml) | None => Format::Yaml,
    }
}

/// A revision's number in a query; none when it is empty.
pub fn revision_number(text: Option<String>) -> Result<Option<i64>, Error> {
    let number = |n: String| {
        n.parse().map_err(|_| Error::invalid("revisionNumber", "must be the number of a revision"))
    };
    text.filter(|t| !t.is_empty()).map(number).transpose()
}

pub const fn yes() -> bool {
    true
}

/// How an application's archive is taken.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ApplicationHow {
    /// The application belongs to whom the archive names; otherwise to the caller.
    #[serde(default)]
    preserve_owner: bool,
    #[serde(default)]
    skip_subscriptions: bool,
    /// It belongs to this user, whatever the archive says.
    app_owner: Option<String>,
    #[serde(default)]
    skip_application_keys: bool,
    /// Change the application if it is there; otherwise its being there is a conflict.
    #[serde(default)]
    update: bool,
}

impl From<ApplicationHow> for ApplicationImport {
    fn from(how: ApplicationHow) -> Self {
        Self {
            preserve_owner: how.preserve_owner,
            owner: how.app_owner,
            skip_subscriptions: how.skip_subscriptions,
            skip_keys: how.skip_application_keys,
            update: how.update,
        }
    }
}

/// A form that carries an archive.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
pub struct ArchiveForm {
    /// A zip archive as `apictl` packs it.
    #[schema(format = Binary, content_media_type = "application/zip")]
    file: String,
}

/// A download.
pub fn answer(exported: Exported) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, attachment(&exported.file_name)),
    ];
    (headers, exported.bytes).into_response()
}

/// APIs that an imported application could not be subscribed to.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkippedList {
    count: usize,
    list: Vec<SkippedApi>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SkippedApi {
    name: String,
    version: String,
    provider: String,
    /// Why.
    description: String,
}

impl From<Vec<Skipped>> for SkippedList {
    fn from(skipped: Vec<Skipped>) -> Self {
        let one = |s: Skipped| SkippedApi {
            name: s.api,
            version: s.version,
            provider: s.provider,
            description: s.reason,
        };
        let list: Vec<_> = skipped.into_iter().map(one).collect();
        Self { count: list.len(), list }
    }
}
