//! The admin API, `/api/am/admin/v4`.

mod alerts;
mod api_categories;
mod apis;
mod applications;
mod archives;
mod environments;
mod key_managers;
mod labels;
mod me;
mod organizations;
mod settings;
mod system_scopes;
mod tenant;
mod tenant_config;
mod tenant_theme;
mod throttling;
mod workflows;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::surface::Surface;

/// Base path; `Location` headers start with it.
const BASE: &str = "/api/am/admin/v4";

pub fn surface(control: &Control) -> Surface {
    Surface::new("admin", "Turnpike admin API", BASE, routes(), control)
}

fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .merge(alerts::routes())
        .merge(api_categories::routes())
        .merge(apis::routes())
        .merge(applications::routes())
        .merge(archives::routes())
        .merge(environments::routes())
        .merge(key_managers::routes())
        .merge(labels::routes())
        .merge(me::routes())
        .merge(organizations::routes())
        .merge(settings::routes())
        .merge(system_scopes::routes())
        .merge(tenant::routes())
        .merge(tenant_config::routes())
        .merge(tenant_theme::routes())
        .merge(throttling::routes())
        .merge(workflows::routes())
}

/// 201 with the new resource and where it is; `path` is relative to the API's base path.
fn created<T: Serialize>(path: &str, body: T) -> impl IntoResponse + use<T> {
    (StatusCode::CREATED, [(header::LOCATION, format!("{BASE}{path}"))], Json(body))
}
