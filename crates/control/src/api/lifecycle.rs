//! The life cycle of an API.

use model::lifecycle::{State, Transition};
use model::workflow::Kind;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::api::ApiRow;
use store::api::lifecycle::EventRow;

use super::{approve, code, endpoint};
use crate::error::Error;
use crate::{Caller, Control, subscription, workflow};

const DEPRECATE_OLD: &str = "Deprecate old versions after publishing the API";
const RESUBSCRIBE: &str = "Requires re-subscription when publishing the API";

/// Where an API stands and where it may go.
#[derive(Debug, Clone, PartialEq)]
pub struct LifecycleState {
    pub state: State,
    pub check_items: Vec<CheckItem>,
    pub transitions: &'static [Transition],
    /// A change of state waits for approval.
    pub waits: bool,
}

/// A choice that goes with publishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckItem {
    pub name: &'static str,
    pub value: bool,
}

/// The choices made for a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Checklist {
    pub deprecate_old_versions: bool,
    /// Otherwise subscriptions to earlier versions hold for the new one too.
    pub requires_resubscription: bool,
}

impl Checklist {
    /// Reads `<name>:true,<name>:false`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut list = Self::default();
        for item in text.split(',').map(str::trim).filter(|i| !i.is_empty()) {
            let bad = || {
                let message = format!(
                    "must be items such as \"{DEPRECATE_OLD}:true\" or \"{RESUBSCRIBE}:true\", by commas"
                );
                Error::invalid("lifecycleChecklist", message)
            };
            let (name, value) = item.rsplit_once(':').ok_or_else(bad)?;
            let value: bool = value.trim().to_ascii_lowercase().parse().map_err(|_| bad())?;
            match name.trim() {
                n if n.eq_ignore_ascii_case(DEPRECATE_OLD) => list.deprecate_old_versions = value,
                n if n.eq_ignore_ascii_case(RESUBSCRIBE) => list.requires_resubscription = value,
                _ => return Err(bad()),
            }
        }
        Ok(list)
    }
}

impl Control {
    /// Takes an API from its state to the next by a transition's name, such as `Publish`.
    pub async fn change_lifecycle(
        &self,
        caller: &Caller,
        id: &str,
        action: &str,
        checklist: Checklist,
    ) -> Result<LifecycleState, Error> {
        let mut tx = self.begin().await?;
        let mut api = self.load_api(&mut tx, caller, id).await?;
        let transitions = api.state.transitions();
        let Some(transition) = transitions.iter().find(|t| t.action == action) else {
            let allowed: Vec<_> = transitions.iter().map(|t| t.action).collect();
            let message = format!(
                "Lifecycle state change action {action} is not allowed for this API. Allowed actions are [{}]",
                allowed.join(", ")
            );
            return Err(Error::refused(code::ACTION_NOT_ALLOWED, message));
        };
        if transition.to == State::Published {
            publishable(&api)?;
        }
        if !self.ask_for_state(&mut tx, caller, &api, transition, checklist).await? {
            self.follow(&mut tx, &caller.name(), &mut api, transition.to, checklist).await?;
        }
        let state = lifecycle_state(&mut tx, &api).await?;
        tx.commit().await?;
        Ok(state)
    }

    /// Takes an API to a state, through those between, as its publisher would with one action after the other.
    pub(crate) async fn lead_api_to(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        api: &mut ApiRow,
        to: State,
    ) -> Result<(), Error> {
        let way = api.state.way_to(to).ok_or_else(|| {
            let (from, to) = (api.state.as_str(), to.as_str());
            let message = format!("No lifecycle state change leads from {from} to {to}");
            Error::refused(code::ACTION_NOT_ALLOWED, message)
        })?;
        for state in way {
            if state == State::Published {
                publishable(api)?;
            }
            let transition = api.state.transitions().iter().find(|t| t.to == state);
            if let Some(transition) = transition
                && self.ask_for_state(tx, caller, api, transition, Checklist::default()).await?
            {
                // The rest of the way is for whoever is there once it was approved.
                return Ok(());
            }
            self.follow(tx, &caller.name(), api, state, Checklist::default()).await?;
        }
        Ok(())
    }

    /// Takes an API to its next state, with what that means for the versions before.
    pub(super) async fn follow(
        &self,
        tx: &mut Tx,
        user: &str,
        api: &mut ApiRow,
        to: State,
        checklist: Checklist,
    ) -> Result<(), Error> {
        if to == State::Published {
            self.succeed(tx, user, api, checklist).await?;
        }
        self.enter(tx, user, api, to).await
    }

    /// Puts an API into a state, with what that entails.
    async fn enter(&self, tx: &mut Tx, user: &str, api: &mut ApiRow, to: State) -> Result<(), Error> {
        let from = api.state;
        api.state = to;
        store::api::set_state(tx, &api.tenant, &api.id, to, self.ambient().now().0).await?;
        self.note_lifecycle(tx, &api.tenant, user, &api.id, Some(from), to).await?;
        if to == State::Retired {
            subscription::delete_for_api(self, tx, api).await?;
            workflow::withdraw(tx, &api.tenant, &api.id, Kind::RevisionDeployment, None).await?;
            return self.withdraw_deployments(tx, api).await;
        }
        self.announce_deployments(tx, api).await
    }

    /// What publishing means for the versions before: their subscriptions hold for the new one, and they may be
    /// deprecated.
    async fn succeed(
        &self,
        tx: &mut Tx,
        user: &str,
        api: &ApiRow,
        checklist: Checklist,
    ) -> Result<(), Error> {
        let versions = store::api::versions(tx, &api.tenant, &api.configuration.name).await?;
        for mut older in versions.into_iter().rev().filter(|v| is_older(v, api)) {
            let first_time = matches!(api.state, State::Created | State::Prototyped);
            if first_time && !checklist.requires_resubscription {
                subscription::carry_over(self, tx, &older, api).await?;
            }
            if checklist.deprecate_old_versions && older.state == State::Published {
                self.enter(tx, user, &mut older, State::Deprecated).await?;
            }
        }
        Ok(())
    }

    pub async fn lifecycle_state(&self, caller: &Caller, id: &str) -> Result<LifecycleState, Error> {
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, id).await?;
        lifecycle_state(&mut tx, &api).await
    }

    /// What happened in an API's life, oldest first, its creation included.
    pub async fn lifecycle_history(&self, caller: &Caller, id: &str) -> Result<Vec<EventRow>, Error> {
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, id).await?;
        Ok(store::api::lifecycle::list(&mut tx, &api.tenant, &api.id).await?)
    }

    pub(super) async fn note_lifecycle(
        &self,
        tx: &mut Tx,
        tenant: &str,
        user: &str,
        api_id: &str,
        previous: Option<State>,
        post: State,
    ) -> Result<(), Error> {
        let event = EventRow {
            id: self.ambient().id(),
            tenant: tenant.to_owned(),
            api_id: api_id.to_owned(),
            previous: previous.map(|s| s.as_str().to_owned()),
            post: post.as_str().to_owned(),
            user: user.to_owned(),
            at: self.ambient().now().0,
        };
        store::api::lifecycle::insert(tx, &event).await?;
        Ok(())
    }
}

/// Publishing needs somewhere to send requests and something to subscribe to.
pub(super) fn publishable(api: &ApiRow) -> Result<(), Error> {
    let c = &api.configuration;
    let advertised = c.advertise_info.as_ref().is_some_and(|a| a["advertised"] == true);
    if advertised {
        return Ok(());
    }
    let failed = |code, what: &str| {
        let message = format!(
            "Failed to publish service to API store. No {what} selected for API with UUID {}",
            api.id
        );
        Err(Error::refused(code, message))
    };
    if c.policies.is_empty() {
        return failed(code::NO_PLANS, "Tiers");
    }
    // The members of a product have theirs.
    if !c.is_product() && !endpoint::is_present(c) {
        return failed(code::NO_ENDPOINT, "endpoint");
    }
    Ok(())
}

fn is_older(other: &ApiRow, api: &ApiRow) -> bool {
    (other.created_at, &other.id) < (api.created_at, &api.id)
}

async fn lifecycle_state(tx: &mut Tx, api: &ApiRow) -> Result<LifecycleState, Error> {
    let mut check_items = Vec::new();
    if matches!(api.state, State::Created | State::Prototyped) {
        let versions = store::api::versions(tx, &api.tenant, &api.configuration.name).await?;
        if versions.iter().any(|v| is_older(v, api)) {
            check_items.push(CheckItem { name: DEPRECATE_OLD, value: false });
        }
        check_items.push(CheckItem { name: RESUBSCRIBE, value: false });
    }
    let waits = approve::state_waits(tx, api).await?;
    Ok(LifecycleState { state: api.state, check_items, transitions: api.state.transitions(), waits })
}
