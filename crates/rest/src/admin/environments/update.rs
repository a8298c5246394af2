//! `PUT /environments/{environmentId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::EnvironmentDto;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Replaces everything about an environment but its name.
#[utoipa::path(
    put, path = "/environments/{environmentId}", tag = "Environments", operation_id = "environments_update",
    security(("OAuth2Security" = ["apim:admin", "apim:environment_manage"])),
    params(("environmentId" = String, Path)), request_body = EnvironmentDto,
    responses((status = 200, body = EnvironmentDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<EnvironmentDto>,
) -> Result<Json<EnvironmentDto>, Error> {
    Ok(Json(control.update_environment(&caller, &id, body.into_draft()?).await?.into()))
}
