//! Which key managers there are.

use store::Tx;
use store::key_manager::KeyManagerRow;

use super::{KeyManager, not_found};
use crate::error::Error;
use crate::{Caller, Control};
use model::tenant::TenantDomain;

impl Control {
    /// Those that administrators of the tenant made, by name.
    pub async fn external_key_managers(&self, tenant: &TenantDomain) -> Result<Vec<KeyManager>, Error> {
        let mut tx = self.read().await?;
        let rows = store::key_manager::list(&mut tx, tenant.as_str()).await?;
        rows.iter().map(KeyManager::from_row).collect()
    }

    /// One of them, by id.
    pub async fn external_key_manager(&self, caller: &Caller, id: &str) -> Result<KeyManager, Error> {
        let mut tx = self.read().await?;
        let row = store::key_manager::by_id(&mut tx, caller.tenant().as_str(), id).await?;
        KeyManager::from_row(&row.ok_or_else(|| not_found(id))?)
    }

    /// One by name or id.
    pub(crate) async fn find_key_manager(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        asked: &str,
    ) -> Result<Option<(KeyManagerRow, KeyManager)>, Error> {
        let row = match store::key_manager::by_name(tx, tenant.as_str(), asked).await? {
            Some(row) => Some(row),
            None => store::key_manager::by_id(tx, tenant.as_str(), asked).await?,
        };
        row.map(|row| KeyManager::from_row(&row).map(|found| (row, found))).transpose()
    }
}
