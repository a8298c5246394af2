//! Catalog documents: what gateways and traffic managers need to know, as it travels over the event hub.
//!
//! A document is identified by kind, tenant and id; its version is monotonic per document. Bodies are JSON;
//! unknown members are ignored, so that version N and N-1 understand each other.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Cors;
use crate::application::{KeyType, SubscriptionState};
use crate::lifecycle::State;

mod policies;

pub use policies::{Policies, Policy};

/// Kind of a document. The names are part of keys on the hub: never change one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// [`DeployedApi`]; id = `<api id>.<environment>`.
    Api,
    /// [`Application`]; id = application id.
    Application,
    /// [`KeyMapping`]; id = key mapping id.
    KeyMapping,
    /// [`Subscription`]; id = subscription id.
    Subscription,
    /// [`crate::policy::ThrottlePolicy`]; id = `<level>.<name>`.
    Policy,
    /// [`crate::deny::Deny`]; id = condition id. Only conditions in force are in the catalog.
    Deny,
    /// [`KeyManager`]; id = key manager id.
    KeyManager,
    /// [`RevokedToken`]; id = the token's `jti`.
    RevokedToken,
    /// [`RevokedSubject`]; id = `<client|user>.<name>`.
    RevokedSubject,
    /// [`Tenant`]; id = domain.
    Tenant,
}

impl Kind {
    pub const ALL: [Self; 10] = [
        Self::Api,
        Self::Application,
        Self::KeyMapping,
        Self::Subscription,
        Self::Policy,
        Self::Deny,
        Self::KeyManager,
        Self::RevokedToken,
        Self::RevokedSubject,
        Self::Tenant,
    ];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Application => "application",
            Self::KeyMapping => "key_mapping",
            Self::Subscription => "subscription",
            Self::Policy => "policy",
            Self::Deny => "deny",
            Self::KeyManager => "key_manager",
            Self::RevokedToken => "revoked_token",
            Self::RevokedSubject => "revoked_subject",
            Self::Tenant => "tenant",
        }
    }
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }
}

/// What identifies a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    pub kind: Kind,
    pub tenant: String,
    pub id: String,
}

/// A document, or its removal (`body: None`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    #[serde(flatten)]
    pub key: Key,
    /// Environments it is meant for; empty means all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// Monotonic per document: a lower version never replaces a higher one.
    pub version: u64,
    pub body: Option<Value>,
}

/// One API revision deployed to one environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeployedApi {
    pub api_id: String,
    pub name: String,
    pub version: String,
    /// Full base path with tenant prefix and version, e.g. `/t/a.com/pizza/1.0.0`.
    pub context: String,
    /// Also served without the version at this base path when it is the default version, e.g. `/t/a.com/pizza`.
    #[serde(default)]
    pub default_context: Option<String>,
    pub provider: String,
    pub revision_id: String,
    pub revision_number: u32,
    pub environment: String,
    /// `production`, `sandbox` or `hybrid`.
    pub environment_type: String,
    /// Virtual host it is served at, without port.
    pub vhost: String,
    pub state: State,
    /// `HTTP`, ...
    #[serde(rename = "type")]
    pub kind: String,
    /// Subset of `http`, `https`.
    pub transports: Vec<String>,
    /// WSO2's names: `oauth2`, `api_key`, `basic_auth`, `mutualssl`, `*_mandatory`.
    pub security_schemes: Vec<String>,
    /// Header that carries the access token; `None` is `Authorization`.
    #[serde(default)]
    pub authorization_header: Option<String>,
    #[serde(default)]
    pub api_key_header: Option<String>,
    /// Accepted audiences; empty accepts any.
    #[serde(default)]
    pub audiences: Vec<String>,
    pub cors: Cors,
    /// Endpoints per key type; `None` when that side is not configured.
    #[serde(default)]
    pub production: Option<Endpoints>,
    #[serde(default)]
    pub sandbox: Option<Endpoints>,
    pub operations: Vec<Operation>,
    /// Of an API product: the back ends of the APIs it is made of. Then `production` and `sandbox` are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// Advanced policy on the whole API; `None` means per operation.
    #[serde(default)]
    pub api_policy: Option<String>,
    /// Names of the business plans; empty or `DefaultSubscriptionless` only: no subscription is needed.
    pub plans: Vec<String>,
    /// Names of the key managers whose tokens are accepted; `all` accepts any.
    pub key_managers: Vec<String>,
    /// Requests per second to the back end, per key type.
    #[serde(default)]
    pub max_tps_production: Option<u64>,
    #[serde(default)]
    pub max_tps_sandbox: Option<u64>,
    /// Policies at API level.
    #[serde(default)]
    pub policies: Policies,
    #[serde(default)]
    pub properties: std::collections::BTreeMap<String, String>,
    /// How much gateways log of its calls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log_levels: Vec<LogRule>,
}

/// A level of the log, for one resource or for the whole API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRule {
    /// Of an operation, with `target`; both empty: every operation without a rule of its own.
    #[serde(default)]
    pub verb: String,
    #[serde(default)]
    pub target: String,
    pub level: LogLevel,
}

/// How much is logged of a call; each has what those before have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// As the gateway's own settings say.
    #[default]
    Off,
    /// A line per call.
    Basic,
    /// The request's headers.
    Standard,
    /// The query, and the headers of the back end's answer.
    Full,
}

impl LogLevel {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Basic => "basic",
            Self::Standard => "standard",
            Self::Full => "full",
        }
    }
    /// Without case.
    pub fn parse(s: &str) -> Option<Self> {
        let all = [Self::Off, Self::Basic, Self::Standard, Self::Full];
        all.into_iter().find(|l| l.as_str().eq_ignore_ascii_case(s))
    }
}

/// One operation of a deployed API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// HTTP method, upper case.
    pub verb: String,
    /// URI template below the API's base path, e.g. `/order/{orderId}` or `/*`.
    pub target: String,
    /// Needs no credential (WSO2 `authType: None`).
    #[serde(default)]
    pub open: bool,
    /// Any one of these is enough; empty needs none.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Advanced policy on the operation.
    #[serde(default)]
    pub policy: Option<String>,
    #[serde(default)]
    pub policies: Policies,
    /// Of an API product: which of its members answers, by position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<u16>,
}

/// An API in a deployed API product, with its back ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub api_id: String,
    #[serde(default)]
    pub production: Option<Endpoints>,
    #[serde(default)]
    pub sandbox: Option<Endpoints>,
    #[serde(default)]
    pub max_tps_production: Option<u64>,
    #[serde(default)]
    pub max_tps_sandbox: Option<u64>,
}

/// How the gateway reaches a back end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Endpoints {
    pub mode: EndpointMode,
    /// At least one absolute http(s) URL; its path is a prefix of what is called.
    pub urls: Vec<String>,
    #[serde(default)]
    pub security: Option<EndpointSecurity>,
    /// Milliseconds from request to response headers; `None` takes the gateway's default.
    #[serde(default)]
    pub timeout_ms: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointMode {
    Single,
    RoundRobin,
    /// The first that works, in order.
    Failover,
}

/// Credential the gateway presents to the back end. `secret` is sealed for the environment's gateways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndpointSecurity {
    /// `BASIC` or `DIGEST` or `OAUTH`.
    #[serde(rename = "type")]
    pub kind: String,
    pub username: String,
    pub sealed_secret: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub application_id: String,
    pub name: String,
    /// Shown form of the owner's name.
    pub owner: String,
    pub policy: String,
    #[serde(default)]
    pub attributes: std::collections::BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMapping {
    pub application_id: String,
    pub consumer_key: String,
    pub key_type: KeyType,
    /// Name of the key manager that issued the key.
    pub key_manager: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub subscription_id: String,
    pub api_id: String,
    pub application_id: String,
    pub policy: String,
    pub state: SubscriptionState,
}

/// A token issuer that gateways trust.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyManager {
    pub name: String,
    /// Value of `iss` in its tokens.
    pub issuer: String,
    pub enabled: bool,
    /// JWK set with public keys only.
    pub jwks: Value,
    /// Claim that names the client; `azp` by default.
    pub consumer_key_claim: String,
    /// Claim that lists the scopes; `scope` by default.
    pub scopes_claim: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedToken {
    /// Seconds since the epoch; after it the entry is of no use.
    pub expires_at: i64,
}

/// Every token of a client or a user issued before a moment is revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedSubject {
    /// `client` (consumer key) or `user` (`sub` as issued).
    pub subject_kind: String,
    pub subject: String,
    /// Seconds since the epoch, compared with `iat`.
    pub issued_before: i64,
    pub expires_at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    pub domain: String,
    pub active: bool,
}
