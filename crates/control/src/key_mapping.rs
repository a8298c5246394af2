//! Keys of an application: which OAuth2 client at which key manager stands for it.
//!
//! The key manager is asked outside of database transactions. A key is CREATED while it is asked and COMPLETED
//! when its consumer key is known; what a crash leaves CREATED is taken over by the next attempt or cleaned up.

mod approve;
mod change;
mod generate;
mod key_manager;
mod map;
mod secrets;
mod terms;
mod token;
mod withdraw;

use model::application::KeyType;
use model::catalog::{self, Key, Kind};
use model::key::RESIDENT;
use model::tenant::TenantDomain;
use store::key_mapping::KeyMappingRow;
use store::{StoreError, Tx};

pub use generate::{GeneratedKey, KeyDraft};
pub use key_manager::{KeyManagerInfo, Setting};
pub use map::Existing;
pub use terms::{KeyProperties, KeyTerms};
pub use token::TokenAsk;

use crate::connector::ConnectorError;
use crate::error::Error;
use crate::{Caller, Control};

/// WSO2's codes.
const NOT_FOUND: u32 = 900_331;
const ALREADY_EXISTS: u32 = 901_409;
const KEY_MANAGER_NOT_REGISTERED: u32 = 901_403;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMapping {
    pub id: String,
    pub application_id: String,
    pub key_type: KeyType,
    /// Name of the key manager.
    pub key_manager: String,
    /// `None` while the key manager has not answered yet.
    pub consumer_key: Option<String>,
    pub state: KeyState,
    pub mode: KeyMode,
    pub created_at: i64,
    pub updated_at: i64,
    pub terms: KeyTerms,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    Created,
    Completed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMode {
    /// The client was made for this key, and goes with it.
    Created,
    /// The client had been there before, and stays.
    Mapped,
}

/// How a caller names a key of an application.
#[derive(Debug, Clone, Copy)]
pub enum KeyRef<'a> {
    Id(&'a str),
    /// The resident key manager's key of this type.
    Type(KeyType),
}

impl KeyState {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Completed => "COMPLETED",
        }
    }
}

impl KeyMode {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Mapped => "MAPPED",
        }
    }
}

impl KeyMapping {
    fn from_row(row: KeyMappingRow) -> Result<Self, Error> {
        let bad = |e: &dyn std::fmt::Display| StoreError::inconsistent("key_mapping", e);
        Ok(Self {
            key_type: KeyType::parse(&row.key_type).ok_or_else(|| bad(&row.key_type))?,
            state: match row.state.as_str() {
                "CREATED" => KeyState::Created,
                "COMPLETED" => KeyState::Completed,
                other => return Err(bad(&other).into()),
            },
            mode: match row.mode.as_str() {
                "CREATED" => KeyMode::Created,
                "MAPPED" => KeyMode::Mapped,
                other => return Err(bad(&other).into()),
            },
            terms: serde_json::from_value(row.body).map_err(|e| bad(&e))?,
            id: row.id,
            application_id: row.application_id,
            key_manager: row.key_manager,
            consumer_key: row.consumer_key,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }

    fn to_row(&self, tenant: &TenantDomain) -> Result<KeyMappingRow, Error> {
        Ok(KeyMappingRow {
            id: self.id.clone(),
            tenant: tenant.to_string(),
            application_id: self.application_id.clone(),
            key_type: self.key_type.as_str().to_owned(),
            key_manager: self.key_manager.clone(),
            consumer_key: self.consumer_key.clone(),
            state: self.state.as_str().to_owned(),
            mode: self.mode.as_str().to_owned(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            body: serde_json::to_value(&self.terms).map_err(Error::internal)?,
        })
    }

    /// The consumer key; a key that was never finished has none.
    fn client_id(&self) -> Result<&str, Error> {
        self.consumer_key.as_deref().ok_or_else(|| {
            Error::refused(400, "The key was never finished: clean it up, and generate it again.")
        })
    }

    fn catalog_key(&self, tenant: &TenantDomain) -> Key {
        Key { kind: Kind::KeyMapping, tenant: tenant.to_string(), id: self.id.clone() }
    }
}

impl KeyRef<'_> {
    fn names(&self, key: &KeyMapping) -> bool {
        match self {
            Self::Id(id) => key.id == *id,
            Self::Type(key_type) => key.key_type == *key_type && key.key_manager == RESIDENT,
        }
    }
}

fn already_exists() -> Error {
    Error::conflict(ALREADY_EXISTS, "Key Mappings already exists")
}

impl From<ConnectorError> for Error {
    fn from(value: ConnectorError) -> Self {
        match value {
            ConnectorError::NoSuchClient(id) => Self::not_found("OAuth2 client", id, NOT_FOUND),
            ConnectorError::Refused(reason) => Self::refused(400, reason),
            ConnectorError::Unreachable(reason) => {
                tracing::warn!(%reason, "the key manager cannot be reached");
                Self::Unavailable("the key manager cannot be reached")
            }
        }
    }
}

/// Every key of an application, oldest first.
pub(crate) async fn of_application(
    tx: &mut Tx,
    tenant: &TenantDomain,
    application_id: &str,
) -> Result<Vec<KeyMapping>, Error> {
    let rows = store::key_mapping::of_application(tx, tenant.as_str(), application_id).await?;
    rows.into_iter().map(KeyMapping::from_row).collect()
}

impl Control {
    /// The keys of an application of the caller.
    pub async fn application_keys(
        &self,
        caller: &Caller,
        application_id: &str,
    ) -> Result<Vec<KeyMapping>, Error> {
        let mut tx = self.read().await?;
        crate::application::owned(&mut tx, caller, application_id).await?;
        of_application(&mut tx, caller.tenant(), application_id).await
    }

    /// One key of an application of the caller.
    pub async fn application_key(
        &self,
        caller: &Caller,
        application_id: &str,
        which: KeyRef<'_>,
    ) -> Result<KeyMapping, Error> {
        let found = self.application_keys(caller, application_id).await?.into_iter().find(|k| which.names(k));
        found.ok_or_else(|| {
            let id = match which {
                KeyRef::Id(id) => id,
                KeyRef::Type(key_type) => key_type.as_str(),
            };
            Error::not_found("Key mapping", id, NOT_FOUND)
        })
    }

    /// Announces a finished key to run-time roles, in the caller's transaction.
    async fn announce_key(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        key: &KeyMapping,
        consumer_key: &str,
    ) -> Result<(), Error> {
        let document = catalog::KeyMapping {
            application_id: key.application_id.clone(),
            consumer_key: consumer_key.to_owned(),
            key_type: key.key_type,
            key_manager: key.key_manager.clone(),
        };
        let body = serde_json::to_value(document).map_err(Error::internal)?;
        let now = self.ambient().now();
        store::catalog::put(tx, &key.catalog_key(tenant), &[], Some(&body), now).await?;
        Ok(())
    }
}
