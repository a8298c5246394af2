//! `GET /me/organization-information`

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::CallerExtractor;

/// The organization of a user within the tenant; empty: none.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationInfo {
    organization_id: String,
    name: String,
}

/// The caller's organization. There are no organizations within tenants yet.
#[utoipa::path(
    get, path = "/me/organization-information", tag = "Users",
    operation_id = "me_organization_information",
    security(("OAuth2Security" = ["apim:subscribe"])),
    responses((status = 200, body = OrganizationInfo)),
)]
pub async fn get(_: CallerExtractor) -> Json<OrganizationInfo> {
    Json(OrganizationInfo { organization_id: String::new(), name: String::new() })
}
