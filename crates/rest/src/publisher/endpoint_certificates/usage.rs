//! `GET /endpoint-certificates/{alias}/usage`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::catalogue::ApiRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::paging::{List, Page};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = APIMetadata)]
pub struct ApiMetadata {
    id: String,
    name: String,
    context: String,
    version: String,
    provider: String,
}

impl From<ApiRow> for ApiMetadata {
    fn from(row: ApiRow) -> Self {
        let c = row.configuration;
        Self {
            id: row.id,
            name: c.name,
            context: row.full_context,
            version: c.version,
            provider: row.provider,
        }
    }
}

/// The APIs that have an endpoint at the certificate's back end; none for an alias that is not there.
#[utoipa::path(
    get, path = "/endpoint-certificates/{alias}/usage", tag = "Endpoint Certificates", operation_id = "getCertificateUsageByAlias",
    security(("OAuth2Security" =
        ["apim:api_view", "apim:api_manage", "apim:ep_certificates_view", "apim:ep_certificates_manage"])),
    params(("alias" = String, Path), Page),
    responses((status = 200, body = List<ApiMetadata>)),
)]
pub async fn usage(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(alias): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<List<ApiMetadata>>, Error> {
    let page = page.checked()?;
    let apis = control.endpoint_certificate_usage(&caller, &alias).await?;
    let apis = apis.into_iter().map(ApiMetadata::from).collect();
    Ok(Json(page.cut(apis, &format!("/endpoint-certificates/{alias}/usage"), "")))
}
