//! Whom a developer may get keys from.

use std::sync::Arc;

use model::key::RESIDENT;
use model::tenant::TenantDomain;

use super::KEY_MANAGER_NOT_REGISTERED;
use crate::connector::KeyManagerConnector;
use crate::connector::external::ExternalConnector;
use crate::error::Error;
use crate::key::rotate::RESIDENT_ID;
use crate::key_manager::{EXCHANGED, KeyManager, Settings};
use crate::{Caller, Control};

/// WSO2's code where a key manager does not do what is asked.
const NOT_DONE_THERE: u32 = 901_405;

/// A key manager as developers see it.
pub struct KeyManagerInfo {
    pub id: String,
    pub name: String,
    pub display_name: String,
    pub kind: String,
    pub description: String,
    pub enabled: bool,
    pub token_type: String,
    pub grant_types: Vec<String>,
    pub token_endpoint: String,
    pub revoke_endpoint: String,
    pub user_info_endpoint: String,
    pub token_generation: bool,
    pub client_creation: bool,
    pub client_mapping: bool,
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

/// Whom a key is asked of.
pub(super) struct Chosen {
    pub name: String,
    pub connector: Arc<dyn KeyManagerConnector>,
    /// With its id, when it is not the resident one.
    pub external: Option<KeyManager>,
}

impl Chosen {
    pub(super) fn require_creation(&self) -> Result<(), Error> {
        self.require(|s| s.enable_client_creation, "makes no clients for applications")
    }

    pub(super) fn require_mapping(&self) -> Result<(), Error> {
        self.require(|s| s.enable_client_mapping, "lets no clients be mapped")
    }

    fn require(&self, may: impl Fn(&Settings) -> bool, what: &str) -> Result<(), Error> {
        let Some(KeyManager { settings, .. }) = &self.external else { return Ok(()) };
        if settings.token_type == EXCHANGED {
            let text = "Key Manager's tokens are exchanged: keys are those of the resident key manager";
            return Err(Error::refused(NOT_DONE_THERE, text));
        }
        if may(settings) {
            return Ok(());
        }
        Err(Error::refused(NOT_DONE_THERE, format!("Key Manager {} {what}", self.name)))
    }
}

impl Control {
    /// The key managers of a tenant.
    pub async fn key_managers(&self, tenant: &TenantDomain) -> Result<Vec<KeyManagerInfo>, Error> {
        let base = self.base_url(tenant);
        let mut all = vec![KeyManagerInfo {
            id: RESIDENT_ID.to_owned(),
            name: RESIDENT.to_owned(),
            display_name: RESIDENT.to_owned(),
            kind: "default".to_owned(),
            description: "The key manager of this platform.".to_owned(),
            enabled: true,
            token_type: crate::key_manager::DIRECT.to_owned(),
            grant_types: self.grant_types(),
            token_endpoint: format!("{base}/oauth2/token"),
            revoke_endpoint: format!("{base}/oauth2/revoke"),
            user_info_endpoint: format!("{base}/oauth2/userinfo"),
            token_generation: true,
            client_creation: true,
            client_mapping: true,
            settings: SETTINGS,
        }];
        let others = self.external_key_managers(tenant).await?;
        all.extend(others.into_iter().map(KeyManagerInfo::from));
        Ok(all)
    }

    /// Those that somebody with these roles may get keys from.
    pub async fn key_managers_for(
        &self,
        tenant: &TenantDomain,
        roles: &[String],
    ) -> Result<Vec<KeyManagerInfo>, Error> {
        let hidden = self.external_key_managers(tenant).await?;
        let hidden = hidden.into_iter().filter(|k| !k.settings.enabled || !k.settings.admits(roles));
        let hidden: Vec<String> = hidden.map(|k| k.id).collect();
        let all = self.key_managers(tenant).await?;
        Ok(all.into_iter().filter(|k| !hidden.contains(&k.id)).collect())
    }

    /// The grant types that a key may have.
    pub fn grant_types(&self) -> Vec<String> {
        self.resident().map(|connector| connector.grant_types()).unwrap_or_default()
    }

    /// The key manager that a request names, by name or id; the resident one when it names none.
    pub(super) async fn choose_key_manager(
        &self,
        caller: &Caller,
        asked: Option<&str>,
    ) -> Result<Chosen, Error> {
        let Some(asked) = asked.filter(|a| !["", RESIDENT, RESIDENT_ID].contains(a)) else {
            return Ok(Chosen {
                name: RESIDENT.to_owned(),
                connector: self.resident()?.clone(),
                external: None,
            });
        };
        let unknown = || Error::refused(KEY_MANAGER_NOT_REGISTERED, "Key Manager not Registered");
        let mut tx = self.read().await?;
        let found = self.find_key_manager(&mut tx, caller.tenant(), asked).await?;
        drop(tx);
        let (row, found) = found.ok_or_else(unknown)?;
        if !found.settings.admits(&caller.roles) {
            return Err(unknown());
        }
        if !found.settings.enabled {
            return Err(Error::refused(NOT_DONE_THERE, format!("Key Manager {} is disabled", row.name)));
        }
        let secrets = self.open_for_key_manager(&row.id, &row.sealed)?;
        let connector = ExternalConnector::build(self, &row.id, found.settings.clone(), secrets);
        Ok(Chosen { name: row.name, connector, external: Some(found) })
    }

    /// The way to the key manager that a key is of.
    pub(crate) async fn connector_of(
        &self,
        tenant: &TenantDomain,
        name: &str,
    ) -> Result<Arc<dyn KeyManagerConnector>, Error> {
        if name == RESIDENT {
            return self.resident().cloned();
        }
        let mut tx = self.read().await?;
        let (row, found) = self
            .find_key_manager(&mut tx, tenant, name)
            .await?
            .ok_or_else(|| Error::refused(KEY_MANAGER_NOT_REGISTERED, "Key Manager not Registered"))?;
        drop(tx);
        let secrets = self.open_for_key_manager(&row.id, &row.sealed)?;
        Ok(ExternalConnector::build(self, &row.id, found.settings, secrets))
    }
}

impl From<KeyManager> for KeyManagerInfo {
    fn from(k: KeyManager) -> Self {
        let s = k.settings;
        let first = |a: &str, b: &str| if a.is_empty() { b.to_owned() } else { a.to_owned() };
        Self {
            id: k.id,
            display_name: s.shown_name().to_owned(),
            token_endpoint: first(&s.display_token_endpoint, &s.token_endpoint),
            revoke_endpoint: first(&s.display_revoke_endpoint, &s.revoke_endpoint),
            name: s.name,
            kind: s.kind,
            description: s.description,
            enabled: s.enabled,
            token_type: s.token_type,
            grant_types: s.available_grant_types,
            user_info_endpoint: s.user_info_endpoint,
            token_generation: s.enable_token_generation,
            client_creation: s.enable_client_creation,
            client_mapping: s.enable_client_mapping,
            settings: &[],
        }
    }
}
