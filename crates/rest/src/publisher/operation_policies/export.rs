//! `GET /operation-policies/export`

use axum::extract::State;
use axum::response::Response;
use control::Control;
use control::operation_policy::Notation;
use serde::Deserialize;
use utoipa::IntoParams;

use super::zip;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Exported {
    name: String,
    /// `v1` when absent.
    version: String,
    /// `yaml` or `json`; `yaml` when absent.
    format: String,
}

/// A common policy as an archive that can be imported elsewhere.
#[utoipa::path(
    get, path = "/operation-policies/export", tag = "Operation Policies",
    operation_id = "exportOperationPolicy",
    security(("OAuth2Security" = ["apim:policies_import_export"])),
    params(Exported),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")),
)]
pub async fn export(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(asked): Query<Exported>,
) -> Result<Response, Error> {
    if asked.name.is_empty() {
        return Err(Error::invalid("name", "is required"));
    }
    let version = if asked.version.is_empty() { "v1" } else { &asked.version };
    let notation = match asked.format.to_ascii_lowercase().as_str() {
        "" | "yaml" => Notation::Yaml,
        "json" => Notation::Json,
        _ => return Err(Error::invalid("format", "must be yaml or json")),
    };
    Ok(zip(control.export_operation_policy(&caller, &asked.name, version, notation).await?))
}
