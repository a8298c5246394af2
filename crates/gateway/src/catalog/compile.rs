//! One deployed API, compiled. What the gateway cannot enforce is refused with its reason, never left out.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Method};
use model::api::Cors as CorsDocument;
use model::catalog::{
    DeployedApi, EndpointSecurity, Endpoints as EndpointsDocument, LogLevel, Member as MemberDocument,
    Operation as OperationDocument, Policies,
};
use model::lifecycle::State;
use model::policy::{SUBSCRIPTIONLESS, TimeUnit};
use model::product::PRODUCT;
use url::Url;

use super::numbers::Numbers;
use crate::Unseal;
use crate::limit::{Budget, Level, Scope};
use crate::policy::{self, Flows};
use crate::table::api::{
    Api, ApiKeyPlace, BackEnds, Cors, CredentialHeader, EnvironmentKind, Operation, Schemes,
};
use crate::table::endpoints::{Endpoints, Target};
use crate::table::operations::Operations;
use crate::table::quotas::{Counter, Quotas};
use crate::table::routes::{MAX_DEPTH, depth};

/// Compiles a document of `tenant`; the error is told to the publisher as it is.
pub fn api(
    document: &DeployedApi,
    tenant: &str,
    numbers: &mut Numbers,
    quotas: &Quotas,
    unseal: &Unseal,
) -> Result<Api, String> {
    if !matches!(document.kind.as_str(), "HTTP" | "SOAP" | "SSE" | PRODUCT) {
        return Err(format!("APIs of type {} are not supported by this gateway", document.kind));
    }
    for base in std::iter::once(&document.context).chain(&document.default_context) {
        if !base.starts_with('/') || base.len() < 2 || base.ends_with('/') || depth(base) >= MAX_DEPTH {
            return Err(format!("the base path {base} cannot be served"));
        }
    }
    let (paths, operations) = operations(document, tenant, quotas)?;
    let (own, members) = back_ends(document, tenant, numbers, unseal)?;
    Ok(Api {
        number: numbers.of(&document.api_id),
        id: document.api_id.as_str().into(),
        name: document.name.as_str().into(),
        version: document.version.as_str().into(),
        context: document.context.as_str().into(),
        tenant: tenant.into(),
        provider: document.provider.as_str().into(),
        environment: document.environment.as_str().into(),
        revision: document.revision_id.as_str().into(),
        blocked: document.state == State::Blocked,
        unpublished: document.state == State::Created,
        soap: document.kind == "SOAP",
        http: document.transports.iter().any(|t| t == "http"),
        https: document.transports.iter().any(|t| t == "https"),
        environment_kind: match document.environment_type.to_ascii_lowercase().as_str() {
            "production" => EnvironmentKind::Production,
            "sandbox" => EnvironmentKind::Sandbox,
            _ => EnvironmentKind::Hybrid,
        },
        schemes: schemes(&document.security_schemes)?,
        credentials: credentials(document.authorization_header.as_deref())?,
        api_key: api_key(document.api_key_header.as_deref())?,
        audiences: document.audiences.iter().filter(|a| *a != "all").map(|a| a.as_str().into()).collect(),
        key_managers: (!document.key_managers.is_empty()
            && !document.key_managers.iter().any(|k| k == "all"))
        .then(|| document.key_managers.iter().map(|k| k.as_str().into()).collect()),
        subscriptionless: document.plans.iter().all(|p| p == SUBSCRIPTIONLESS),
        cors: cors(&document.cors),
        back_ends: own,
        members,
        paths,
        operations,
        quota: document.api_policy.as_ref().map(|policy| {
            quotas.advanced(Level::Api, tenant, policy, |group| Scope::Api {
                context: &document.context,
                version: &document.version,
                group,
            })
        }),
    })
}

/// The API's own back ends, and those of the members of a product, each of which must have one.
fn back_ends(
    document: &DeployedApi,
    tenant: &str,
    numbers: &mut Numbers,
    unseal: &Unseal,
) -> Result<(BackEnds, Vec<BackEnds>), String> {
    let mut all = Vec::with_capacity(document.members.len() + 1);
    let own = MemberDocument {
        api_id: document.api_id.clone(),
        production: document.production.clone(),
        sandbox: document.sandbox.clone(),
        max_tps_production: document.max_tps_production,
        max_tps_sandbox: document.max_tps_sandbox,
    };
    for member in std::iter::once(&own).chain(&document.members) {
        let mut side =
            |e: &Option<EndpointsDocument>| e.as_ref().map(|e| endpoints(e, numbers, unseal)).transpose();
        let rate = |kind, most| rate(&member.api_id, tenant, kind, most);
        all.push(BackEnds {
            production: side(&member.production)?,
            sandbox: side(&member.sandbox)?,
            production_rate: rate("production", member.max_tps_production),
            sandbox_rate: rate("sandbox", member.max_tps_sandbox),
        });
    }
    let members = all.split_off(1);
    let own = all.remove(0);
    let none = |b: &BackEnds| b.production.is_none() && b.sandbox.is_none();
    let needed = if document.kind == PRODUCT { members.as_slice() } else { std::slice::from_ref(&own) };
    if document.state != State::Retired && (needed.is_empty() || needed.iter().any(none)) {
        return Err("the API has no endpoint".to_owned());
    }
    if let Some(stray) = document.operations.iter().find(|o| {
        let known = o.member.map_or(document.kind != PRODUCT, |m| usize::from(m) < members.len());
        !known
    }) {
        return Err(format!("it is not known which API {} {} is of", stray.verb, stray.target));
    }
    Ok((own, members))
}

/// The counter of requests per second to one side's back ends. A product's member shares it with the API itself.
fn rate(api: &str, tenant: &str, kind: &str, most: Option<u64>) -> Option<Counter> {
    let budget = Budget::requests("backend", most?, 1, TimeUnit::Sec);
    Some(Counter::new(Level::BackEnd, tenant, &budget, Scope::BackEnd { api, kind }))
}

fn operations(
    api: &DeployedApi,
    tenant: &str,
    quotas: &Quotas,
) -> Result<(Operations, Vec<Operation>), String> {
    let documents: &[OperationDocument] = &api.operations;
    let mut whole = Flows::default();
    policy::compile(&mut whole, &api.policies, "the API")?;
    let mut paths = Operations::default();
    let mut operations = Vec::with_capacity(documents.len());
    for document in documents {
        let name = format!("{} {}", document.verb, document.target);
        let method = Method::from_bytes(document.verb.as_bytes())
            .ok()
            .filter(|m| m.as_str().bytes().all(|b| b.is_ascii_uppercase()))
            .ok_or_else(|| format!("the method of {name} is not understood"))?;
        let policies = policies(&whole, api, document, &name)?;
        let index = u16::try_from(operations.len()).map_err(|_| "too many operations".to_owned())?;
        paths.insert(&document.target, method.clone(), index);
        operations.push(Operation {
            method,
            template: document.target.as_str().into(),
            policies,
            open: document.open,
            log: log_level(api, document),
            scopes: document.scopes.iter().map(|s| s.as_str().into()).collect(),
            member: document.member,
            quota: document.policy.as_ref().filter(|_| api.api_policy.is_none()).map(|policy| {
                quotas.advanced(Level::Operation, tenant, policy, |group| Scope::Operation {
                    context: &api.context,
                    version: &api.version,
                    operation: &name,
                    group,
                })
            }),
        });
    }
    Ok((paths, operations))
}

/// The rule of the operation, else of the whole API.
fn log_level(api: &DeployedApi, operation: &OperationDocument) -> LogLevel {
    let of = |verb: &str, target: &str| api.log_levels.iter().find(|r| r.verb == verb && r.target == target);
    of(&operation.verb, &operation.target).or_else(|| of("", "")).map_or(LogLevel::Off, |rule| rule.level)
}

/// What runs for an operation; nothing where nothing is attached.
fn policies(
    whole: &Flows,
    api: &DeployedApi,
    operation: &OperationDocument,
    name: &str,
) -> Result<Option<Box<Flows>>, String> {
    let none = Policies::default();
    if api.policies == none && operation.policies == none {
        return Ok(None);
    }
    let mut flows = whole.clone();
    policy::compile(&mut flows, &operation.policies, name)?;
    Ok(Some(Box::new(flows)))
}

fn schemes(names: &[String]) -> Result<Schemes, String> {
    let has = |name: &str| names.iter().any(|n| n == name);
    let schemes = Schemes { oauth2: has("oauth2"), api_key: has("api_key"), basic: has("basic_auth") };
    let token = schemes.oauth2 || schemes.api_key || schemes.basic;
    if has("mutualssl_mandatory") || (has("mutualssl") && !token) {
        return Err("mutual TLS is not supported by this gateway".to_owned());
    }
    // No scheme at all is what a new API has: OAuth2.
    Ok(if token { schemes } else { Schemes { oauth2: true, ..schemes } })
}

fn credentials(header: Option<&str>) -> Result<CredentialHeader, String> {
    let Some(header) = header.filter(|h| !h.is_empty()) else { return Ok(CredentialHeader::default()) };
    let name = HeaderName::from_bytes(header.as_bytes())
        .map_err(|_| format!("the authorization header {header} is not a header name"))?;
    let custom = name != http::header::AUTHORIZATION;
    Ok(CredentialHeader { name, custom })
}

fn api_key(header: Option<&str>) -> Result<ApiKeyPlace, String> {
    let Some(name) = header.filter(|h| !h.is_empty()) else { return Ok(ApiKeyPlace::default()) };
    let header = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| format!("the API key header {name} is not a header name"))?;
    Ok(ApiKeyPlace { header, parameter: name.into() })
}

fn endpoints(
    document: &EndpointsDocument,
    numbers: &mut Numbers,
    unseal: &Unseal,
) -> Result<Endpoints, String> {
    let targets: Vec<Target> =
        document.urls.iter().map(|url| target(url, numbers)).collect::<Result<_, _>>()?;
    if targets.is_empty() {
        return Err("an endpoint has no URL".to_owned());
    }
    Ok(Endpoints {
        mode: document.mode,
        targets,
        credential: document.security.as_ref().map(|s| credential(s, unseal)).transpose()?,
        timeout: document.timeout_ms.filter(|ms| *ms > 0).map(Duration::from_millis),
    })
}

fn target(text: &str, numbers: &mut Numbers) -> Result<Target, String> {
    let refused = |why: &str| format!("the endpoint {text} {why}");
    if text.contains('{') {
        return Err(refused("has a template, which is not supported by this gateway"));
    }
    let url = Url::parse(text).map_err(|_| refused("is not a URL"))?;
    let tls = match url.scheme() {
        "http" => false,
        "https" => true,
        _ => return Err(refused("must be http or https")),
    };
    let host = match url.host() {
        Some(url::Host::Domain(name)) => name.to_owned(),
        Some(url::Host::Ipv4(a)) => a.to_string(),
        Some(url::Host::Ipv6(a)) => a.to_string(),
        None => return Err(refused("has no host")),
    };
    let port = url.port_or_known_default().ok_or_else(|| refused("has no port"))?;
    Ok(Target {
        origin: numbers.origin(tls, &host, port),
        prefix: url.path().trim_end_matches('/').into(),
        query: url.query().filter(|q| !q.is_empty()).map(Into::into),
    })
}

fn credential(security: &EndpointSecurity, unseal: &Unseal) -> Result<HeaderValue, String> {
    if !security.kind.eq_ignore_ascii_case("BASIC") {
        return Err(format!("endpoint security of type {} is not supported by this gateway", security.kind));
    }
    let secret =
        unseal(&security.sealed_secret).ok_or("the endpoint's secret cannot be opened by this gateway")?;
    let pair = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("{}:{secret}", security.username),
    );
    let mut value = HeaderValue::from_str(&format!("Basic {pair}"))
        .map_err(|_| "the endpoint's credential cannot be sent".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

fn cors(document: &CorsDocument) -> Option<Cors> {
    if !document.cors_configuration_enabled {
        return None;
    }
    let origins = &document.access_control_allow_origins;
    let any = origins.iter().any(|o| o == "*");
    Some(Cors {
        origins: if any { Vec::new() } else { origins.iter().filter_map(|o| o.parse().ok()).collect() },
        credentials: document.access_control_allow_credentials,
        headers: Some(document.access_control_allow_headers.join(","))
            .filter(|h| !h.is_empty())
            .and_then(|h| h.parse().ok()),
        methods: document.access_control_allow_methods.iter().filter_map(|m| m.parse().ok()).collect(),
    })
}
