//! What of an application waits for approval, and what follows on the decision.

use model::workflow::Kind;
use serde_json::{Map, Value, json};
use store::{StoreError, Tx};

use super::{Application, Draft, name_taken, status};
use crate::error::Error;
use crate::workflow::{Ask, Task};
use crate::{Caller, Control};

/// What administrators are shown of an application, its attributes included.
fn properties(application: &Application, draft: Option<&Draft>) -> Value {
    let (name, policy, details) = draft
        .map_or((&application.name, &application.policy, &application.details), |d| {
            (&d.name, &d.policy, &d.details)
        });
    let mut shown: Map<String, Value> =
        details.attributes.iter().map(|(k, v)| (k.clone(), v.clone().into())).collect();
    shown.insert("applicationName".to_owned(), application.name.clone().into());
    shown.insert("applicationTier".to_owned(), policy.clone().into());
    shown.insert("userName".to_owned(), application.owner.to_string().into());
    if let Some(draft) = draft {
        // What is to be different.
        let mut updates = Map::new();
        let mut note = |field: &str, old: &str, new: &str| {
            if old != new {
                updates.insert(field.to_owned(), json!({"current": old, "expected": new}));
            }
        };
        note("name", &application.name, name);
        note("throttlingPolicy", &application.policy, policy);
        note("description", &application.details.description, &draft.details.description);
        shown.insert("updates".to_owned(), updates.into());
    }
    shown.into()
}

impl Control {
    /// Files a request about an application of the caller, whose state says so from now on.
    pub(super) async fn ask_for_application(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        kind: Kind,
        application: &mut Application,
        draft: Option<&Draft>,
    ) -> Result<Task, Error> {
        let before = application.status.clone();
        let (state, what) = match kind {
            Kind::ApplicationCreation => (status::CREATED, "creation"),
            Kind::ApplicationUpdate => (status::UPDATE_PENDING, "update"),
            _ => (status::DELETE_PENDING, "deletion"),
        };
        state.clone_into(&mut application.status);
        store::application::update(tx, &application.to_row()?).await?;
        let (name, owner, policy) = (&application.name, &application.owner, &application.policy);
        let description = format!(
            "Approve application [{name}] {what} request from application creator - {owner} with throttling tier - {policy}"
        );
        let ask = Ask {
            kind,
            subject: &application.id,
            part: "",
            description,
            properties: properties(application, draft),
        };
        self.ask_for(tx, caller, ask, &json!({"draft": draft, "before": before})).await
    }

    async fn application_of_task(&self, tx: &mut Tx, task: &Task) -> Result<Application, Error> {
        let row = store::application::by_id(tx, task.tenant.as_str(), &task.subject).await?;
        Application::from_row(row.ok_or_else(|| task.gone())?)
    }

    async fn save_application(
        &self,
        tx: &mut Tx,
        mut application: Application,
    ) -> Result<Application, Error> {
        application.updated_at = self.ambient().now().0;
        store::application::update(tx, &application.to_row()?).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => name_taken(&application.name),
            other => other.into(),
        })?;
        Ok(application)
    }

    pub(crate) async fn approve_application(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        let mut application = self.application_of_task(tx, task).await?;
        status::APPROVED.clone_into(&mut application.status);
        let application = self.save_application(tx, application).await?;
        self.announce_application(tx, &application).await
    }

    pub(crate) async fn approve_application_change(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        #[derive(serde::Deserialize)]
        struct Wish {
            draft: Draft,
        }
        let Wish { draft } = task.wish()?;
        let mut application = self.application_of_task(tx, task).await?;
        status::APPROVED.clone_into(&mut application.status);
        application.name = draft.name;
        application.policy = draft.policy;
        application.details = draft.details;
        let application = self.save_application(tx, application).await?;
        self.announce_application(tx, &application).await
    }

    /// A rejected deletion leaves the application as it was.
    pub(crate) async fn reject_application(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        #[derive(serde::Deserialize)]
        struct Wish {
            before: String,
        }
        let mut application = self.application_of_task(tx, task).await?;
        application.status = match task.kind {
            Kind::ApplicationCreation => status::REJECTED.to_owned(),
            Kind::ApplicationUpdate => status::UPDATE_REJECTED.to_owned(),
            _ => task.wish::<Wish>()?.before,
        };
        self.save_application(tx, application).await.map(drop)
    }
}
