//! Key managers beside the resident one: other issuers whose tokens a tenant's gateways take, and at which its
//! developers get keys. All are OpenID Connect providers to us, whatever their type.

mod check;
mod discover;
mod keys;
mod read;
mod secret;
mod write;

use model::tenant::TenantDomain;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::StoreError;
use store::key_manager::KeyManagerRow;

use crate::error::Error;

pub(crate) use secret::Secrets;

/// Types, as WSO2 names them; `OIDC` is any other OpenID Connect provider.
pub const TYPES: [&str; 11] = [
    "WSO2-IS",
    "WSO2-IS-7",
    "KeyCloak",
    "Okta",
    "Auth0",
    "AzureAD",
    "PingFederate",
    "Forgerock",
    "Asgardeo",
    "Curity",
    "OIDC",
];
pub(crate) const DIRECT: &str = "DIRECT";
pub(crate) const EXCHANGED: &str = "EXCHANGED";
/// WSO2's codes.
const NOT_FOUND: u32 = 901_411;
const ALREADY_EXISTS: u32 = 901_402;
const CONFIGURATION_MISSING: u32 = 901_400;

/// A key manager as an administrator describes it, in WSO2's words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    pub name: String,
    pub display_name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub description: String,
    pub well_known_endpoint: String,
    pub introspection_endpoint: String,
    pub client_registration_endpoint: String,
    pub token_endpoint: String,
    pub display_token_endpoint: String,
    pub revoke_endpoint: String,
    pub display_revoke_endpoint: String,
    pub user_info_endpoint: String,
    pub authorize_endpoint: String,
    pub certificates: Option<Certificates>,
    pub issuer: String,
    pub alias: String,
    pub scope_management_endpoint: String,
    pub available_grant_types: Vec<String>,
    pub enable_token_generation: bool,
    pub enable_token_encryption: bool,
    pub enable_token_hashing: bool,
    #[serde(rename = "enableMapOAuthConsumerApps")]
    pub enable_client_mapping: bool,
    #[serde(rename = "enableOAuthAppCreation")]
    pub enable_client_creation: bool,
    #[serde(rename = "enableSelfValidationJWT")]
    pub enable_self_validation: bool,
    pub claim_mapping: Vec<Value>,
    pub consumer_key_claim: String,
    pub scopes_claim: String,
    pub token_validation: Vec<Value>,
    pub enabled: bool,
    /// How its registration endpoint is used; secrets among them are masked.
    pub additional_properties: Map<String, Value>,
    pub permissions: Permissions,
    /// `DIRECT`, `EXCHANGED` or `BOTH`.
    pub token_type: String,
    pub allowed_organizations: Vec<String>,
}

/// Where the keys of its tokens are: `JWKS` and a URL, or `PEM` and a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Certificates {
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
}

/// Which developers may get keys there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Permissions {
    /// `PUBLIC`, `ALLOW` or `DENY`.
    pub permission_type: String,
    pub roles: Vec<String>,
}

/// A key manager that is there. Its secrets are masked.
#[derive(Debug, Clone)]
pub struct KeyManager {
    pub id: String,
    pub settings: Settings,
}

impl Settings {
    pub fn shown_name(&self) -> &str {
        if self.display_name.is_empty() { &self.name } else { &self.display_name }
    }
    /// Its own tokens are taken at gateways.
    fn is_direct(&self) -> bool {
        self.token_type != EXCHANGED
    }
    /// Whether somebody with these roles may get keys there.
    pub(crate) fn admits(&self, roles: &[String]) -> bool {
        let Permissions { permission_type, roles: named } = &self.permissions;
        let named = named.iter().any(|r| roles.iter().any(|x| x.eq_ignore_ascii_case(r)));
        match permission_type.as_str() {
            "ALLOW" => named,
            "DENY" => !named,
            _ => true,
        }
    }
}

impl KeyManager {
    fn from_row(row: &KeyManagerRow) -> Result<Self, Error> {
        let settings = serde_json::from_value(row.body.clone())
            .map_err(|e| StoreError::inconsistent("key_manager", format!("{}: {e}", row.id)))?;
        Ok(Self { id: row.id.clone(), settings })
    }
}

fn not_found(id: &str) -> Error {
    Error::not_found("Key Manager", id, NOT_FOUND)
}

fn catalog_key(tenant: &TenantDomain, id: &str) -> model::catalog::Key {
    model::catalog::Key {
        kind: model::catalog::Kind::KeyManager,
        tenant: tenant.to_string(),
        id: id.to_owned(),
    }
}
