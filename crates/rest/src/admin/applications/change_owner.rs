//! `POST /applications/{applicationId}/change-owner`.

use axum::extract::State;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NewOwner {
    /// A developer of the tenant.
    owner: String,
}

/// Gives an application to another developer, with its keys and subscriptions.
#[utoipa::path(
    post, path = "/applications/{applicationId}/change-owner", tag = "Applications",
    operation_id = "applications_change_owner",
    security(("OAuth2Security" = ["apim:admin", "apim:app_owner_change"])),
    params(("applicationId" = String, Path), NewOwner), responses((status = 200)),
)]
pub async fn change_owner(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    Query(new): Query<NewOwner>,
) -> Result<(), Error> {
    Ok(control.change_application_owner(&caller, &id, &new.owner).await?)
}
