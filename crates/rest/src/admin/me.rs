//! `/me`: the caller.

use axum::Json;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::CallerExtractor;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(organization_information))
}

/// The organization of a user within the tenant; empty: none.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OrganizationInfo)]
struct OwnOrganization {
    organization_id: String,
    name: String,
}

/// The caller's organization. Users belong to none yet.
#[utoipa::path(
    get, path = "/me/organization-information", tag = "Users", operation_id = "organizationInformation",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_settings"])),
    responses((status = 200, body = OwnOrganization)),
)]
async fn organization_information(_: CallerExtractor) -> Json<OwnOrganization> {
    Json(OwnOrganization { organization_id: String::new(), name: String::new() })
}
