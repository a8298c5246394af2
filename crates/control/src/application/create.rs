//! A developer makes an application.

use model::user::UserName;
use model::workflow::Kind;
use store::{StoreError, Tx};

use super::{Application, ApplicationView, Draft, name_taken, status};
use crate::error::Error;
use crate::{Caller, Control, workflow};

impl Control {
    pub async fn create_application(&self, caller: &Caller, draft: Draft) -> Result<ApplicationView, Error> {
        let mut tx = self.begin().await?;
        self.welcome_developer(&mut tx, &caller.user).await?;
        let application = self.new_application(&mut tx, caller, draft).await?;
        let view = self.view_application(&mut tx, caller, application).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Checks and stores a new application, which may have to wait for approval, in the caller's transaction.
    pub(crate) async fn new_application(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        draft: Draft,
    ) -> Result<Application, Error> {
        let draft = draft.checked()?;
        draft.check_policy(tx, caller).await?;
        let mut application = self.insert_application(tx, &caller.user, draft).await?;
        if workflow::needed(tx, caller.tenant(), Kind::ApplicationCreation).await? {
            self.ask_for_application(tx, caller, Kind::ApplicationCreation, &mut application, None).await?;
        } else {
            self.announce_application(tx, &application).await?;
        }
        Ok(application)
    }

    /// Stores a new application, without announcing it, in the caller's transaction.
    pub(super) async fn insert_application(
        &self,
        tx: &mut Tx,
        owner: &UserName,
        draft: Draft,
    ) -> Result<Application, Error> {
        let now = self.ambient().now().0;
        let application = Application {
            id: self.ambient().id(),
            owner: owner.clone(),
            name: draft.name,
            policy: draft.policy,
            status: status::APPROVED.to_owned(),
            created_at: now,
            updated_at: now,
            details: draft.details,
        };
        store::application::insert(tx, &application.to_row()?).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => name_taken(&application.name),
            other => other.into(),
        })?;
        Ok(application)
    }
}
