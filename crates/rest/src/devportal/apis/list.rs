//! `GET /apis`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::catalogue::ApiQuery;
use serde::Deserialize;
use utoipa::IntoParams;

use super::ApiInfo;
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::Query;
use crate::paging::{List, Page, encode};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ApiFilter {
    /// Words of free text and of `key:value`; keys are `name`, `version`, `context`, `provider`, `description`,
    /// `tags`, `type`, `status` and `content`.
    query: String,
}

impl ApiFilter {
    pub fn of(self, page: Page) -> (ApiQuery, String) {
        let link =
            if self.query.is_empty() { String::new() } else { format!("&query={}", encode(&self.query)) };
        (ApiQuery { text: self.query, offset: page.offset, limit: page.limit }, link)
    }
}

/// The APIs that the viewer may see.
#[utoipa::path(
    get, path = "/apis", tag = "APIs",
    operation_id = "apis_list",
    security((), ("OAuth2Security" = [])),
    params(ApiFilter, Page, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = List<ApiInfo>)),
)]
pub async fn list(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Query(filter): Query<ApiFilter>,
    Query(page): Query<Page>,
) -> Result<Json<List<ApiInfo>>, Error> {
    let page = page.checked()?;
    let (query, link) = filter.of(page);
    let found = control.catalogue(&viewer, &query).await?;
    let list = found.list.iter().map(ApiInfo::from).collect();
    Ok(Json(page.list(list, found.total, "/apis", &link)))
}
