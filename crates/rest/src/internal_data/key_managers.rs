//! `GET /keymanagers`

use axum::Json;
use axum::extract::State;
use control::Control;
use model::catalog::{KeyManager, Kind};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tenant::Tenant;
use crate::error::Error;
use crate::extract::CallerExtractor;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownKeyManager)]
#[serde(rename_all = "camelCase")]
struct KeyManagerDto {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    enabled: bool,
    tenant_domain: String,
    /// Issuer, public keys, and the claims that name client and scopes.
    #[schema(value_type = Object)]
    configuration: Value,
}

/// The issuers whose tokens gateways trust.
#[utoipa::path(
    get, path = "/keymanagers", tag = "Key managers", operation_id = "internal_key_managers",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header)), responses((status = 200, body = Vec<KeyManagerDto>)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
) -> Result<Json<Vec<KeyManagerDto>>, Error> {
    let all = control.known_to_gateways::<KeyManager>(&caller, &tenant, Kind::KeyManager).await?;
    let dto = all.into_iter().map(|known| {
        let k = known.body;
        KeyManagerDto {
            kind: if k.name == model::key::RESIDENT { "default" } else { "custom" },
            name: k.name,
            enabled: k.enabled,
            tenant_domain: known.tenant,
            configuration: json!({
                "issuer": k.issuer, "certificate_type": "JWKS", "certificate_value": k.jwks,
                "consumer_key_claim": k.consumer_key_claim, "scopes_claim": k.scopes_claim,
            }),
        }
    });
    Ok(Json(dto.collect()))
}
