//! The developer portal's API, `/api/am/devportal/v3`.

mod api_categories;
mod apis;
mod applications;
mod key_managers;
mod me;
mod scope;
mod search;
mod settings;
mod subscriptions;
mod tags;
mod tenants;
mod throttling_policies;
mod viewer;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::surface::Surface;

/// Base path; `Location` headers start with it.
const BASE: &str = "/api/am/devportal/v3";

pub fn surface(control: &Control) -> Surface {
    Surface::new("devportal", "Turnpike developer portal API", BASE, routes(), control)
}

fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .merge(applications::routes())
        .merge(subscriptions::routes())
        .merge(apis::routes())
        .merge(throttling_policies::routes())
        .merge(me::routes())
        .routes(routes!(api_categories::list))
        .routes(routes!(key_managers::list))
        .routes(routes!(search::search))
        .routes(routes!(settings::get))
        .routes(routes!(settings::application_attributes))
        .routes(routes!(tags::list))
        .routes(routes!(tenants::list))
}

/// 201 with the new resource and where it is; `path` is relative to the API's base path.
fn created<T: Serialize>(path: &str, body: T) -> impl IntoResponse + use<T> {
    (StatusCode::CREATED, [(header::LOCATION, format!("{BASE}{path}"))], Json(body))
}
