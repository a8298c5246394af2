//! Making, changing and deleting key managers. Nothing is asked of them here: they may be away.

use store::StoreError;
use store::key_manager::KeyManagerRow;

use super::{
    ALREADY_EXISTS, DIRECT, KeyManager, Secrets, Settings, catalog_key, check, keys, not_found, secret,
};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn create_key_manager(
        &self,
        caller: &Caller,
        mut given: Settings,
    ) -> Result<KeyManager, Error> {
        let tenant = caller.tenant();
        complete(&mut given);
        let mut tx = self.begin().await?;
        check::settings(&mut tx, tenant, &self.issuer(tenant), &given).await?;
        let secrets = secret::take(&mut given, &Secrets::new());
        let (id, now) = (self.ambient().id(), self.ambient().now().0);
        let row = KeyManagerRow {
            tenant: tenant.to_string(),
            name: given.name.clone(),
            created_at: now,
            updated_at: now,
            body: serde_json::to_value(&given).map_err(Error::internal)?,
            sealed: self.seal_for_key_manager(&id, &secrets)?,
            jwks: keys::of_pem(&given),
            id,
        };
        store::key_manager::insert(&mut tx, &row).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => {
                Error::conflict(ALREADY_EXISTS, format!("Key Manager {} already exists", row.name))
            }
            other => other.into(),
        })?;
        self.announce_key_manager(&mut tx, tenant, &row, &given).await?;
        tx.commit().await?;
        self.look_at_keys_soon(tenant.clone(), row.id.clone());
        Ok(KeyManager { id: row.id, settings: given })
    }

    /// Replaces everything but name and type.
    pub async fn update_key_manager(
        &self,
        caller: &Caller,
        id: &str,
        mut given: Settings,
    ) -> Result<KeyManager, Error> {
        let tenant = caller.tenant();
        complete(&mut given);
        let mut tx = self.begin().await?;
        let row = store::key_manager::by_id(&mut tx, tenant.as_str(), id).await?;
        let mut row = row.ok_or_else(|| not_found(id))?;
        let before = KeyManager::from_row(&row)?.settings;
        for (field, was, is) in [("name", &before.name, &given.name), ("type", &before.kind, &given.kind)] {
            if was != is {
                return Err(Error::invalid(field, "cannot be changed"));
            }
        }
        check::settings(&mut tx, tenant, &self.issuer(tenant), &given).await?;
        let secrets: Secrets = self.open_for_key_manager(id, &row.sealed)?;
        row.sealed = self.seal_for_key_manager(id, &secret::take(&mut given, &secrets))?;
        row.body = serde_json::to_value(&given).map_err(Error::internal)?;
        row.updated_at = self.ambient().now().0;
        // Keys belong to where they are from, and to whom.
        if given.certificates != before.certificates || given.issuer != before.issuer {
            row.jwks = keys::of_pem(&given);
        }
        store::key_manager::update(&mut tx, &row).await?;
        self.announce_key_manager(&mut tx, tenant, &row, &given).await?;
        tx.commit().await?;
        self.look_at_keys_soon(tenant.clone(), row.id.clone());
        Ok(KeyManager { id: row.id, settings: given })
    }

    /// Deletes one of which no application has keys.
    pub async fn delete_key_manager(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let row = store::key_manager::by_id(&mut tx, tenant.as_str(), id).await?;
        let row = row.ok_or_else(|| not_found(id))?;
        let keys = store::key_manager::keys(&mut tx, tenant.as_str(), &row.name).await?;
        if keys > 0 {
            let message = format!(
                "Key Manager {} cannot be deleted: {keys} keys of applications are from there; disable it instead",
                row.name
            );
            return Err(Error::conflict(409, message));
        }
        store::key_manager::delete(&mut tx, tenant.as_str(), id).await?;
        let now = self.ambient().now();
        store::catalog::put(&mut tx, &catalog_key(tenant, id), &[], None, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What is not said is as usual.
fn complete(given: &mut Settings) {
    for (field, usual) in [
        (&mut given.token_type, DIRECT),
        (&mut given.permissions.permission_type, "PUBLIC"),
        (&mut given.consumer_key_claim, "azp"),
        (&mut given.scopes_claim, "scope"),
    ] {
        if field.is_empty() {
            usual.clone_into(field);
        }
    }
}
