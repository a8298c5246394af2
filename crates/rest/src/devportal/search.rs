//! `GET /search`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::find::Hit;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::apis::{ApiFilter, ApiInfo};
use super::viewer::Looking;
use crate::api_document::DocumentResult;
use crate::error::Error;
use crate::extract::Query;
use crate::paging::{List, Page};

/// Something found: an API or a document.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum SearchResult {
    Api(ApiResult),
    Document(DocumentResult),
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APISearchResult)]
pub struct ApiResult {
    id: String,
    name: String,
    /// `API`.
    #[serde(rename = "type")]
    kind: &'static str,
    transport_type: String,
    description: String,
    context: String,
    version: String,
    provider: String,
    /// State in the life cycle.
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_uri: Option<String>,
    business_information: Value,
    avg_rating: String,
}

impl From<ApiInfo> for ApiResult {
    fn from(api: ApiInfo) -> Self {
        Self {
            id: api.id,
            name: api.name,
            kind: "API",
            transport_type: api.kind,
            description: api.description,
            context: api.context,
            version: api.version,
            provider: api.provider,
            status: api.life_cycle_status,
            thumbnail_uri: api.thumbnail_uri,
            business_information: api.business_information,
            avg_rating: api.avg_rating,
        }
    }
}

/// What the viewer may see and the query finds: APIs, then documents, each by name. `doc:...` finds documents alone,
/// free text both.
#[utoipa::path(
    get, path = "/search", tag = "APIs",
    operation_id = "search",
    security((), ("OAuth2Security" = [])),
    params(ApiFilter, Page, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = List<SearchResult>)),
)]
pub async fn search(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Query(filter): Query<ApiFilter>,
    Query(page): Query<Page>,
) -> Result<Json<List<SearchResult>>, Error> {
    let page = page.checked()?;
    let (query, link) = filter.of(page);
    let found = control.catalogue_find(&viewer, &query).await?;
    let list = found.list.into_iter().map(|hit| match hit {
        Hit::Api(row) => SearchResult::Api(ApiInfo::from(&*row).into()),
        Hit::Document(found) => SearchResult::Document((*found).into()),
    });
    Ok(Json(page.list(list.collect(), found.total, "/search", &link)))
}
