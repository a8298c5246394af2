//! `GET /search`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::catalogue::{ApiQuery, ApiRow};
use control::find::Hit;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api_document::DocumentResult;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page, encode};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// As for `GET /apis`, and `doc:...` for documents alone. Free text finds APIs and documents.
    query: String,
}

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
    /// `API` or `APIProduct`.
    #[serde(rename = "type")]
    kind: &'static str,
    transport_type: String,
    description: String,
    /// Base path at the gateway, with the version.
    context: String,
    /// The same without the version.
    context_template: String,
    version: String,
    provider: String,
    /// State in the life cycle.
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_uri: Option<String>,
    advertise_only: bool,
}

impl From<ApiRow> for ApiResult {
    fn from(row: ApiRow) -> Self {
        let c = row.configuration;
        let kind = if c.is_product() { "APIProduct" } else { "API" };
        Self {
            thumbnail_uri: row.has_thumbnail.then(|| format!("/apis/{}/thumbnail", row.id)),
            id: row.id,
            name: c.name,
            kind,
            transport_type: c.kind,
            description: c.description.unwrap_or_default(),
            context: row.full_context,
            context_template: c.context,
            version: c.version,
            provider: row.provider,
            status: row.state.as_str(),
            advertise_only: c.advertise_info.is_some_and(|a| a["advertised"] == true),
        }
    }
}

/// What the caller may work on and the query finds: APIs, then documents, each by name.
#[utoipa::path(
    get, path = "/search", tag = "Unified Search", operation_id = "search",
    security(("OAuth2Security" =
        ["apim:api_view", "apim:api_manage", "apim:api_import_export", "apim:api_product_import_export"])),
    params(Asked, Page),
    responses((status = 200, body = List<SearchResult>)),
)]
pub async fn search(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(asked): Query<Asked>,
    Query(page): Query<Page>,
) -> Result<Json<List<SearchResult>>, Error> {
    let page = page.checked()?;
    let link =
        if asked.query.is_empty() { String::new() } else { format!("&query={}", encode(&asked.query)) };
    let query = ApiQuery { text: asked.query, offset: page.offset, limit: page.limit };
    let found = control.find(&caller, &query).await?;
    let list = found.list.into_iter().map(|hit| match hit {
        Hit::Api(row) => SearchResult::Api((*row).into()),
        Hit::Document(found) => SearchResult::Document((*found).into()),
    });
    Ok(Json(page.list(list.collect(), found.total, "/search", &link)))
}
