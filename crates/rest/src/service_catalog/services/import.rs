//! `POST /services/import`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::service::Service;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Query, parse_json};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct How {
    /// Change services that are there; otherwise one that differs is refused.
    #[serde(default)]
    overwrite: bool,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct ServicesForm {
    /// A zip archive with a folder for each service.
    #[schema(format = Binary, content_media_type = "application/zip")]
    file: String,
    /// JSON list of `{key, md5}`: a service that is not like that any more is left alone.
    verifier: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Verifier {
    key: String,
    md5: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceInfoList {
    count: usize,
    list: Vec<ServiceInfo>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ServiceInfo {
    id: String,
    name: String,
    key: String,
    version: String,
    md5: String,
}

impl From<Service> for ServiceInfo {
    fn from(service: Service) -> Self {
        let Service { id, draft, md5, .. } = service;
        Self { id, name: draft.name, key: draft.key, version: draft.version, md5 }
    }
}

/// Adds the services of an archive: all of them, or none. Answers with those that were added or changed.
#[utoipa::path(
    post, path = "/services/import", tag = "Services", operation_id = "importService",
    security(("OAuth2Security" = ["service_catalog:service_write"])),
    params(How), request_body(content = ServicesForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ServiceInfoList)),
)]
pub async fn import(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(how): Query<How>,
    form: Multipart,
) -> Result<Json<ServiceInfoList>, Error> {
    let mut parts = form.parts().await?;
    let archive = parts.remove("file").ok_or_else(|| Error::invalid("file", "is required"))?;
    let verifiers: Vec<Verifier> = match parts.remove("verifier").filter(|v| !v.trim_ascii().is_empty()) {
        Some(text) => parse_json("verifier", &text)?,
        None => Vec::new(),
    };
    let verifiers: Vec<_> = verifiers.into_iter().map(|v| (v.key, v.md5)).collect();
    let done = control.import_services(&caller, archive, how.overwrite, &verifiers).await?;
    let list: Vec<_> = done.into_iter().map(ServiceInfo::from).collect();
    Ok(Json(ServiceInfoList { count: list.len(), list }))
}
