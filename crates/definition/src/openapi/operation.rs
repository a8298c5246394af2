//! The operations that a document declares.

use std::fmt;

use serde_json::Value;

use super::{Object, OpenApi, reference};
use crate::extensions::{self, ApplicationSecurity, Endpoints};

/// HTTP methods an API resource may have. OpenAPI's `trace` is not one: the gateway never serves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
}

impl Verb {
    pub const ALL: [Self; 7] =
        [Self::Get, Self::Put, Self::Post, Self::Delete, Self::Options, Self::Head, Self::Patch];

    /// The member of a path item.
    pub fn member(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
        }
    }

    /// The HTTP method.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
        }
    }

    /// Reads a method in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.member().eq_ignore_ascii_case(text))
    }

    pub(crate) fn of_member(member: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.member() == member)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whose token an operation takes: `x-auth-type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AuthType {
    /// A token of the application or of one of its users; also written `Any`.
    #[default]
    Any,
    Application,
    ApplicationUser,
    /// No token.
    None,
}

impl AuthType {
    /// The form that documents and REST resources carry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "Application & Application User",
            Self::Application => "Application",
            Self::ApplicationUser => "Application User",
            Self::None => "None",
        }
    }

    /// Reads a value of `x-auth-type`, or its older constants, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "any" | "application & application user" => Some(Self::Any),
            "application" | "application_level_token" => Some(Self::Application),
            "application user" | "application_user" => Some(Self::ApplicationUser),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

impl fmt::Display for AuthType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An operation as the document declares it.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    pub verb: Verb,
    /// The path template, a member name of `paths`.
    pub target: String,
    pub operation_id: Option<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub tags: Vec<String>,
    /// `x-auth-type`, or `None` (no token) where `x-wso2-disable-security` is true.
    pub auth_type: AuthType,
    /// `x-throttling-tier`, or the older `x-wso2-throttling-tier`.
    pub throttling_policy: Option<String>,
    /// OAuth2 scopes, any of which admits the caller.
    pub scopes: Vec<String>,
    /// `x-wso2-application-security`.
    pub application_security: Option<ApplicationSecurity>,
    /// `x-mediation-script`.
    pub mediation_script: Option<String>,
    /// `x-wso2-production-endpoints` of the operation or its path.
    pub production_endpoints: Option<Endpoints>,
    /// `x-wso2-sandbox-endpoints` of the operation or its path.
    pub sandbox_endpoints: Option<Endpoints>,
}

/// An operation that a document shall declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationSpec {
    pub verb: Verb,
    pub target: String,
    pub auth_type: AuthType,
    /// `Unlimited` when absent.
    pub throttling_policy: Option<String>,
    pub scopes: Vec<String>,
}

impl OperationSpec {
    /// An operation for any token, unlimited, without scopes.
    pub fn new(verb: Verb, target: impl Into<String>) -> Self {
        Self {
            verb,
            target: target.into(),
            auth_type: AuthType::Any,
            throttling_policy: None,
            scopes: Vec::new(),
        }
    }
}

impl From<&Operation> for OperationSpec {
    fn from(operation: &Operation) -> Self {
        Self {
            verb: operation.verb,
            target: operation.target.clone(),
            auth_type: operation.auth_type,
            throttling_policy: operation.throttling_policy.clone(),
            scopes: operation.scopes.clone(),
        }
    }
}

impl OpenApi {
    /// The operations in document order. What is malformed is skipped: validate first.
    pub fn operations(&self) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (target, item) in self.path_items() {
            for (member, operation) in item {
                if let (Some(verb), Some(operation)) = (Verb::of_member(member), operation.as_object()) {
                    operations.push(self.operation(verb, target, item, operation));
                }
            }
        }
        operations
    }

    /// Path templates with their items, local `$ref`s followed.
    pub(crate) fn path_items(&self) -> impl Iterator<Item = (&String, &Object)> {
        let paths = self.root.get("paths").and_then(Value::as_object);
        paths.into_iter().flatten().filter(|(path, _)| !path.starts_with("x-")).filter_map(|(path, item)| {
            let item = reference::resolve(&self.root, item)?.as_object()?;
            Some((path, item))
        })
    }

    fn operation(&self, verb: Verb, target: &str, item: &Object, operation: &Object) -> Operation {
        let text = |name: &str| operation.get(name).and_then(Value::as_str).map(str::to_owned);
        let inherited = |name: &str| operation.get(name).or_else(|| item.get(name));
        let disabled =
            inherited("x-wso2-disable-security").or_else(|| self.root.get("x-wso2-disable-security"));
        let auth_type = if disabled.is_some_and(extensions::truth) {
            AuthType::None
        } else {
            operation.get("x-auth-type").and_then(Value::as_str).and_then(AuthType::parse).unwrap_or_default()
        };
        Operation {
            verb,
            target: target.to_owned(),
            operation_id: text("operationId"),
            summary: text("summary"),
            description: text("description"),
            tags: super::info::texts(operation.get("tags")),
            auth_type,
            throttling_policy: text("x-throttling-tier")
                .or_else(|| inherited("x-wso2-throttling-tier").and_then(Value::as_str).map(str::to_owned)),
            scopes: self.operation_scopes(operation),
            application_security: operation
                .get("x-wso2-application-security")
                .and_then(ApplicationSecurity::read),
            mediation_script: text("x-mediation-script"),
            production_endpoints: inherited("x-wso2-production-endpoints").and_then(Endpoints::read),
            sandbox_endpoints: inherited("x-wso2-sandbox-endpoints").and_then(Endpoints::read),
        }
    }
}
