//! `POST /key-managers/discover`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::KeyManagerDto;
use crate::error::Error;
use crate::extract::Multipart;

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct DiscoverForm {
    /// The provider's well-known endpoint.
    url: String,
    #[schema(rename = "type")]
    kind: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeyManagerWellKnownResponse)]
pub struct Discovered {
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<KeyManagerDto>,
}

/// What a provider says about itself, to begin a key manager with.
#[utoipa::path(
    post, path = "/key-managers/discover", tag = "Key managers", operation_id = "key_managers_discover",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    request_body(content = DiscoverForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Discovered)),
)]
pub async fn discover(State(control): State<Control>, form: Multipart) -> Result<Json<Discovered>, Error> {
    let mut parts = form.files().await?;
    let url = parts.remove("url").ok_or_else(|| Error::invalid("url", "is required"))?;
    let kind = parts.remove("type");
    let kind = kind.as_ref().map(|part| part.text("type")).transpose()?;
    let kind = kind.filter(|kind| !kind.is_empty()).unwrap_or("OIDC");
    let found = control.discover_key_manager(url.text("url")?, kind).await?;
    let value = found.map(KeyManagerDto::described).transpose()?;
    Ok(Json(Discovered { valid: value.is_some(), value }))
}
