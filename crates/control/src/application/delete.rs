//! A developer deletes an application, with its keys and subscriptions.

use model::workflow::Kind;
use store::StoreError;

use super::{in_tenant, owned, status};
use crate::error::Error;
use crate::workflow::{self, Outcome};
use crate::{Caller, Control};

impl Control {
    /// For its owner. Clients go first, at the key manager: when it cannot be reached nothing has changed here, and asking
    /// again finishes what was begun.
    pub async fn delete_application(&self, caller: &Caller, id: &str) -> Result<Outcome, Error> {
        let mut tx = self.begin().await?;
        let mut application = owned(&mut tx, caller, id).await?;
        if application.status == status::DELETE_PENDING {
            return Err(Error::refused(400, "The deletion of the application already waits for approval"));
        }
        // What was never approved has nothing to lose.
        if application.is_usable()
            && workflow::needed(&mut tx, caller.tenant(), Kind::ApplicationDeletion).await?
        {
            let kind = Kind::ApplicationUpdate;
            workflow::withdraw(&mut tx, caller.tenant().as_str(), id, kind, None).await?;
            if application.status == status::UPDATE_PENDING {
                status::APPROVED.clone_into(&mut application.status);
            }
            let kind = Kind::ApplicationDeletion;
            let task = self.ask_for_application(&mut tx, caller, kind, &mut application, None).await?;
            tx.commit().await?;
            return Ok(Outcome::Waits(Box::new(task)));
        }
        drop(tx);
        self.remove_application(caller, id).await?;
        Ok(Outcome::Done)
    }

    /// The same, whoever owns it.
    pub(crate) async fn remove_application(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let tenant = caller.tenant();
        let mut tx = self.read().await?;
        in_tenant(&mut tx, caller, id).await?;
        let keys = crate::key_mapping::of_application(&mut tx, tenant, id).await?;
        drop(tx);
        for key in &keys {
            self.withdraw_client(tenant, key).await?;
        }
        let mut tx = self.begin().await?;
        let application = in_tenant(&mut tx, caller, id).await?;
        // A key made since is not lost from sight: the delete below then fails, and the caller asks again.
        for key in &keys {
            self.delete_key_mapping(&mut tx, tenant, key).await?;
        }
        self.delete_subscriptions_of(&mut tx, tenant, id).await?;
        store::workflow::delete_of_subject(&mut tx, tenant.as_str(), id).await?;
        store::application::delete(&mut tx, tenant.as_str(), id).await.map_err(|e| match e {
            StoreError::Reference => Error::conflict(409, "A key was generated meanwhile; delete again"),
            other => other.into(),
        })?;
        let now = self.ambient().now();
        store::catalog::put(&mut tx, &application.catalog_key(), &[], None, now).await?;
        tx.commit().await?;
        Ok(())
    }
}
