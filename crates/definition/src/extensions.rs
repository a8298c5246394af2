//! The `x-*` extensions at the root of a document that carry an API's configuration.

use serde_json::{Value, json};

use crate::openapi::OpenApi;

/// What the root extensions of a document say. Written by [`OpenApi::for_publisher`], where an absent
/// field removes the member.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extensions {
    /// `x-wso2-basePath`: the context of the API.
    pub base_path: Option<String>,
    /// `x-wso2-production-endpoints`.
    pub production_endpoints: Option<Endpoints>,
    /// `x-wso2-sandbox-endpoints`.
    pub sandbox_endpoints: Option<Endpoints>,
    /// `x-wso2-cors`, an object of the REST resource's `corsConfiguration` members.
    pub cors: Option<Value>,
    /// `x-wso2-auth-header`: the header that carries the token.
    pub auth_header: Option<String>,
    /// `x-wso2-api-key-header`: the header that carries the API key.
    pub api_key_header: Option<String>,
    /// `x-throttling-tier` (or the older `x-wso2-throttling-tier`) at the root: the API level policy.
    pub throttling_policy: Option<String>,
    /// `x-wso2-disable-security`: no operation takes a token. Read only: we write `x-auth-type`.
    pub security_disabled: bool,
    /// `x-wso2-transports`: `http`, `https`.
    pub transports: Vec<String>,
    /// `x-wso2-response-cache`.
    pub response_cache: Option<ResponseCache>,
    /// `x-wso2-application-security`.
    pub application_security: Option<ApplicationSecurity>,
    /// `x-wso2-mutual-ssl`: `mandatory` or `optional`.
    pub mutual_ssl: Option<String>,
}

/// Backends of one kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Endpoints {
    pub urls: Vec<String>,
    /// `type`: `http`, `load_balance` or `failover`, as written.
    pub kind: Option<String>,
    /// `advanceEndpointConfig`: timeouts and circuit breakers, copied as they are.
    pub advanced: Option<Value>,
}

/// `x-wso2-response-cache`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseCache {
    pub enabled: bool,
    /// In seconds.
    pub timeout: u64,
}

/// `x-wso2-application-security`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApplicationSecurity {
    /// `oauth2`, `basic_auth`, `api_key`.
    pub types: Vec<String>,
    pub optional: bool,
}

impl OpenApi {
    /// The configuration in the root extensions; what is malformed reads as absent.
    pub fn extensions(&self) -> Extensions {
        let root = self.root();
        let text = |name: &str| root.get(name).and_then(Value::as_str).map(str::to_owned);
        Extensions {
            base_path: text("x-wso2-basePath"),
            production_endpoints: root.get("x-wso2-production-endpoints").and_then(Endpoints::read),
            sandbox_endpoints: root.get("x-wso2-sandbox-endpoints").and_then(Endpoints::read),
            cors: root.get("x-wso2-cors").filter(|value| value.is_object()).cloned(),
            auth_header: text("x-wso2-auth-header"),
            api_key_header: text("x-wso2-api-key-header"),
            throttling_policy: text("x-throttling-tier").or_else(|| text("x-wso2-throttling-tier")),
            security_disabled: root.get("x-wso2-disable-security").is_some_and(truth),
            transports: transports(root.get("x-wso2-transports")),
            response_cache: root.get("x-wso2-response-cache").and_then(ResponseCache::read),
            application_security: root.get("x-wso2-application-security").and_then(ApplicationSecurity::read),
            mutual_ssl: text("x-wso2-mutual-ssl"),
        }
    }
}

impl Extensions {
    /// The members in the order we write them, `None` for those to remove.
    pub(crate) fn members(&self) -> [(&'static str, Option<Value>); 13] {
        [
            ("x-wso2-auth-header", self.auth_header.as_ref().map(|v| json!(v))),
            ("x-wso2-api-key-header", self.api_key_header.as_ref().map(|v| json!(v))),
            ("x-throttling-tier", self.throttling_policy.as_ref().map(|v| json!(v))),
            ("x-wso2-throttling-tier", None),
            ("x-wso2-cors", self.cors.clone()),
            ("x-wso2-production-endpoints", self.production_endpoints.as_ref().map(Endpoints::write)),
            ("x-wso2-sandbox-endpoints", self.sandbox_endpoints.as_ref().map(Endpoints::write)),
            ("x-wso2-basePath", self.base_path.as_ref().map(|v| json!(v))),
            ("x-wso2-transports", (!self.transports.is_empty()).then(|| json!(self.transports))),
            ("x-wso2-mutual-ssl", self.mutual_ssl.as_ref().map(|v| json!(v))),
            (
                "x-wso2-application-security",
                self.application_security.as_ref().map(ApplicationSecurity::write),
            ),
            ("x-wso2-response-cache", self.response_cache.map(ResponseCache::write)),
            ("x-wso2-disable-security", None),
        ]
    }
}

impl Endpoints {
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let members = value.as_object()?;
        let urls = members.get("urls").and_then(Value::as_array);
        Some(Self {
            urls: urls.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
            kind: members.get("type").and_then(Value::as_str).map(str::to_owned),
            advanced: members.get("advanceEndpointConfig").cloned(),
        })
    }

    pub(crate) fn write(&self) -> Value {
        let mut value = json!({"urls": self.urls});
        if let Some(kind) = &self.kind {
            value["type"] = json!(kind);
        }
        if let Some(advanced) = &self.advanced {
            value["advanceEndpointConfig"] = advanced.clone();
        }
        value
    }
}

impl ResponseCache {
    fn read(value: &Value) -> Option<Self> {
        let members = value.as_object()?;
        Some(Self {
            enabled: members.get("enabled").is_some_and(truth),
            timeout: members.get("cacheTimeoutInSeconds").and_then(Value::as_u64).unwrap_or(0),
        })
    }

    fn write(self) -> Value {
        json!({"enabled": self.enabled, "cacheTimeoutInSeconds": self.timeout})
    }
}

impl ApplicationSecurity {
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let members = value.as_object()?;
        let types = members.get("security-types").and_then(Value::as_array);
        Some(Self {
            types: types.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
            optional: members.get("optional").is_some_and(truth),
        })
    }

    pub(crate) fn write(&self) -> Value {
        json!({"security-types": self.types, "optional": self.optional})
    }
}

pub(crate) fn truth(value: &Value) -> bool {
    *value == Value::Bool(true) || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// An array, or the text `http,https`.
fn transports(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(text)) => {
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}
