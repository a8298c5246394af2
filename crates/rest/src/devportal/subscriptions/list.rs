//! `GET /subscriptions`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use super::SubscriptionDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page};

/// One of the two is needed; with both, both must match.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Filter {
    application_id: Option<String>,
    api_id: Option<String>,
}

impl Filter {
    /// For links to other pages.
    fn query(&self) -> String {
        let part = |name: &str, value: &Option<String>| {
            let encode = |v: &String| format!("&{name}={}", crate::paging::encode(v));
            value.as_ref().map(encode).unwrap_or_default()
        };
        part("applicationId", &self.application_id) + &part("apiId", &self.api_id)
    }
}

/// The caller's subscriptions, of an application or to an API.
#[utoipa::path(
    get, path = "/subscriptions", tag = "Subscriptions",
    operation_id = "subscriptions_list",
    security(("OAuth2Security" = ["apim:subscribe", "apim:sub_manage"])),
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
    let (application, api) = (filter.application_id.as_deref(), filter.api_id.as_deref());
    let found = control.subscriptions(&caller, application, api, page.offset, page.limit).await?;
    let list = found.list.into_iter().map(Into::into).collect();
    Ok(Json(page.list(list, found.total, "/subscriptions", &filter.query())))
}
