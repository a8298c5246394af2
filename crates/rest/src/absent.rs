//! Operations of the public contracts that are not there yet: they say so, to those who may ask at all.
//!
//! One table per API. An operation that has come since is served whether or not its row has gone; a test names rows
//! that are no longer needed.

mod admin;
mod devportal;
mod governance;
mod internal_data;
mod publisher;

use axum::Router;
use axum::routing::{MethodFilter, on};
use control::Control;
use serde_json::Value;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::Surface;
use crate::error::Error;

/// What is missing, and the operations for it.
#[derive(Debug, Clone, Copy)]
pub struct Absent {
    /// As in `not supported: ...`.
    pub what: &'static str,
    /// Open to those who are not signed in.
    pub visitors: bool,
    /// Method and path relative to the API's base path.
    pub operations: &'static [&'static str],
}

/// An operation of an API that is not there.
#[derive(Debug, Clone)]
pub struct Operation {
    pub method: &'static str,
    /// With the API's base path.
    pub path: String,
    pub what: &'static str,
    pub visitors: bool,
}

/// Every row of the API called `name`, e.g. `publisher`, at `base`.
pub fn of(name: &str, base: &str) -> Vec<Operation> {
    let table = match name {
        "admin" => admin::ABSENT,
        "devportal" => devportal::ABSENT,
        "governance" => governance::ABSENT,
        "internal-data" => internal_data::ABSENT,
        "publisher" => publisher::ABSENT,
        _ => &[],
    };
    let each = |group: &Absent| {
        let Absent { what, visitors, operations } = *group;
        let split = operations.iter().filter_map(|o| o.split_once(' '));
        split
            .map(|(method, path)| Operation { method, path: format!("{base}{path}"), what, visitors })
            .collect::<Vec<_>>()
    };
    table.iter().flat_map(each).collect()
}

/// An API of which nothing is there: every operation of the contract says so.
pub(crate) fn surface(name: &'static str, title: &str, base: &str, control: &Control) -> Surface {
    Surface::new(name, title, base, OpenApiRouter::new(), control)
}

/// Those that the document does not have.
pub(crate) fn left_of(name: &str, base: &str, openapi: &OpenApi) -> Vec<Operation> {
    let document = serde_json::to_value(openapi).unwrap_or_default();
    let there = |o: &Operation| !document["paths"][&o.path][o.method.to_lowercase()].is_null();
    let mut left = of(name, base);
    left.retain(|o| document["paths"] == Value::Null || !there(o));
    left
}

/// The router with their routes.
pub(crate) fn add(router: Router<Control>, operations: &[Operation]) -> Router<Control> {
    operations.iter().fold(router, |router, operation| {
        let what = operation.what;
        let refuse = move || async move { Error::from(control::Error::NotSupported(what)) };
        let method = match operation.method {
            "DELETE" => MethodFilter::DELETE,
            "HEAD" => MethodFilter::HEAD,
            "PATCH" => MethodFilter::PATCH,
            "POST" => MethodFilter::POST,
            "PUT" => MethodFilter::PUT,
            _ => MethodFilter::GET,
        };
        router.route(&operation.path, on(method, refuse))
    })
}
