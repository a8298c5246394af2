//! An API as the request path needs it.

use http::{HeaderName, HeaderValue, Method};
use model::api_key::API_KEY_NAME;
use model::catalog::LogLevel;
use model::lifecycle::State;

use super::endpoints::Endpoints;
use super::operations::Operations;
use super::quotas::{Advanced, Counter};
use crate::policy::Flows;

/// One deployed revision, compiled.
#[derive(Debug, Default)]
pub struct Api {
    /// Number that stands for the API's id as long as the process lives.
    pub number: u32,
    pub id: Box<str>,
    pub name: Box<str>,
    pub version: Box<str>,
    pub context: Box<str>,
    pub tenant: Box<str>,
    pub provider: Box<str>,
    pub environment: Box<str>,
    pub revision: Box<str>,
    pub blocked: bool,
    /// Not published yet: only test keys open it.
    pub unpublished: bool,
    pub soap: bool,
    pub http: bool,
    pub https: bool,
    pub environment_kind: EnvironmentKind,
    pub schemes: Schemes,
    pub credentials: CredentialHeader,
    pub api_key: ApiKeyPlace,
    /// Accepted audiences; empty accepts any.
    pub audiences: Vec<Box<str>>,
    /// Names of the key managers whose tokens are accepted; `None` accepts any.
    pub key_managers: Option<Vec<Box<str>>>,
    /// Any valid token works without a subscription.
    pub subscriptionless: bool,
    pub cors: Option<Cors>,
    pub back_ends: BackEnds,
    /// Of an API product: those of the APIs it is made of.
    pub members: Vec<BackEnds>,
    pub paths: Operations,
    pub operations: Vec<Operation>,
    /// Policy on the whole API; with it, those on operations do not count.
    pub quota: Option<Advanced>,
}

/// Where an API's requests go.
#[derive(Debug, Default)]
pub struct BackEnds {
    pub production: Option<Endpoints>,
    pub sandbox: Option<Endpoints>,
    /// Requests per second to them.
    pub production_rate: Option<Counter>,
    pub sandbox_rate: Option<Counter>,
}

/// One operation, compiled.
#[derive(Debug)]
pub struct Operation {
    pub method: Method,
    pub template: Box<str>,
    /// Needs no credential.
    pub open: bool,
    /// What is logged of its calls beside what the gateway logs anyway.
    pub log: LogLevel,
    /// Any one of these is enough; empty needs none.
    pub scopes: Vec<Box<str>>,
    pub quota: Option<Advanced>,
    /// Of an API product: whose operation it is, among its members.
    pub member: Option<u16>,
    /// Attached policies, those of the whole API first.
    pub policies: Option<Box<Flows>>,
}

/// Which keys the gateway environment takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EnvironmentKind {
    Production,
    Sandbox,
    #[default]
    Hybrid,
}

/// Security schemes of an API that the gateway knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Schemes {
    pub oauth2: bool,
    pub api_key: bool,
    pub basic: bool,
}

/// The header that carries the token.
#[derive(Debug, Clone)]
pub struct CredentialHeader {
    pub name: HeaderName,
    /// It is not `Authorization`.
    pub custom: bool,
}

/// Where an API key is looked for.
#[derive(Debug, Clone)]
pub struct ApiKeyPlace {
    pub header: HeaderName,
    /// Query parameter.
    pub parameter: Box<str>,
}

/// Cross-origin answers, ready to be sent.
#[derive(Debug, Default)]
pub struct Cors {
    /// Empty allows any origin.
    pub origins: Vec<HeaderValue>,
    pub credentials: bool,
    pub headers: Option<HeaderValue>,
    /// Methods that may be announced; empty announces those of the resource.
    pub methods: Vec<Method>,
}

impl Default for ApiKeyPlace {
    fn default() -> Self {
        Self { header: HeaderName::from_static(API_KEY_NAME), parameter: API_KEY_NAME.into() }
    }
}

impl Default for CredentialHeader {
    fn default() -> Self {
        Self { name: http::header::AUTHORIZATION, custom: false }
    }
}

impl Api {
    /// Whether the API answers at all in this state; `Retired` does not.
    pub const fn served(state: State) -> bool {
        !matches!(state, State::Retired)
    }

    /// Where calls of an operation go.
    pub fn back_ends_of(&self, operation: &Operation) -> &BackEnds {
        operation.member.and_then(|m| self.members.get(usize::from(m))).unwrap_or(&self.back_ends)
    }

    #[cfg(test)]
    pub fn named(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}
