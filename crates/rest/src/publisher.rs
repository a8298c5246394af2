//! The publisher's API, `/api/am/publisher/v4`.

mod api_categories;
mod api_products;
mod apis;
mod certificate_form;
mod definition_form;
mod endpoint_certificates;
mod key_managers;
mod linter_custom_rules;
mod operation_policies;
mod organizations;
mod roles;
mod scopes;
mod search;
mod settings;
mod subscriptions;
mod tenants;
mod throttling_policies;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use control::Control;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::surface::Surface;

/// Base path; `Location` headers start with it.
const BASE: &str = "/api/am/publisher/v4";

pub fn surface(control: &Control) -> Surface {
    Surface::new("publisher", "Turnpike publisher API", BASE, routes(), control)
}

fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(api_categories::list))
        .merge(apis::routes())
        .merge(api_products::routes())
        .merge(throttling_policies::routes())
        .merge(operation_policies::routes())
        .merge(scopes::routes())
        .merge(roles::routes())
        .merge(tenants::routes())
        .routes(routes!(linter_custom_rules::get))
        .routes(routes!(organizations::list))
        .merge(settings::routes())
        .merge(subscriptions::routes())
        .merge(endpoint_certificates::routes())
        .routes(routes!(key_managers::list))
        .routes(routes!(search::search))
}

/// 201 with the new resource and where it is; `path` is relative to the API's base path.
fn created<T: Serialize>(path: &str, body: T) -> impl IntoResponse + use<T> {
    (StatusCode::CREATED, [(header::LOCATION, format!("{BASE}{path}"))], Json(body))
}

/// The text behind base64, URL-safe or not, padded or not.
pub(crate) fn base64_text(encoded: &str) -> Option<String> {
    let standard: String = encoded.trim_end_matches('=').replace('-', "+").replace('_', "/");
    String::from_utf8(STANDARD_NO_PAD.decode(standard).ok()?).ok()
}
