//! Authentication and scopes, from each operation's own OpenAPI annotation.
//!
//! `security(("OAuth2Security" = ["apim:api_view", "apim:api_create"]))`: a bearer token with any one of the
//! scopes. `security(("BasicAuth" = []))`: a user's name and password. Several requirements: any one of them;
//! `()` among them admits anonymous callers (`Option<Caller>` in the handler). No annotation: refused.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use control::{Caller, Control};
use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::absent::Operation;
use crate::error::Error;

pub const OAUTH2: &str = "OAuth2Security";
pub const BASIC: &str = "BasicAuth";

/// What the operations of one API need.
#[derive(Clone)]
pub struct Guard {
    control: Control,
    operations: Arc<HashMap<(String, String), Needs>>,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Needs {
    anonymous: bool,
    basic: bool,
    /// Any one of these; `Some(vec![])` is any valid token.
    scopes: Option<Vec<String>>,
}

/// The authenticated caller, put there by the guard.
#[derive(Clone)]
struct Admitted(Caller);

impl Guard {
    pub fn from_openapi(openapi: &OpenApi, control: Control) -> Self {
        let document = serde_json::to_value(openapi).unwrap_or_default();
        let mut operations = HashMap::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                operations.insert((method.to_uppercase(), path.clone()), Needs::of(operation));
            }
        }
        Self { control, operations: Arc::new(operations) }
    }

    /// Any valid token learns that an operation is not there, and a password where the API takes them; nobody without,
    /// unless visitors may ask.
    pub fn with_absent(mut self, absent: &[Operation]) -> Self {
        let operations = Arc::make_mut(&mut self.operations);
        let basic = operations.values().any(|needs| needs.basic);
        for operation in absent {
            let needs = Needs { anonymous: operation.visitors, basic, scopes: Some(Vec::new()) };
            operations.insert((operation.method.to_owned(), operation.path.clone()), needs);
        }
        self
    }
}

impl Needs {
    fn of(operation: &Value) -> Self {
        let mut needs = Self::default();
        for requirement in operation["security"].as_array().into_iter().flatten() {
            let Some(requirement) = requirement.as_object() else { continue };
            needs.anonymous |= requirement.is_empty();
            needs.basic |= requirement.contains_key(BASIC);
            if let Some(scopes) = requirement.get(OAUTH2).and_then(Value::as_array) {
                let scopes = scopes.iter().filter_map(Value::as_str).map(str::to_owned);
                needs.scopes.get_or_insert_default().extend(scopes);
            }
        }
        needs
    }

    /// Open to all and with no use for a credential: whoever sends one all the same is not refused for it.
    fn nobody_in_particular(&self) -> bool {
        self.anonymous && !self.basic && self.scopes.is_none()
    }
}

/// Middleware: authenticates, checks scopes, and leaves the caller for the handler.
pub async fn enforce(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|p| p.as_str().to_owned()).unwrap_or_default();
    let method = match request.method().as_str() {
        // axum serves HEAD with the GET handler unless there is one for HEAD.
        "HEAD" if !guard.operations.contains_key(&("HEAD".to_owned(), path.clone())) => "GET".to_owned(),
        other => other.to_owned(),
    };
    let Some(needs) = guard.operations.get(&(method, path)) else {
        return next.run(request).await;
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    match admit(&guard.control, needs, request.headers(), peer).await {
        Ok(caller) => {
            if let Some(caller) = caller {
                crate::log::caller(&request, &caller);
                request.extensions_mut().insert(Admitted(caller));
            }
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}

async fn admit(
    control: &Control,
    needs: &Needs,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
) -> Result<Option<Caller>, Error> {
    if needs.nobody_in_particular() {
        return Ok(None);
    }
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return if needs.anonymous {
            Ok(None)
        } else {
            Err(Error::unauthenticated("no credential was given"))
        };
    };
    if values.next().is_some() {
        return Err(Error::unauthenticated("there is more than one Authorization header"));
    }
    let value = value.to_str().map_err(|_| Error::unauthenticated("the Authorization header is not text"))?;
    let (scheme, credential) = value.split_once(' ').unwrap_or((value, ""));
    if scheme.eq_ignore_ascii_case("bearer")
        && let Some(scopes) = &needs.scopes
    {
        let caller = control.authenticate_bearer(credential.trim()).await?;
        caller.require_any_scope(scopes)?;
        return Ok(Some(caller));
    }
    if scheme.eq_ignore_ascii_case("basic") && needs.basic {
        let bad = || Error::unauthenticated("the Basic credential is not base64 of name:password");
        let decoded = STANDARD.decode(credential.trim()).map_err(|_| bad())?;
        let decoded = String::from_utf8(decoded).map_err(|_| bad())?;
        let (name, password) = decoded.split_once(':').ok_or_else(bad)?;
        return Ok(Some(control.authenticate_basic(name, password, peer).await?));
    }
    Err(Error::unauthenticated("this kind of credential is not accepted here"))
}

impl<S: Send + Sync> FromRequestParts<S> for CallerExtractor {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts
            .extensions
            .get::<Admitted>()
            .map(|a| Self(a.0.clone()))
            .ok_or_else(|| Error::unauthenticated("no credential was given"))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for CallerExtractor {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Error> {
        Ok(parts.extensions.get::<Admitted>().map(|a| Self(a.0.clone())))
    }
}

/// Extractor of the admitted caller: `CallerExtractor(caller): CallerExtractor`, or `Option<_>` where anonymous
/// callers are admitted.
pub struct CallerExtractor(pub Caller);
