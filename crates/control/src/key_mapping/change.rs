//! A developer changes what a key may do, or replaces its secret.

use super::{KeyMapping, KeyRef, KeyTerms};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Changes grant types, callback URLs and properties, at the key manager first.
    pub async fn change_key(
        &self,
        caller: &Caller,
        application_id: &str,
        which: KeyRef<'_>,
        terms: KeyTerms,
    ) -> Result<KeyMapping, Error> {
        terms.check()?;
        let tenant = caller.tenant();
        let mut key = self.application_key(caller, application_id, which).await?;
        let connector = self.connector_of(tenant, &key.key_manager).await?;
        let mut request = connector.get(tenant, key.client_id()?).await?.request;
        terms.write_to(&mut request);
        let client = connector.update(tenant, key.client_id()?, request).await?;
        key.terms = KeyTerms::of(&client.request);
        key.updated_at = self.ambient().now().0;
        let mut tx = self.begin().await?;
        store::key_mapping::update(&mut tx, &key.to_row(tenant)?).await?;
        tx.commit().await?;
        Ok(key)
    }

    /// Replaces the secret. Returns consumer key and new secret.
    pub async fn regenerate_secret(
        &self,
        caller: &Caller,
        application_id: &str,
        which: KeyRef<'_>,
    ) -> Result<(String, Option<String>), Error> {
        let key = self.application_key(caller, application_id, which).await?;
        let connector = self.connector_of(caller.tenant(), &key.key_manager).await?;
        let client = connector.regenerate_secret(caller.tenant(), key.client_id()?).await?;
        Ok((client.client_id, client.client_secret))
    }
}
