//! Deleting a revision.

use store::StoreError;

use super::Revision;
use super::list::revisions;
use crate::api::code;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Deletes a revision that is not deployed; returns those that remain.
    pub async fn delete_revision(
        &self,
        caller: &Caller,
        api_id: &str,
        id: &str,
    ) -> Result<Vec<Revision>, Error> {
        let present = self.present().await;
        let mut tx = self.begin().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let revision = self.load_revision(&mut tx, &api.tenant, &api.id, id).await?;
        super::approve::withdraw_of_revision(&mut tx, &api.tenant, &api.id, &revision.id).await?;
        store::revision::delete(&mut tx, &api.tenant, &revision.id).await.map_err(|e| match e {
            StoreError::Reference => Error::refused(
                code::REVISION_DEPLOYED,
                format!(
                    "Couldn't delete API revision since API revision is currently deployed to a gateway. You need \
                     to undeploy the API Revision from the gateway before attempting deleting API Revision: {id}"
                ),
            ),
            other => other.into(),
        })?;
        crate::operation_policy::attach::prune(&mut tx, &api.tenant, &api.id, &api.configuration).await?;
        let rest = revisions(&mut tx, &api.tenant, &api.id, &present).await?;
        tx.commit().await?;
        Ok(rest)
    }
}
