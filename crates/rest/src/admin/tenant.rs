//! `/tenant-info/{username}` and `/custom-urls/{tenantDomain}`.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(of_user)).routes(routes!(custom_urls))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TenantInfo {
    username: String,
    tenant_domain: String,
    /// WSO2's number: -1234 for the super tenant.
    tenant_id: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CustomUrlInfo {
    tenant_domain: String,
    tenant_admin_username: String,
    /// Whether the tenant has URLs of its own.
    enabled: bool,
    dev_portal: PortalUrl,
}

#[derive(Debug, Serialize, ToSchema)]
struct PortalUrl {
    url: String,
}

/// The tenant of a user: the caller's own, or any for administrators of the super tenant.
#[utoipa::path(
    get, path = "/tenant-info/{username}", tag = "Tenants", operation_id = "getTenantInfoByUsername",
    security(("OAuth2Security" = ["apim:admin", "apim:tenantInfo"])),
    params(("username" = String, Path)), responses((status = 200, body = TenantInfo)),
)]
async fn of_user(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(name): Path<String>,
) -> Result<Json<TenantInfo>, Error> {
    let (username, tenant) = control.tenant_of_user(&caller, &name).await?;
    Ok(Json(TenantInfo { username, tenant_domain: tenant.domain, tenant_id: tenant.number }))
}

/// The URLs that a tenant's portal has of its own: none, so far.
#[utoipa::path(
    get, path = "/custom-urls/{tenantDomain}", tag = "Tenants",
    operation_id = "getCustomUrlInfoByTenantDomain",
    security(("OAuth2Security" = ["apim:admin", "apim:tenantInfo"])),
    params(("tenantDomain" = String, Path)), responses((status = 200, body = CustomUrlInfo)),
)]
async fn custom_urls(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(domain): Path<String>,
) -> Result<Json<CustomUrlInfo>, Error> {
    let tenant = control.own_or_any_tenant(&caller, &domain).await?;
    Ok(Json(CustomUrlInfo {
        tenant_admin_username: format!("{}@{}", tenant.admin_name, tenant.domain),
        tenant_domain: tenant.domain,
        enabled: false,
        dev_portal: PortalUrl { url: String::new() },
    }))
}
