//! `POST /environments`

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;

use super::EnvironmentDto;
use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// Makes an environment. Gateways serve it that name it in their configuration.
#[utoipa::path(
    post, path = "/environments", tag = "Environments", operation_id = "environments_create",
    security(("OAuth2Security" = ["apim:admin", "apim:environment_manage"])),
    request_body = EnvironmentDto, responses((status = 201, body = EnvironmentDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<EnvironmentDto>,
) -> Result<impl IntoResponse, Error> {
    let made = control.create_environment(&caller, body.into_draft()?).await?;
    let location = format!("/environments/{}", made.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(EnvironmentDto::from(made))))
}
