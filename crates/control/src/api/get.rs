//! Looking at an API or at a revision of one.

use super::{Api, access, not_found, snapshot_view, view};
use crate::error::Error;
use crate::{Caller, Control};

/// What a snapshot is a snapshot of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revisioned {
    pub api_id: String,
    pub number: i64,
}

impl Control {
    /// An API by its id, or the snapshot with that revision id.
    pub async fn get_api(&self, caller: &Caller, id: &str) -> Result<Api, Error> {
        let mut tx = self.read().await?;
        let tenant = caller.tenant();
        if let Some(row) = store::api::get(&mut tx, tenant.as_str(), id).await? {
            access::ensure_may_work(caller, &row.configuration)?;
            if row.configuration.is_product() {
                return Err(not_found(id));
            }
            return view(&mut tx, tenant, row).await;
        }
        let revision = store::revision::get(&mut tx, tenant.as_str(), id).await?;
        let revision = revision.ok_or_else(|| not_found(id))?;
        let row = self.load_single_api(&mut tx, caller, &revision.api_id).await?;
        Ok(snapshot_view(tenant, row, revision))
    }
}
