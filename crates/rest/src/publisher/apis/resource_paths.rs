//! `GET /apis/{apiId}/resource-paths`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::paging::{List, Page};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResourcePath {
    /// Place among the API's operations, from 1.
    id: usize,
    resource_path: String,
    http_verb: String,
}

/// The operations of an API.
#[utoipa::path(
    get, path = "/apis/{apiId}/resource-paths", tag = "APIs", operation_id = "getAPIResourcePaths",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage"])),
    params(("apiId" = String, Path), Page),
    responses((status = 200, body = List<ResourcePath>)),
)]
pub async fn resource_paths(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<List<ResourcePath>>, Error> {
    let page = page.checked()?;
    let operations = control.resource_paths(&caller, &api).await?.into_iter().zip(1..);
    let all = operations.map(|(o, id)| ResourcePath { id, resource_path: o.target, http_verb: o.verb });
    Ok(Json(page.cut(all.collect(), &format!("/apis/{api}/resource-paths"), "")))
}
