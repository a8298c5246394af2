//! `GET /block`

use axum::Json;
use axum::extract::State;
use control::Control;
use model::catalog::Kind;
use model::deny::Deny;
use model::number_of;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tenant::Tenant;
use crate::error::Error;
use crate::extract::CallerExtractor;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Deny conditions in force.
#[derive(Debug, Default, Serialize, ToSchema)]
struct BlockConditions {
    /// Base paths with version.
    api: Vec<String>,
    /// `owner:name`.
    application: Vec<String>,
    ip: Vec<IpCondition>,
    /// Names with tenant.
    user: Vec<String>,
    custom: Vec<String>,
    subscription: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IpCondition {
    /// `ip` or `iprange`.
    #[serde(rename = "type")]
    kind: &'static str,
    fixed_ip: String,
    starting_ip: String,
    ending_ip: String,
    invert: bool,
    tenant_domain: String,
    id: i64,
}

/// What gateways refuse outright.
#[utoipa::path(
    get, path = "/block", tag = "Throttling", operation_id = "internal_block",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header)), responses((status = 200, body = BlockConditions)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
) -> Result<Json<BlockConditions>, Error> {
    let mut all = BlockConditions::default();
    for known in control.known_to_gateways::<Deny>(&caller, &tenant, Kind::Deny).await? {
        let (id, tenant_domain) = (number_of(&known.id), known.tenant);
        let none = String::new;
        match known.body {
            Deny::Api { context } => all.api.push(context),
            Deny::Application { name, .. } => all.application.push(name),
            Deny::User { name } => all.user.push(name),
            Deny::Ip { address: fixed_ip, invert } => all.ip.push(IpCondition {
                kind: "ip",
                fixed_ip,
                starting_ip: none(),
                ending_ip: none(),
                invert,
                tenant_domain,
                id,
            }),
            Deny::IpRange { from: starting_ip, to: ending_ip, invert } => all.ip.push(IpCondition {
                kind: "iprange",
                fixed_ip: none(),
                starting_ip,
                ending_ip,
                invert,
                tenant_domain,
                id,
            }),
        }
    }
    Ok(Json(all))
}
