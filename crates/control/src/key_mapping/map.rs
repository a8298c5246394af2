//! A developer takes a client that is already there as a key.

use model::application::KeyType;
use store::StoreError;

use super::{KeyMapping, KeyMode, KeyState, KeyTerms, already_exists, key_manager, of_application};
use crate::application::owned;
use crate::connector::ConnectorError;
use crate::error::Error;
use crate::{Caller, Control};

/// The client to take.
#[derive(Debug, Clone)]
pub struct Existing {
    pub key_type: KeyType,
    /// Name of the key manager; the resident one when absent.
    pub key_manager: Option<String>,
    pub consumer_key: String,
}

impl Control {
    /// Maps a client that the caller owns; another one's is refused, since whoever maps a client may replace
    /// its secret.
    pub async fn map_key(
        &self,
        caller: &Caller,
        application_id: &str,
        existing: &Existing,
    ) -> Result<KeyMapping, Error> {
        let tenant = caller.tenant();
        let manager = key_manager(existing.key_manager.as_deref())?;
        let mut tx = self.read().await?;
        owned(&mut tx, caller, application_id).await?.ensure_usable()?;
        drop(tx);
        let client = self.resident()?.get(tenant, &existing.consumer_key).await.map_err(|e| match e {
            ConnectorError::NoSuchClient(_) => {
                Error::invalid("consumerKey", "is no client of this key manager")
            }
            other => other.into(),
        })?;
        let owner = &client.request.owner;
        if *owner != caller.user.fully_qualified() && *owner != caller.name() {
            return Err(Error::forbidden("You don't have permission to map this client"));
        }
        let now = self.ambient().now().0;
        let key = KeyMapping {
            id: self.ambient().id(),
            application_id: application_id.to_owned(),
            key_type: existing.key_type,
            key_manager: manager.to_owned(),
            consumer_key: Some(client.client_id.clone()),
            state: KeyState::Completed,
            mode: KeyMode::Mapped,
            created_at: now,
            updated_at: now,
            terms: KeyTerms::of(&client.request),
        };
        let mut tx = self.begin().await?;
        owned(&mut tx, caller, application_id).await?;
        let keys = of_application(&mut tx, tenant, application_id).await?;
        if keys.iter().any(|k| k.key_type == key.key_type && k.key_manager == manager) {
            return Err(already_exists());
        }
        store::key_mapping::insert(&mut tx, &key.to_row(tenant)?).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => already_exists(),
            other => other.into(),
        })?;
        self.announce_key(&mut tx, tenant, &key, &client.client_id).await?;
        tx.commit().await?;
        Ok(key)
    }
}
