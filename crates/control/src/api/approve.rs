//! Changes of an API's state that wait for approval.

use model::lifecycle::Transition;
use model::workflow::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::api::ApiRow;

use super::{Api, Checklist, code, lifecycle};
use crate::error::Error;
use crate::workflow::{self, Ask, Task};
use crate::{Caller, Control};

#[derive(Serialize, Deserialize)]
struct Wish {
    action: String,
    checklist: Checklist,
}

fn kind(api: &ApiRow) -> Kind {
    if api.configuration.is_product() { Kind::ProductState } else { Kind::ApiState }
}

/// Does a change of the API's state wait for approval?
pub(crate) async fn state_waits(tx: &mut Tx, api: &ApiRow) -> Result<bool, Error> {
    let kind = kind(api);
    Ok(workflow::waiting(tx, &api.tenant, &api.id).await?.iter().any(|t| t.kind == kind))
}

/// Notes in a list whose changes of state wait.
pub(crate) async fn tell(tx: &mut Tx, tenant: &str, apis: &mut [Api]) -> Result<(), Error> {
    for kind in [Kind::ApiState, Kind::ProductState] {
        let (waiting, _) = store::workflow::waiting(tx, tenant, Some(kind.as_str()), 0, i64::MAX).await?;
        for api in &mut *apis {
            api.state_waits |= waiting.iter().any(|t| t.subject == api.id);
        }
    }
    Ok(())
}

impl Control {
    /// Files a request for a change of state where that is needed. Returns whether it was.
    pub(super) async fn ask_for_state(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        api: &ApiRow,
        transition: &Transition,
        checklist: Checklist,
    ) -> Result<bool, Error> {
        let kind = kind(api);
        if !workflow::needed(tx, caller.tenant(), kind).await? {
            // What waited from before the configuration changed is overtaken.
            workflow::withdraw(tx, &api.tenant, &api.id, kind, None).await?;
            return Ok(false);
        }
        if state_waits(tx, api).await? {
            return Err(Error::conflict(409, "A change of the API's state already waits for approval"));
        }
        let c = &api.configuration;
        let (name, version, action, state) = (&c.name, &c.version, transition.action, api.state.title());
        let user = caller.name();
        let description = format!(
            "Pending lifecycle state change action [{action}] for [{name} - {version}] requested by {user}"
        );
        let properties = json!({
            "action": action, "currentState": state, "apiName": name, "apiVersion": version,
            "apiProvider": api.provider, "userName": user,
        });
        let ask = Ask { kind, subject: &api.id, part: "", description, properties };
        self.ask_for(tx, caller, ask, &Wish { action: action.to_owned(), checklist }).await?;
        Ok(true)
    }

    /// The API may have changed since: what is no longer possible is refused, and can only be rejected.
    pub(crate) async fn approve_lifecycle(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        let Wish { action, checklist } = task.wish()?;
        let api = store::api::get(tx, task.tenant.as_str(), &task.subject).await?;
        let mut api = api.ok_or_else(|| task.gone())?;
        let Some(transition) = api.state.transitions().iter().find(|t| t.action == action) else {
            let message = format!("The API is {} now, which has no {action}", api.state.title());
            return Err(Error::refused(code::ACTION_NOT_ALLOWED, message));
        };
        if transition.to == model::lifecycle::State::Published {
            lifecycle::publishable(&api)?;
        }
        self.follow(tx, &task.requested_by, &mut api, transition.to, checklist).await
    }

    /// Takes back a change of state that waits. Where none does there is nothing to do.
    pub async fn withdraw_state_change(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let api = self.load_api(&mut tx, caller, id).await?;
        workflow::withdraw(&mut tx, &api.tenant, &api.id, kind(&api), None).await?;
        tx.commit().await?;
        Ok(())
    }
}
