//! From host, path and method to an operation.

use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode};

use crate::body::ResponseBody;
use crate::path;
use crate::refusal::Cause;
use crate::table::operations::Found;
use crate::table::routes::Hit;
use crate::table::{Api, Operation, Table};
use crate::worker::Worker;

/// WSO2's readiness path, on every port of the gateway.
pub const READINESS: &str = "/api/am/gateway/v2/server-startup-healthcheck";

/// The keys that sign what back ends are told, as a JWK set; at WSO2's path.
pub const JWKS: &str = "/jwks";

/// The API at a path, if it is served over this transport.
pub fn api<'t, 'p>(
    table: &'t Table,
    default: &str,
    host: &str,
    path: &'p str,
    tls: bool,
) -> Option<Hit<'t, 'p>> {
    let name = without_port(host);
    let hit = if name.bytes().any(|b| b.is_ascii_uppercase()) {
        table.routes.find(&name.to_ascii_lowercase(), default, path)
    } else {
        table.routes.find(name, default, path)
    }?;
    (if tls { hit.api.https } else { hit.api.http }).then_some(hit)
}

/// The operation for what is left of the path.
pub fn operation<'t>(api: &'t Api, rest: &str, method: &Method) -> Result<&'t Operation, Cause> {
    if api.blocked {
        return Err(Cause::Blocked);
    }
    let found = api.paths.find(rest, method);
    if let Some(bare) = path::without_parameters(rest)
        && api.paths.find(&bare, method) != found
    {
        // Back ends differ in whether they see `/admin;x` as `/admin`; no policy can hold for both.
        return Err(Cause::BadRequest("The request's path has parameters that change its meaning"));
    }
    match found {
        Found::Operation(index) => Ok(&api.operations[usize::from(index)]),
        Found::OtherMethods(methods) => {
            let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
            Err(Cause::MethodNotAllowed(names.join(", ")))
        }
        Found::Nothing => Err(Cause::NoResource),
    }
}

/// The answers to the readiness path and to the path of the keys that sign for back ends; `None` for every other.
pub fn health(worker: &Worker, table: &Table, path: &str) -> Option<Response<ResponseBody>> {
    if path == JWKS {
        let keys = worker.assertions.as_ref()?.public_keys();
        let mut response = Response::new(ResponseBody::full(keys));
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        return Some(response);
    }
    if path != READINESS {
        return None;
    }
    let ready = table.complete && !worker.draining.get();
    let body = if ready { r#"{"status":"ready"}"# } else { r#"{"status":"not ready"}"# };
    let mut response = Response::new(ResponseBody::full(Bytes::from_static(body.as_bytes())));
    *response.status_mut() = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Some(response)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // `[::1]` without port ends with a bracket.
        Some((name, port)) if !port.ends_with(']') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_not_part_of_a_virtual_host() {
        for (host, name) in [("h:80", "h"), ("h", "h"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("", "")] {
            assert_eq!(without_port(host), name);
        }
    }
}
