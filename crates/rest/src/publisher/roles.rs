//! `/roles/{roleId}` and `/me/roles/{roleId}`: is there such a role, and do I have it?

use axum::extract::State;
use axum::http::StatusCode;
use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::base64_text;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(exists)).routes(routes!(mine))
}

fn name(encoded: &str) -> Result<String, Error> {
    base64_text(encoded).ok_or_else(|| Error::invalid("roleId", "must be a role's name in base64"))
}

/// Is there such a role? `roleId` is its name in base64.
#[utoipa::path(
    head, path = "/roles/{roleId}", tag = "Roles", operation_id = "validateSystemRole",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_publish", "apim:api_manage"])),
    params(("roleId" = String, Path)),
    responses((status = 200), (status = 404)),
)]
async fn exists(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(encoded): Path<String>,
) -> Result<StatusCode, Error> {
    if control.role_exists(&caller, &name(&encoded)?).await? {
        Ok(StatusCode::OK)
    } else {
        Err(Error::NotFound)
    }
}

/// Does the caller have the role? `roleId` is its name in base64.
#[utoipa::path(
    head, path = "/me/roles/{roleId}", tag = "Roles", operation_id = "validateUserRole",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    params(("roleId" = String, Path)),
    responses((status = 200), (status = 404)),
)]
async fn mine(
    CallerExtractor(caller): CallerExtractor,
    Path(encoded): Path<String>,
) -> Result<StatusCode, Error> {
    if caller.has_role(&name(&encoded)?) { Ok(StatusCode::OK) } else { Err(Error::NotFound) }
}
