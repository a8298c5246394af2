//! Changing the service catalogue.

use bytes::Bytes;
use store::{StoreError, Tx};

use super::{Draft, Service, by_id, definition, fingerprint};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// `metadata` is the draft as it was sent.
    pub async fn create_service(
        &self,
        caller: &Caller,
        draft: Draft,
        metadata: &[u8],
        text: Bytes,
    ) -> Result<Service, Error> {
        let draft = checked(draft, &text).await?;
        let mut tx = self.begin().await?;
        let md5 = fingerprint([&text, metadata]);
        let made = self.insert_service(&mut tx, caller, draft, md5, &text).await?;
        tx.commit().await?;
        Ok(made)
    }

    pub(crate) async fn insert_service(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        draft: Draft,
        md5: String,
        text: &[u8],
    ) -> Result<Service, Error> {
        let row = draft.into_row(self.ambient().id(), caller, md5, self.ambient().now().0);
        let tenant = row.tenant.as_str();
        // Said before the database says it: after a failed statement there is no transaction.
        if store::service::by_key(tx, tenant, &row.service_key).await?.is_some() {
            let message = format!("there is a service with the key {} already", row.service_key);
            return Err(Error::conflict(409, message));
        }
        if store::service::by_name(tx, tenant, &row.name, &row.version).await?.is_some() {
            return Err(name_taken(&row.name, &row.version));
        }
        store::service::insert(tx, &row, text).await?;
        Ok(row.into())
    }

    /// Replaces what a service says; its key and id stay. Without a definition it keeps the one it has.
    pub async fn change_service(
        &self,
        caller: &Caller,
        id: &str,
        draft: Draft,
        metadata: &[u8],
        text: Option<Bytes>,
    ) -> Result<Service, Error> {
        let mut tx = self.begin().await?;
        let row = by_id(&mut tx, caller, id).await?;
        let text = match text {
            Some(text) => text,
            None => {
                store::service::definition(&mut tx, &row.tenant, &row.id).await?.unwrap_or_default().into()
            }
        };
        let draft = checked(Draft { key: row.service_key.clone(), ..draft }, &text).await?;
        let md5 = fingerprint([&text, metadata]);
        let changed = self.replace_service(&mut tx, caller, row.into(), draft, md5, &text).await?;
        tx.commit().await?;
        Ok(changed)
    }

    pub(crate) async fn replace_service(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        old: Service,
        draft: Draft,
        md5: String,
        text: &[u8],
    ) -> Result<Service, Error> {
        let mut row = draft.into_row(old.id, caller, md5, self.ambient().now().0);
        row.created_at = old.created_at.0;
        row.usage = old.usage;
        store::service::update(tx, &row, text).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => name_taken(&row.name, &row.version),
            other => other.into(),
        })?;
        Ok(row.into())
    }

    /// Takes a service out that no API was made of.
    pub async fn delete_service(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let row = by_id(&mut tx, caller, id).await?;
        if row.usage > 0 {
            let message =
                format!("{} APIs were made of the service {}; delete them first", row.usage, row.name);
            return Err(Error::conflict(409, message));
        }
        store::service::delete(&mut tx, &row.tenant, &row.id).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn checked(mut draft: Draft, text: &Bytes) -> Result<Draft, Error> {
    draft.settle()?;
    let text = text.clone();
    let check = move || definition::check("definitionFile", &draft.definition_type, &text).map(|()| draft);
    tokio::task::spawn_blocking(check).await.map_err(Error::internal)?
}

fn name_taken(name: &str, version: &str) -> Error {
    Error::conflict(409, format!("there is a service {name} {version} already"))
}
