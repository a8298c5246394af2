//! A developer gives a key up.

use model::tenant::TenantDomain;
use store::Tx;
use tracing::warn;

use super::{KeyMapping, KeyMode, KeyRef};
use crate::connector::ConnectorError;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Deletes a key, and its client where it was made for the key. When the key manager cannot be reached
    /// nothing changes.
    pub async fn delete_key(
        &self,
        caller: &Caller,
        application_id: &str,
        which: KeyRef<'_>,
    ) -> Result<(), Error> {
        let key = self.application_key(caller, application_id, which).await?;
        self.withdraw_client(caller.tenant(), &key).await?;
        self.forget_key(caller.tenant(), &key).await
    }

    /// Removes a key whatever state it is in, so that it can be generated anew; its client too where that works.
    pub async fn clean_up_key(
        &self,
        caller: &Caller,
        application_id: &str,
        which: KeyRef<'_>,
    ) -> Result<(), Error> {
        let key = self.application_key(caller, application_id, which).await?;
        if let Err(error) = self.withdraw_client(caller.tenant(), &key).await {
            warn!(%error, key = key.id, "the client of a cleaned-up key is left at the key manager");
        }
        self.forget_key(caller.tenant(), &key).await
    }

    async fn forget_key(&self, tenant: &TenantDomain, key: &KeyMapping) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        self.delete_key_mapping(&mut tx, tenant, key).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Deletes the client at the key manager if it was made for this key; one that is gone is fine.
    pub(crate) async fn withdraw_client(&self, tenant: &TenantDomain, key: &KeyMapping) -> Result<(), Error> {
        let (KeyMode::Created, Some(client)) = (key.mode, &key.consumer_key) else { return Ok(()) };
        match self.connector_of(tenant, &key.key_manager).await?.delete(tenant, client).await {
            Ok(()) | Err(ConnectorError::NoSuchClient(_)) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    /// Removes the key and its document, in the caller's transaction.
    pub(crate) async fn delete_key_mapping(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        key: &KeyMapping,
    ) -> Result<(), Error> {
        store::workflow::delete_of_subject(tx, tenant.as_str(), &key.id).await?;
        store::key_mapping::delete(tx, tenant.as_str(), &key.id).await?;
        if key.consumer_key.is_some() {
            let now = self.ambient().now();
            store::catalog::put(tx, &key.catalog_key(tenant), &[], None, now).await?;
        }
        Ok(())
    }
}
