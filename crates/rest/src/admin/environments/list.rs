//! `GET /environments`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use super::EnvironmentDto;
use crate::error::Error;
use crate::extract::CallerExtractor;

#[derive(Debug, Serialize, ToSchema)]
pub struct EnvironmentList {
    count: usize,
    list: Vec<EnvironmentDto>,
}

/// Every environment of the tenant: those of the configuration, then those made.
#[utoipa::path(
    get, path = "/environments", tag = "Environments", operation_id = "environments_list",
    security(("OAuth2Security" = ["apim:admin", "apim:environment_read"])),
    responses((status = 200, body = EnvironmentList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<EnvironmentList>, Error> {
    let list: Vec<_> = control.environments(&caller).await?.into_iter().map(EnvironmentDto::from).collect();
    Ok(Json(EnvironmentList { count: list.len(), list }))
}
