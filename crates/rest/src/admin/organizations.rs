//! `/organizations`: of consumers. The five operations are too alike for a file each.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use control::organization::Organization;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::created;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, delete))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Organization)]
struct OrganizationDto {
    #[serde(default, skip_deserializing)]
    organization_id: String,
    /// What the identity provider calls it; never changes.
    external_organization_id: String,
    display_name: String,
    #[serde(default)]
    description: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct OrganizationList {
    count: usize,
    list: Vec<OrganizationDto>,
}

impl From<Organization> for OrganizationDto {
    fn from(o: Organization) -> Self {
        Self {
            organization_id: o.id,
            external_organization_id: o.external_id,
            display_name: o.display_name,
            description: o.description,
        }
    }
}

impl From<OrganizationDto> for Organization {
    fn from(o: OrganizationDto) -> Self {
        Self::new(&o.external_organization_id, &o.display_name, &o.description)
    }
}

/// The organizations of the tenant.
#[utoipa::path(
    get, path = "/organizations", tag = "Organizations", operation_id = "organizations_list",
    security(("OAuth2Security" = ["apim:admin", "apim:organization_read"])),
    responses((status = 200, body = OrganizationList)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<OrganizationList>, Error> {
    let list: Vec<_> = control.organizations(&caller).await?.into_iter().map(OrganizationDto::from).collect();
    Ok(Json(OrganizationList { count: list.len(), list }))
}

#[utoipa::path(
    post, path = "/organizations", tag = "Organizations", operation_id = "organizations_create",
    security(("OAuth2Security" = ["apim:admin", "apim:organization_manage"])),
    request_body = OrganizationDto, responses((status = 201, body = OrganizationDto)),
)]
async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<OrganizationDto>,
) -> Result<impl IntoResponse, Error> {
    let made = control.create_organization(&caller, body.into()).await?;
    Ok(created(&format!("/organizations/{}", made.id), OrganizationDto::from(made)))
}

#[utoipa::path(
    get, path = "/organizations/{organizationId}", tag = "Organizations", operation_id = "organizations_get",
    security(("OAuth2Security" = ["apim:admin", "apim:organization_read"])),
    params(("organizationId" = String, Path)), responses((status = 200, body = OrganizationDto)),
)]
async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<OrganizationDto>, Error> {
    Ok(Json(control.organization(&caller, &id).await?.into()))
}

/// Changes display name and description.
#[utoipa::path(
    put, path = "/organizations/{organizationId}", tag = "Organizations",
    operation_id = "organizations_update",
    security(("OAuth2Security" = ["apim:admin", "apim:organization_manage"])),
    params(("organizationId" = String, Path)),
    request_body = OrganizationDto, responses((status = 200, body = OrganizationDto)),
)]
async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<OrganizationDto>,
) -> Result<Json<OrganizationDto>, Error> {
    Ok(Json(control.change_organization(&caller, &id, body.into()).await?.into()))
}

#[utoipa::path(
    delete, path = "/organizations/{organizationId}", tag = "Organizations",
    operation_id = "organizations_delete",
    security(("OAuth2Security" = ["apim:admin", "apim:organization_manage"])),
    params(("organizationId" = String, Path)), responses((status = 200)),
)]
async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_organization(&caller, &id).await?)
}
