//! Making a revision.

use store::Tx;
use store::api::ApiRow;
use store::revision::RevisionRow;

use super::list::revision;
use super::{MAX_REVISIONS, Revision};
use crate::api::code;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Takes a snapshot of an API's configuration and definition.
    pub async fn create_revision(
        &self,
        caller: &Caller,
        api_id: &str,
        description: &str,
    ) -> Result<Revision, Error> {
        if description.chars().count() > 255 {
            return Err(Error::invalid("description", "must have at most 255 characters"));
        }
        let mut tx = self.begin().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let row = self.snapshot(&mut tx, caller, &api, description).await?;
        tx.commit().await?;
        Ok(revision(row, &[]))
    }

    /// The same, in the caller's transaction.
    pub(crate) async fn snapshot(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        api: &ApiRow,
        description: &str,
    ) -> Result<RevisionRow, Error> {
        let api_id = &api.id;
        if api.configuration.advertise_info.as_ref().is_some_and(|a| a["advertised"] == true) {
            let message = format!("Creating API Revisions is not supported for third party APIs: {api_id}");
            return Err(Error::refused(code::THIRD_PARTY_REVISION, message));
        }
        if store::revision::list(tx, &api.tenant, &api.id).await?.len() >= MAX_REVISIONS {
            let message = format!(
                "Maximum number of revisions per API has reached. Need to remove any revision to create a new \
                 Revision for API with API UUID: {api_id}"
            );
            return Err(Error::refused(code::TOO_MANY_REVISIONS, message));
        }
        let definition = store::api::definition::get(tx, &api.tenant, &api.id).await?;
        let number = api.last_revision + 1;
        store::api::set_last_revision(tx, &api.tenant, &api.id, number).await?;
        let row = RevisionRow {
            id: self.ambient().id(),
            tenant: api.tenant.clone(),
            api_id: api.id.clone(),
            number,
            description: description.to_owned(),
            created_by: caller.name(),
            created_at: self.ambient().now().0,
            configuration: api.configuration.clone(),
        };
        store::revision::insert(tx, &row, definition.as_deref().unwrap_or_default()).await?;
        Ok(row)
    }
}
