//! Whom a developer may get keys from.

use model::key::RESIDENT;
use model::tenant::TenantDomain;

use crate::Control;
use crate::key::rotate::RESIDENT_ID;

/// A key manager as developers see it.
pub struct KeyManagerInfo {
    pub id: &'static str,
    pub name: &'static str,
    pub grant_types: Vec<String>,
    pub token_endpoint: String,
    pub revoke_endpoint: String,
    pub user_info_endpoint: String,
    pub settings: &'static [Setting],
}

/// A member of a key's additional properties.
pub struct Setting {
    pub name: &'static str,
    pub label: &'static str,
    pub meaning: &'static str,
    /// `true` or `false`; otherwise seconds.
    pub flag: bool,
}

const SETTINGS: &[Setting] = &[
    seconds("application_access_token_expiry_time", "Application access token expiry time"),
    seconds("user_access_token_expiry_time", "User access token expiry time"),
    seconds("refresh_token_expiry_time", "Refresh token expiry time"),
    seconds("id_token_expiry_time", "ID token expiry time"),
    flag("pkceMandatory", "PKCE mandatory", "Clients must use proof keys with authorization codes."),
    flag("pkceSupportPlain", "PKCE plain text", "Proof keys may be sent as plain text."),
    flag("bypassClientCredentials", "Public client", "The client need not present its secret."),
];

const fn seconds(name: &'static str, label: &'static str) -> Setting {
    Setting { name, label, meaning: "Seconds; N/A takes the key manager's default.", flag: false }
}

const fn flag(name: &'static str, label: &'static str, meaning: &'static str) -> Setting {
    Setting { name, label, meaning, flag: true }
}

impl Control {
    /// The key managers of a tenant: for now the resident one.
    pub fn key_managers(&self, tenant: &TenantDomain) -> Vec<KeyManagerInfo> {
        let base = self.base_url(tenant);
        vec![KeyManagerInfo {
            id: RESIDENT_ID,
            name: RESIDENT,
            grant_types: self.grant_types(),
            token_endpoint: format!("{base}/oauth2/token"),
            revoke_endpoint: format!("{base}/oauth2/revoke"),
            user_info_endpoint: format!("{base}/oauth2/userinfo"),
            settings: SETTINGS,
        }]
    }

    /// The grant types that a key may have.
    pub fn grant_types(&self) -> Vec<String> {
        self.resident().map(|connector| connector.grant_types()).unwrap_or_default()
    }
}
