//! An API's OpenAPI definition: what its author wrote, and what it is now.

use bytes::Bytes;
use definition::extensions::{ApplicationSecurity, Endpoints, ResponseCache};
use definition::{
    ApiDescription, AuthType, Extensions, Limits, OpenApi, OperationSpec, Problem, Scope, Verb,
};
use model::Invalid;
use model::api::{ApiConfiguration, ApiOperation, ApiScope};
use serde_json::Value;
use store::Tx;
use store::api::ApiRow;

use super::{code, endpoint};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// The definition as publishers see it, in JSON: exactly the API's operations, its configuration as extensions.
    pub async fn get_definition(&self, caller: &Caller, id: &str) -> Result<String, Error> {
        let mut tx = self.read().await?;
        let api = self.load_single_api(&mut tx, caller, id).await?;
        for_publisher(&mut tx, &api).await
    }

    /// Replaces the definition; the API's operations become the definition's. Refused, and nothing changed, when it
    /// is not valid. Returns the definition as publishers see it.
    pub async fn put_definition(&self, caller: &Caller, id: &str, text: Bytes) -> Result<String, Error> {
        let document = read("apiDefinition", text).await?;
        let mut tx = self.begin().await?;
        let api = self.load_single_api(&mut tx, caller, id).await?;
        let mut configuration = api.configuration.clone();
        // An empty secret keeps its value; a sealed one would be sealed again.
        endpoint::redact(&mut configuration);
        crate::operation_policy::attach::redact(&mut configuration);
        adopt(&mut configuration, &document)?;
        let api = self.replace_configuration(&mut tx, caller, api, configuration).await?;
        store::api::definition::put(&mut tx, &api.tenant, &api.id, &document.text()).await?;
        tx.commit().await?;
        Ok(with_operations(&document, &api.configuration).for_publisher(&extensions(&api)).to_json())
    }
}

/// An API's definition as publishers see it, in JSON.
pub(crate) async fn for_publisher(tx: &mut Tx, api: &ApiRow) -> Result<String, Error> {
    let document = current(tx, api).await?;
    Ok(document.for_publisher(&extensions(api)).to_json())
}

/// An API's definition with exactly its operations and scopes.
pub(crate) async fn current(tx: &mut Tx, api: &ApiRow) -> Result<OpenApi, Error> {
    let text = store::api::definition::get(tx, &api.tenant, &api.id).await?;
    of_text(api, text.as_deref())
}

/// What the definition `text` becomes with exactly the API's operations and scopes; without a text, one made for them.
pub(crate) fn of_text(api: &ApiRow, text: Option<&str>) -> Result<OpenApi, Error> {
    let Some(text) = text.filter(|t| !t.is_empty()) else { return Ok(generate(&api.configuration)) };
    let document = OpenApi::parse(text.as_bytes(), &Limits::default())
        .map_err(|_| Error::internal(format!("the stored definition of {} cannot be read", api.id)))?;
    Ok(with_operations(&document, &api.configuration))
}

fn with_operations(document: &OpenApi, api: &ApiConfiguration) -> OpenApi {
    document.with_operations(&specs(&api.operations), &scopes(api)).with_info(&api.name, &api.version)
}

fn generate(api: &ApiConfiguration) -> OpenApi {
    OpenApi::generate(&about(api), &specs(&api.operations), &scopes(api))
}

pub(crate) fn about(api: &ApiConfiguration) -> ApiDescription {
    let text = |name: &str| {
        api.business_information
            .as_ref()
            .and_then(|b| b[name].as_str())
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
    };
    ApiDescription {
        name: api.name.clone(),
        version: api.version.clone(),
        description: api.description.clone(),
        contact_name: text("businessOwner"),
        contact_email: text("businessOwnerEmail"),
    }
}

/// A valid document, or what is wrong with the text in `field`. A large one takes a while: not on a thread that
/// others wait for.
pub(crate) async fn read(field: &'static str, text: Bytes) -> Result<OpenApi, Error> {
    tokio::task::spawn_blocking(move || parse(field, &text)).await.map_err(Error::internal)?
}

/// The same, on the thread it is called on.
pub(crate) fn parse(field: &str, text: &[u8]) -> Result<OpenApi, Error> {
    let refuse = |problems: Vec<Problem>| {
        let named = problems.into_iter().take(20).map(|p| {
            let at = if p.pointer.is_empty() { field.to_owned() } else { format!("{field}#{}", p.pointer) };
            Invalid::new(at, p.message).code(code::DEFINITION_INVALID)
        });
        Error::Invalid(named.collect())
    };
    let document = OpenApi::parse(text, &Limits::default()).map_err(refuse)?;
    let validation = document.validate();
    if validation.is_valid() { Ok(document) } else { Err(refuse(validation.errors)) }
}

/// Makes the document's operations and scopes the configuration's. What the document cannot say (attached policies,
/// display names) stays for what was there before.
pub(crate) fn adopt(api: &mut ApiConfiguration, document: &OpenApi) -> Result<(), Error> {
    let found = document.operations();
    if found.is_empty() {
        let problem = Invalid::new("apiDefinition#/paths", "must declare at least one operation");
        return Err(problem.code(900_763).into());
    }
    let before = std::mem::take(&mut api.operations);
    api.operations = found
        .iter()
        .map(|o| {
            let verb = o.verb.as_str();
            let old = before.iter().find(|b| b.verb == verb && b.target == o.target).cloned();
            ApiOperation {
                target: o.target.clone(),
                verb: verb.to_owned(),
                auth_type: o.auth_type.as_str().to_owned(),
                throttling_policy: o.throttling_policy.clone(),
                scopes: o.scopes.clone(),
                ..old.unwrap_or_default()
            }
        })
        .collect();
    for scope in document.scopes() {
        match api.scopes.iter_mut().find(|s| s.scope.name == scope.name) {
            Some(known) => {
                known.scope.description = scope.description;
                if !scope.roles.is_empty() {
                    known.scope.bindings = scope.roles;
                }
            }
            None => api.scopes.push(local(scope)),
        }
    }
    Ok(())
}

fn local(scope: Scope) -> ApiScope {
    let scope = model::api::Scope {
        display_name: scope.name.clone(),
        name: scope.name,
        description: scope.description,
        bindings: scope.roles,
        ..Default::default()
    };
    ApiScope { scope, shared: false }
}

pub(crate) fn specs(operations: &[ApiOperation]) -> Vec<OperationSpec> {
    operations
        .iter()
        .filter_map(|o| {
            Some(OperationSpec {
                verb: Verb::parse(&o.verb)?,
                target: o.target.clone(),
                auth_type: AuthType::parse(&o.auth_type).unwrap_or_default(),
                throttling_policy: o.throttling_policy.clone(),
                scopes: o.scopes.clone(),
            })
        })
        .collect()
}

pub(crate) fn scopes(api: &ApiConfiguration) -> Vec<Scope> {
    let scope = |s: &ApiScope| Scope {
        name: s.scope.name.clone(),
        description: s.scope.description.clone(),
        roles: s.scope.bindings.clone(),
    };
    api.scopes.iter().map(scope).collect()
}

pub(crate) fn extensions(row: &ApiRow) -> Extensions {
    let api = &row.configuration;
    let schemes = |wanted: &[&str]| -> Vec<String> {
        api.security_scheme.iter().filter(|s| wanted.contains(&s.as_str())).cloned().collect()
    };
    let has = |name: &str| api.security_scheme.iter().any(|s| s == name);
    let endpoints = |side: &str| {
        endpoint::of_side(api.endpoint_config.as_ref(), side).map(|e| Endpoints {
            urls: e.urls,
            kind: api.endpoint_config.as_ref().and_then(|c| c["endpoint_type"].as_str()).map(str::to_owned),
            advanced: None,
        })
    };
    Extensions {
        base_path: Some(row.full_context.clone()),
        production_endpoints: endpoints("production"),
        sandbox_endpoints: endpoints("sandbox"),
        cors: Some(
            serde_json::to_value(api.cors_configuration.clone().unwrap_or_default()).unwrap_or(Value::Null),
        ),
        auth_header: api.authorization_header.clone().or_else(|| Some("Authorization".to_owned())),
        api_key_header: api.api_key_header.clone(),
        throttling_policy: api.api_throttling_policy.clone(),
        security_disabled: false,
        transports: api.transport.clone(),
        response_cache: Some(ResponseCache {
            enabled: api.response_caching_enabled,
            timeout: u64::try_from(api.cache_timeout).unwrap_or(0),
        }),
        application_security: Some(ApplicationSecurity {
            types: schemes(&["oauth2", "basic_auth", "api_key"]),
            optional: !has("oauth_basic_auth_api_key_mandatory"),
        }),
        mutual_ssl: has("mutualssl")
            .then(|| if has("mutualssl_mandatory") { "mandatory" } else { "optional" }.to_owned()),
    }
}
