//! `GET /applications`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use control::Control;
use model::catalog::{Application, Kind};
use model::number_of;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::is_asked_for;
use super::tenant::Tenant;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// UUID or number; any when absent.
    app_id: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownApplication)]
#[serde(rename_all = "camelCase")]
struct ApplicationDto {
    uuid: String,
    id: i64,
    name: String,
    /// The owner.
    sub_name: String,
    policy: String,
    token_type: &'static str,
    attributes: BTreeMap<String, String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownApplicationList)]
struct ApplicationList {
    count: usize,
    list: Vec<ApplicationDto>,
}

/// The applications of developers.
#[utoipa::path(
    get, path = "/applications", tag = "Subscription validation", operation_id = "internal_applications",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted), responses((status = 200, body = ApplicationList)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<ApplicationList>, Error> {
    let all = control.known_to_gateways::<Application>(&caller, &tenant, Kind::Application).await?;
    let wanted = all.into_iter().map(|k| k.body).filter(|a| is_asked_for(&a.application_id, &wanted.app_id));
    let list: Vec<_> = wanted
        .map(|a| ApplicationDto {
            id: number_of(&a.application_id),
            uuid: a.application_id,
            name: a.name,
            sub_name: a.owner,
            policy: a.policy,
            token_type: "JWT",
            attributes: a.attributes,
        })
        .collect();
    Ok(Json(ApplicationList { count: list.len(), list }))
}
