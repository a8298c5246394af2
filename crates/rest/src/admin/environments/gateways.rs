//! `GET /environments/{environmentId}/gateways`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[derive(Debug, Serialize, ToSchema)]
pub struct GatewayInstanceList {
    count: usize,
    list: Vec<GatewayInstance>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GatewayInstance {
    /// The node's name.
    gateway_id: String,
    /// Always `ACTIVE`: one that has gone silent is no longer listed.
    status: &'static str,
}

/// The gateways that serve an environment now.
#[utoipa::path(
    get, path = "/environments/{environmentId}/gateways", tag = "Environments",
    operation_id = "environments_gateways",
    security(("OAuth2Security" = ["apim:admin", "apim:environment_read"])),
    params(("environmentId" = String, Path)), responses((status = 200, body = GatewayInstanceList)),
)]
pub async fn gateways(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<GatewayInstanceList>, Error> {
    let present = control.gateways_of(&caller, &id).await?.into_iter();
    let list: Vec<_> = present.map(|p| GatewayInstance { gateway_id: p.node, status: "ACTIVE" }).collect();
    Ok(Json(GatewayInstanceList { count: list.len(), list }))
}
