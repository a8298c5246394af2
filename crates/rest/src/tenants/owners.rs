//! `GET /tenants/{tenantId}/owners`.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[derive(Debug, Serialize, ToSchema)]
pub struct OwnerResponse {
    id: String,
    username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    firstname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lastname: Option<String>,
}

#[utoipa::path(
    get, path = "/tenants/{tenantId}/owners", tag = "Tenants", operation_id = "getOwners",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("tenantId" = String, Path)), responses((status = 200, body = Vec<OwnerResponse>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<Vec<OwnerResponse>>, Error> {
    let tenant = control.tenant(&caller, &id).await?;
    let profile = &tenant.admin_profile;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Ok(Json(vec![OwnerResponse {
        email: text(&profile["emails"][0]),
        firstname: text(&profile["name"]["givenName"]),
        lastname: text(&profile["name"]["familyName"]),
        id: tenant.admin_id,
        username: tenant.admin_name,
    }]))
}
