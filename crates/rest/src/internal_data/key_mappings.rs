//! `GET /application-key-mappings`

use axum::Json;
use axum::extract::State;
use control::Control;
use model::catalog::{KeyMapping, Kind};
use model::number_of;
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

/// Any when absent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Wanted {
    consumer_key: String,
    /// Name of the key manager.
    keymanager: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownKeyMapping)]
#[serde(rename_all = "camelCase")]
struct KeyMappingDto {
    application_id: i64,
    #[serde(rename = "applicationUUID")]
    application_uuid: String,
    consumer_key: String,
    key_type: &'static str,
    key_manager: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownKeyMappingList)]
struct KeyMappingList {
    count: usize,
    list: Vec<KeyMappingDto>,
}

/// Which client belongs to which application.
#[utoipa::path(
    get, path = "/application-key-mappings", tag = "Subscription validation",
    operation_id = "internal_key_mappings",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted), responses((status = 200, body = KeyMappingList)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<KeyMappingList>, Error> {
    let fits = |given: &str, is: &str| given.is_empty() || given == is;
    let all = control.known_to_gateways::<KeyMapping>(&caller, &tenant, Kind::KeyMapping).await?;
    let list: Vec<_> = all
        .into_iter()
        .map(|known| known.body)
        .filter(|m| fits(&wanted.consumer_key, &m.consumer_key) && fits(&wanted.keymanager, &m.key_manager))
        .map(|m| KeyMappingDto {
            application_id: number_of(&m.application_id),
            application_uuid: m.application_id,
            consumer_key: m.consumer_key,
            key_type: m.key_type.as_str(),
            key_manager: m.key_manager,
        })
        .collect();
    Ok(Json(KeyMappingList { count: list.len(), list }))
}
