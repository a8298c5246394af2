//! A developer takes a client that is already there as a key.

use model::application::KeyType;
use store::StoreError;

use model::key::{Client, ClientRequest};

use super::key_manager::Chosen;
use super::{KeyMapping, KeyMode, KeyState, KeyTerms, already_exists, of_application};
use crate::application::owned;
use crate::connector::ConnectorError;
use crate::connector::external::Kept;
use crate::error::Error;
use crate::{Caller, Control};

/// The client to take.
#[derive(Debug, Clone)]
pub struct Existing {
    pub key_type: KeyType,
    /// Name of the key manager; the resident one when absent.
    pub key_manager: Option<String>,
    pub consumer_key: String,
    /// Kept for tokens of other key managers; the resident one knows its own.
    pub consumer_secret: Option<String>,
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
        let manager = self.choose_key_manager(caller, existing.key_manager.as_deref()).await?;
        manager.require_mapping()?;
        let mut tx = self.read().await?;
        owned(&mut tx, caller, application_id).await?.ensure_usable()?;
        drop(tx);
        let client = self.client_to_map(caller, &manager, existing).await?;
        let now = self.ambient().now().0;
        let key = KeyMapping {
            id: self.ambient().id(),
            application_id: application_id.to_owned(),
            key_type: existing.key_type,
            key_manager: manager.name.clone(),
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
        if keys.iter().any(|k| k.key_type == key.key_type && k.key_manager == manager.name) {
            return Err(already_exists());
        }
        store::key_mapping::insert(&mut tx, &key.to_row(tenant)?).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => already_exists(),
            other => other.into(),
        })?;
        self.announce_key(&mut tx, tenant, &key, &client.client_id).await?;
        tx.commit().await?;
        if let (Some(manager), Some(secret)) = (&manager.external, &existing.consumer_secret) {
            let kept = Kept::of_secret(secret);
            self.keep_client(tenant, &manager.id, &client.client_id, &kept).await?;
        }
        Ok(key)
    }

    /// The client, which must be the caller's where the key manager is ours. Of another one's we know nothing, and
    /// whoever maps it gains nothing: its tokens are issued there.
    async fn client_to_map(
        &self,
        caller: &Caller,
        manager: &Chosen,
        existing: &Existing,
    ) -> Result<Client, Error> {
        let key = &existing.consumer_key;
        if manager.external.is_some() {
            if key.trim().is_empty() || key.len() > 255 || key.chars().any(char::is_control) {
                return Err(Error::invalid("consumerKey", "must have 1 to 255 characters"));
            }
            let request = ClientRequest {
                client_name: key.clone(),
                grant_types: manager.connector.grant_types(),
                ..ClientRequest::default()
            };
            return Ok(Client { client_id: key.clone(), client_secret: None, request });
        }
        let client = manager.connector.get(caller.tenant(), key).await.map_err(|e| match e {
            ConnectorError::NoSuchClient(_) => {
                Error::invalid("consumerKey", "is no client of this key manager")
            }
            other => other.into(),
        })?;
        let owner = &client.request.owner;
        if *owner != caller.user.fully_qualified() && *owner != caller.name() {
            return Err(Error::forbidden("You don't have permission to map this client"));
        }
        Ok(client)
    }
}
