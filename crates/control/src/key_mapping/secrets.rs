//! A developer keeps several secrets of one key.

use model::key::{ClientSecret, SecretRequest};

use super::KeyRef;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// One secret more; its value is told this once.
    pub async fn add_secret(
        &self,
        caller: &Caller,
        application_id: &str,
        key_id: &str,
        asked: SecretRequest,
    ) -> Result<ClientSecret, Error> {
        let key = self.application_key(caller, application_id, KeyRef::Id(key_id)).await?;
        let connector = self.connector_of(caller.tenant(), &key.key_manager).await?;
        Ok(connector.add_secret(caller.tenant(), key.client_id()?, asked).await?)
    }

    /// Oldest first, without values.
    pub async fn secrets(
        &self,
        caller: &Caller,
        application_id: &str,
        key_id: &str,
    ) -> Result<Vec<ClientSecret>, Error> {
        let key = self.application_key(caller, application_id, KeyRef::Id(key_id)).await?;
        let connector = self.connector_of(caller.tenant(), &key.key_manager).await?;
        Ok(connector.secrets(caller.tenant(), key.client_id()?).await?)
    }

    pub async fn revoke_secret(
        &self,
        caller: &Caller,
        application_id: &str,
        key_id: &str,
        secret_id: &str,
    ) -> Result<(), Error> {
        let key = self.application_key(caller, application_id, KeyRef::Id(key_id)).await?;
        let connector = self.connector_of(caller.tenant(), &key.key_manager).await?;
        Ok(connector.revoke_secret(caller.tenant(), key.client_id()?, secret_id).await?)
    }
}
