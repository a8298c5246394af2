//! `GET /organizations`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::organization::Organization;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::CallerExtractor;

#[derive(Debug, Serialize, ToSchema)]
pub struct OrganizationList {
    count: usize,
    list: Vec<OrganizationDto>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Organization)]
struct OrganizationDto {
    organization_id: String,
    external_organization_id: String,
    display_name: String,
}

impl From<Organization> for OrganizationDto {
    fn from(organization: Organization) -> Self {
        let Organization { id, external_id, display_name, .. } = organization;
        Self { organization_id: id, external_organization_id: external_id, display_name }
    }
}

/// The organizations that APIs may be open to.
#[utoipa::path(
    get, path = "/organizations", tag = "Organizations", operation_id = "organizations_list",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:api_import_export",
        "apim:api_product_import_export", "apim:publisher_organization_read"])),
    responses((status = 200, body = OrganizationList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<OrganizationList>, Error> {
    let list: Vec<_> = control.organizations(&caller).await?.into_iter().map(OrganizationDto::from).collect();
    Ok(Json(OrganizationList { count: list.len(), list }))
}
