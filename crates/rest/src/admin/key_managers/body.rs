//! The wire shape of a key manager.

use control::key_manager::{KeyManager, Settings};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::error::Error;

/// A key manager. Secrets among its additional properties are answered as `*****`; sent back so, they stay.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = KeyManager)]
pub struct KeyManagerDto {
    #[serde(default, skip_deserializing)]
    id: String,
    /// What APIs and keys name it by; cannot be changed.
    name: String,
    /// The name when absent.
    #[serde(default)]
    display_name: Option<String>,
    /// `OIDC`, `WSO2-IS`, `KeyCloak`, `Okta`, `Auth0`, `AzureAD`, ...; cannot be changed.
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    well_known_endpoint: Option<String>,
    #[serde(default)]
    introspection_endpoint: Option<String>,
    /// Where clients are registered (RFC 7591); without it keys can be mapped only.
    #[serde(default)]
    client_registration_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint: Option<String>,
    /// What developers see, where that is another.
    #[serde(default)]
    display_token_endpoint: Option<String>,
    #[serde(default)]
    revoke_endpoint: Option<String>,
    #[serde(default)]
    display_revoke_endpoint: Option<String>,
    #[serde(default)]
    user_info_endpoint: Option<String>,
    #[serde(default)]
    authorize_endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificates: Option<CertificatesDto>,
    /// `iss` of its tokens.
    #[serde(default)]
    issuer: Option<String>,
    #[serde(default)]
    alias: Option<String>,
    #[serde(default)]
    scope_management_endpoint: Option<String>,
    #[serde(default)]
    available_grant_types: Option<Vec<String>>,
    #[serde(default)]
    enable_token_generation: Option<bool>,
    #[serde(default)]
    enable_token_encryption: Option<bool>,
    #[serde(default)]
    enable_token_hashing: Option<bool>,
    #[serde(default, rename = "enableMapOAuthConsumerApps")]
    enable_client_mapping: Option<bool>,
    #[serde(default, rename = "enableOAuthAppCreation")]
    enable_client_creation: Option<bool>,
    /// Gateways check its tokens themselves.
    #[serde(default, rename = "enableSelfValidationJWT")]
    enable_self_validation: Option<bool>,
    #[serde(default)]
    claim_mapping: Option<Vec<ClaimMappingDto>>,
    /// Claim that names the client; `azp` when absent.
    #[serde(default)]
    consumer_key_claim: Option<String>,
    /// Claim that lists the scopes; `scope` when absent.
    #[serde(default)]
    scopes_claim: Option<String>,
    #[serde(default)]
    token_validation: Option<Vec<TokenValidationDto>>,
    /// On when absent.
    #[serde(default)]
    enabled: Option<bool>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    additional_properties: Option<Map<String, Value>>,
    #[serde(default)]
    permissions: Option<KeyManagerPermissionsDto>,
    #[serde(default)]
    token_type: Option<TokenTypeDto>,
    #[serde(default)]
    allowed_organizations: Option<Vec<String>>,
}

/// Where the keys of its tokens are.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = KeyManagerCertificates)]
struct CertificatesDto {
    #[serde(rename = "type")]
    kind: CertificateTypeDto,
    /// A URL, or a certificate in PEM (also in base64).
    value: String,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = KeyManagerCertificateType)]
enum CertificateTypeDto {
    Jwks,
    Pem,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClaimMappingEntry)]
struct ClaimMappingDto {
    remote_claim: String,
    local_claim: String,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = TokenValidation)]
struct TokenValidationDto {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    enable: Option<bool>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<TokenValidationTypeDto>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    value: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = TokenValidationType)]
enum TokenValidationTypeDto {
    Reference,
    Jwt,
    Custom,
}

/// Which developers may get keys there.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = KeyManagerPermissions)]
struct KeyManagerPermissionsDto {
    #[serde(default)]
    permission_type: KeyManagerPermissionTypeDto,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = KeyManagerPermissionType)]
enum KeyManagerPermissionTypeDto {
    #[default]
    Public,
    Allow,
    Deny,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = KeyManagerTokenType)]
enum TokenTypeDto {
    Direct,
    Exchanged,
    Both,
}

impl KeyManagerDto {
    pub fn settings(self) -> Result<Settings, Error> {
        let enabled = self.enabled.unwrap_or(true);
        let mut all = serde_json::to_value(self).map_err(control::Error::internal)?;
        if let Some(all) = all.as_object_mut() {
            all.retain(|_, value| !value.is_null());
            all.insert("enabled".to_owned(), Value::Bool(enabled));
        }
        Ok(serde_json::from_value(all).map_err(control::Error::internal)?)
    }

    pub fn of(made: KeyManager) -> Result<Self, Error> {
        let mut dto = Self::described(made.settings)?;
        dto.id = made.id;
        Ok(dto)
    }

    pub fn described(settings: Settings) -> Result<Self, Error> {
        let all = serde_json::to_value(settings).map_err(control::Error::internal)?;
        Ok(serde_json::from_value(all).map_err(control::Error::internal)?)
    }
}
