//! A developer changes an application.

use model::workflow::Kind;
use store::{StoreError, Tx};

use super::{Application, ApplicationView, Draft, name_taken, owned, status};
use crate::error::Error;
use crate::{Caller, Control, workflow};

impl Control {
    pub async fn change_application(
        &self,
        caller: &Caller,
        id: &str,
        draft: Draft,
    ) -> Result<ApplicationView, Error> {
        let mut tx = self.begin().await?;
        let application = self.rewrite_application(&mut tx, caller, id, draft).await?;
        let view = self.view_application(&mut tx, caller, application).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// The same, in the caller's transaction. Where that needs approval, the application stays as it is meanwhile.
    pub(crate) async fn rewrite_application(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        id: &str,
        draft: Draft,
    ) -> Result<Application, Error> {
        let draft = draft.checked()?;
        let mut application = owned(tx, caller, id).await?;
        if application.policy != draft.policy {
            draft.check_policy(tx, caller).await?;
        }
        if application.status == status::UPDATE_PENDING {
            return Err(Error::conflict(409, "A change of the application already waits for approval"));
        }
        application.ensure_usable()?;
        if workflow::needed(tx, caller.tenant(), Kind::ApplicationUpdate).await? {
            let kind = Kind::ApplicationUpdate;
            self.ask_for_application(tx, caller, kind, &mut application, Some(&draft)).await?;
            return Ok(application);
        }
        status::APPROVED.clone_into(&mut application.status);
        application.name = draft.name;
        application.policy = draft.policy;
        application.details = draft.details;
        application.updated_at = self.ambient().now().0;
        store::application::update(tx, &application.to_row()?).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => name_taken(&application.name),
            other => other.into(),
        })?;
        self.announce_application(tx, &application).await?;
        Ok(application)
    }
}
