//! `GET /tenants`.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::TenantResponse;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// How many at most, 1 to 1000.
    limit: usize,
    /// How many to pass over.
    offset: usize,
    /// `domain eq|sw|ew|co <text>`.
    filter: Option<String>,
}

impl Default for Which {
    fn default() -> Self {
        Self { limit: 10, offset: 0, filter: None }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantsListResponse {
    total_results: usize,
    /// Counted from 1.
    start_index: usize,
    count: usize,
    tenants: Vec<TenantResponse>,
}

#[utoipa::path(
    get, path = "/tenants", tag = "Tenants", operation_id = "retrieveTenants",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(Which), responses((status = 200, body = TenantsListResponse)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(which): Query<Which>,
) -> Result<Json<TenantsListResponse>, Error> {
    if !(1..=1_000).contains(&which.limit) {
        return Err(Error::invalid("limit", "must be between 1 and 1000"));
    }
    let Filter { fits, text } = filter(which.filter.as_deref())?;
    let mut all = control.tenants(&caller).await?;
    // The super tenant is not managed here, as in WSO2.
    all.retain(|t| t.domain != model::tenant::SUPER && fits(&t.domain, &text));
    let total_results = all.len();
    let tenants: Vec<_> =
        all.into_iter().skip(which.offset).take(which.limit).map(TenantResponse::from).collect();
    Ok(Json(TenantsListResponse {
        total_results,
        start_index: which.offset.saturating_add(1),
        count: tenants.len(),
        tenants,
    }))
}

/// How a domain must compare with a text.
struct Filter {
    fits: fn(&str, &str) -> bool,
    text: String,
}

fn filter(text: Option<&str>) -> Result<Filter, Error> {
    let Some(text) = text.map(str::trim).filter(|t| !t.is_empty()) else {
        return Ok(Filter { fits: |_, _| true, text: String::new() });
    };
    let refused = || Error::invalid("filter", "must be 'domain eq|sw|ew|co <text>'");
    let mut words = text.splitn(3, ' ');
    let (Some("domain"), Some(operator), Some(value)) = (words.next(), words.next(), words.next()) else {
        return Err(refused());
    };
    let fits: fn(&str, &str) -> bool = match operator {
        "eq" => |domain, text| domain == text,
        "sw" => |domain, text| domain.starts_with(text),
        "ew" => |domain, text| domain.ends_with(text),
        "co" => |domain, text| domain.contains(text),
        _ => return Err(refused()),
    };
    Ok(Filter { fits, text: value.trim().trim_matches('"').to_owned() })
}
