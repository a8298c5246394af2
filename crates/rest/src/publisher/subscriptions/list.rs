//! `GET /subscriptions`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use super::SubscriptionDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page, encode};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Only subscriptions to this API.
    api_id: Option<String>,
}

/// The subscriptions to an API, or to every API of the tenant.
#[utoipa::path(
    get, path = "/subscriptions", tag = "Subscriptions",
    operation_id = "subscriptions_list",
    security(("OAuth2Security" = ["apim:api_view", "apim:subscription_view", "apim:subscription_manage"])),
    params(Filter, Page),
    responses((status = 200, body = List<SubscriptionDto>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<List<SubscriptionDto>>, Error> {
    let page = page.checked()?;
    let api = filter.api_id.as_deref().filter(|id| !id.is_empty());
    let found = control.subscribers(&caller, api, page.offset, page.limit).await?;
    let list = found.list.into_iter().map(SubscriptionDto::from).collect();
    let link = api.map(|id| format!("&apiId={}", encode(id))).unwrap_or_default();
    Ok(Json(page.list(list, found.total, "/subscriptions", &link)))
}
