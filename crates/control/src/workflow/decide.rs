//! An administrator decides.

use model::workflow::Kind;
use store::Tx;
use tracing::warn;

use super::{APPROVED, NOT_FOUND, REJECTED, Task, WAITING};
use crate::error::Error;
use crate::{Caller, Control};

/// The decision was another one.
const DECIDED: u32 = 400;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Reject,
}

impl Decision {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            APPROVED => Some(Self::Approve),
            REJECTED => Some(Self::Reject),
            _ => None,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => APPROVED,
            Self::Reject => REJECTED,
        }
    }
}

impl Control {
    /// Decides on a task of the caller's tenant, with all that follows. Deciding the same again changes nothing; of
    /// two who decide differently, the first one does.
    pub async fn decide_workflow(&self, caller: &Caller, id: &str, decision: Decision) -> Result<(), Error> {
        let tenant = caller.tenant().as_str();
        let now = self.ambient().now().0;
        let mut tx = self.begin().await?;
        let row = store::workflow::by_id(&mut tx, tenant, id).await?;
        let row = row.ok_or_else(|| Error::not_found("Workflow", id, NOT_FOUND))?;
        if row.state != WAITING {
            if row.state == decision.as_str() {
                return Ok(());
            }
            let message = format!("The request is {} already", row.state);
            return Err(Error::refused(DECIDED, message));
        }
        let task = Task::from_row(row)?;
        store::workflow::turn(&mut tx, tenant, id, (WAITING, decision.as_str()), now).await?;
        let asks_key_manager =
            matches!(task.kind, Kind::ApplicationDeletion | Kind::ProductionKey | Kind::SandboxKey);
        if decision == Decision::Approve && asks_key_manager {
            // The key manager is asked outside of transactions: the task is taken first, so that nobody else decides.
            tx.commit().await?;
            // To the end, even when the caller goes away.
            let (control, caller) = (self.clone(), caller.clone());
            let work = async move { control.approve_at_key_manager(&caller, &task).await };
            return tokio::spawn(work).await.map_err(Error::internal)?;
        }
        match decision {
            Decision::Approve => self.approve(&mut tx, &task).await?,
            Decision::Reject => self.reject(&mut tx, &task).await?,
        }
        tx.commit().await?;
        Ok(())
    }

    async fn approve_at_key_manager(&self, caller: &Caller, task: &Task) -> Result<(), Error> {
        let done = match task.kind {
            Kind::ApplicationDeletion => match self.remove_application(caller, &task.subject).await {
                // Somebody else deleted it meanwhile.
                Err(Error::NotFound { .. }) => Ok(()),
                other => other,
            },
            _ => self.approve_key(task).await,
        };
        if done.is_err() {
            self.wait_again(task).await;
        }
        done
    }

    /// Gives a task back after a failure, to be decided again.
    async fn wait_again(&self, task: &Task) {
        let (tenant, now) = (task.tenant.as_str(), self.ambient().now().0);
        let work = async {
            let mut tx = self.begin().await?;
            store::workflow::turn(&mut tx, tenant, &task.id, (APPROVED, WAITING), now).await?;
            tx.commit().await?;
            Ok::<(), Error>(())
        };
        if let Err(error) = work.await {
            warn!(%error, task = task.id, "a request that could not be carried out stays approved");
        }
    }

    async fn approve(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        match task.kind {
            Kind::ApplicationCreation => self.approve_application(tx, task).await,
            Kind::ApplicationUpdate => self.approve_application_change(tx, task).await,
            Kind::SubscriptionCreation | Kind::SubscriptionUpdate | Kind::SubscriptionDeletion => {
                self.approve_subscription(tx, task).await
            }
            Kind::ApiState | Kind::ProductState => self.approve_lifecycle(tx, task).await,
            Kind::RevisionDeployment => self.approve_deployment(tx, task).await,
            Kind::SignUp => self.approve_sign_up(tx, task).await,
            Kind::ApplicationDeletion | Kind::ProductionKey | Kind::SandboxKey => {
                Err(Error::internal("the key manager is to be asked first"))
            }
        }
    }

    async fn reject(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        match task.kind {
            Kind::ApplicationCreation | Kind::ApplicationUpdate | Kind::ApplicationDeletion => {
                self.reject_application(tx, task).await
            }
            Kind::SubscriptionCreation | Kind::SubscriptionUpdate | Kind::SubscriptionDeletion => {
                self.reject_subscription(tx, task).await
            }
            Kind::ProductionKey | Kind::SandboxKey => self.reject_key(tx, task).await,
            // They are as they were.
            Kind::ApiState | Kind::ProductState | Kind::RevisionDeployment => Ok(()),
            Kind::SignUp => self.reject_sign_up(tx, task).await,
        }
    }
}
