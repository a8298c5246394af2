//! `GET /api-products`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::api::Api;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page, encode};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APIProductInfo)]
pub struct ProductInfo {
    id: String,
    name: String,
    context: String,
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    provider: String,
    has_thumbnail: bool,
    state: &'static str,
    security_scheme: Vec<String>,
    gateway_vendor: String,
    audiences: Vec<String>,
}

impl From<Api> for ProductInfo {
    fn from(product: Api) -> Self {
        let c = product.configuration;
        Self {
            id: product.id,
            name: c.name,
            context: c.context,
            version: c.version,
            description: c.description,
            provider: product.provider,
            has_thumbnail: product.has_thumbnail,
            state: product.state.as_str(),
            security_scheme: c.security_scheme,
            gateway_vendor: c.gateway_vendor,
            audiences: c.audiences,
        }
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// As for APIs.
    query: String,
}

/// The API products that the caller may work on, by name.
#[utoipa::path(
    get, path = "/api-products", tag = "API Products", operation_id = "getAllAPIProducts",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage"])),
    params(Search, Page),
    responses((status = 200, body = List<ProductInfo>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(search): Query<Search>,
    Query(page): Query<Page>,
) -> Result<Json<List<ProductInfo>>, Error> {
    let page = page.checked()?;
    let found = control.list_products(&caller, &search.query, page.offset, page.limit).await?;
    let list = found.apis.into_iter().map(ProductInfo::from).collect();
    let query =
        if search.query.is_empty() { String::new() } else { format!("&query={}", encode(&search.query)) };
    Ok(Json(page.list(list, found.total, "/api-products", &query)))
}
