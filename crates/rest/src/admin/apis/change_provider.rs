//! `POST /apis/{apiId}/change-provider`.

use axum::extract::State;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NewProvider {
    /// A user of the tenant.
    provider: String,
}

/// Gives an API to another provider.
#[utoipa::path(
    post, path = "/apis/{apiId}/change-provider", tag = "APIs", operation_id = "providerNamePost",
    security(("OAuth2Security" = ["apim:admin", "apim:api_provider_change"])),
    params(("apiId" = String, Path), NewProvider), responses((status = 200)),
)]
pub async fn change_provider(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    Query(new): Query<NewProvider>,
) -> Result<(), Error> {
    Ok(control.change_api_provider(&caller, &id, &new.provider).await?)
}
