//! Which tenants there are, as both portals tell it.

use axum::Json;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::paging::{List, Page, encode};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// `active` or `inactive`; active ones when absent.
    state: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Tenant {
    domain: String,
    /// `ACTIVE` or `INACTIVE`.
    status: &'static str,
}

pub async fn list(control: &Control, filter: &Filter, page: &Page) -> Result<Json<List<Tenant>>, Error> {
    let page = page.checked()?;
    let active = match filter.state.to_ascii_lowercase().as_str() {
        "" | "active" => true,
        "inactive" => false,
        _ => return Err(Error::invalid("state", "must be active or inactive")),
    };
    let status = if active { "ACTIVE" } else { "INACTIVE" };
    let domains = control.tenant_domains(active).await?;
    let list = domains.into_iter().map(|domain| Tenant { domain, status }).collect();
    let query =
        if filter.state.is_empty() { String::new() } else { format!("&state={}", encode(&filter.state)) };
    Ok(Json(page.cut(list, "/tenants", &query)))
}
