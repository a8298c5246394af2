//! `GET /endpoint-certificates`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tenant::Tenant;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Any when absent.
    alias: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownCertificate)]
struct CertificateDto {
    alias: String,
    /// URL of the back end.
    endpoint: String,
    /// PEM.
    certificate: String,
}

/// The certificates of one tenant's back ends.
#[utoipa::path(
    get, path = "/endpoint-certificates", tag = "Runtime artifacts", operation_id = "internal_endpoint_certificates",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted),
    responses((status = 200, body = Vec<CertificateDto>)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<CertificateDto>>, Error> {
    let all = control.certificates_of_tenant(&caller, &tenant, &wanted.alias).await?;
    let one = all.into_iter().filter(|c| wanted.alias.is_empty() || c.alias == wanted.alias);
    Ok(Json(
        one.map(|c| CertificateDto { alias: c.alias, endpoint: c.endpoint, certificate: c.pem }).collect(),
    ))
}
