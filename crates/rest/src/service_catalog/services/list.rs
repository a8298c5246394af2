//! `GET /services`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::service::{Search, Sorted};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ServiceDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{Page, Pagination, encode};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// A part of the name; in double quotes: the whole.
    name: String,
    /// A part of the version; in double quotes: the whole.
    version: String,
    /// `OAS`, `WSDL1`, `WSDL2`, `GRAPHQL_SDL` or `ASYNC_API`.
    definition_type: String,
    /// Keys, parted by commas.
    key: String,
    /// Only what tells services apart, with their MD5.
    shrink: bool,
    /// `name` (default) or `definitionType`.
    sort_by: String,
    /// `asc` (default) or `desc`.
    sort_order: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceList {
    list: Vec<ServiceDto>,
    pagination: Pagination,
}

const TYPES: [&str; 8] = ["", "OAS", "OAS2", "OAS3", "WSDL1", "WSDL2", "GRAPHQL_SDL", "ASYNC_API"];

impl Wanted {
    fn sorted(&self) -> Result<Sorted, Error> {
        let down = match self.sort_order.to_ascii_lowercase().as_str() {
            "" | "asc" => false,
            "desc" => true,
            _ => return Err(Error::invalid("sortOrder", "must be asc or desc")),
        };
        match (self.sort_by.as_str(), down) {
            ("" | "name", false) => Ok(Sorted::Name),
            ("" | "name", true) => Ok(Sorted::NameDown),
            ("definitionType", false) => Ok(Sorted::Type),
            ("definitionType", true) => Ok(Sorted::TypeDown),
            _ => Err(Error::invalid("sortBy", "must be name or definitionType")),
        }
    }

    /// The search in the links to other pages.
    fn query(&self) -> String {
        let all = [
            ("name", &self.name),
            ("version", &self.version),
            ("definitionType", &self.definition_type),
            ("key", &self.key),
            ("sortBy", &self.sort_by),
            ("sortOrder", &self.sort_order),
        ];
        let said = all.iter().filter(|(_, value)| !value.is_empty());
        let mut query = String::new();
        for (name, value) in said {
            query.extend(["&", name, "=", &encode(value)]);
        }
        if self.shrink {
            query.push_str("&shrink=true");
        }
        query
    }
}

/// The services of the tenant.
#[utoipa::path(
    get, path = "/services", tag = "Services", operation_id = "searchServices",
    security(("OAuth2Security" = ["service_catalog:service_view", "apim:api_view"])),
    params(Wanted, Page), responses((status = 200, body = ServiceList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
    Query(page): Query<Page>,
) -> Result<Json<ServiceList>, Error> {
    let (page, sorted, query) = (page.checked()?, wanted.sorted()?, wanted.query());
    if !TYPES.contains(&wanted.definition_type.as_str()) {
        return Err(Error::invalid("definitionType", format!("must be one of {}", TYPES[1..].join(", "))));
    }
    let Wanted { name, version, definition_type, key, shrink, .. } = wanted;
    let search = Search { name, version, definition_type, keys: key, sorted };
    let (found, total) = control.services(&caller, &search, page.offset, page.limit).await?;
    let mut list: Vec<_> = found.into_iter().map(ServiceDto::from).collect();
    if shrink {
        for service in &mut list {
            service.more = None;
        }
    }
    let page = page.list(list, total, "/services", &query);
    Ok(Json(ServiceList { list: page.list, pagination: page.pagination }))
}
