//! A developer subscribes an application to an API.

use model::application::SubscriptionState;
use model::policy::PolicyLevel;
use model::workflow::Kind;
use store::api::ApiRow;
use store::subscription::Selection;
use store::{StoreError, Tx};

use super::{ALREADY_EXISTS, ListedSubscription, Subscription, announce, check_plan_of_api};
use crate::application::{Application, owned};
use crate::catalogue::{Viewer, visible};
use crate::error::Error;
use crate::{Caller, Control, workflow};

/// Subscriptions that one request may ask for.
const AT_ONCE: usize = 100;

/// What a developer wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub application_id: String,
    pub api_id: String,
    pub plan: String,
}

impl Control {
    pub async fn subscribe(&self, caller: &Caller, wish: &Wish) -> Result<ListedSubscription, Error> {
        let mut tx = self.begin().await?;
        let done = self.subscribe_in(&mut tx, caller, wish).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// All of them, or none and why.
    pub async fn subscribe_all(
        &self,
        caller: &Caller,
        wishes: &[Wish],
    ) -> Result<Vec<ListedSubscription>, Error> {
        if wishes.len() > AT_ONCE {
            return Err(Error::invalid("body", format!("must have at most {AT_ONCE} subscriptions")));
        }
        let mut tx = self.begin().await?;
        let mut done = Vec::with_capacity(wishes.len());
        for wish in wishes {
            done.push(self.subscribe_in(&mut tx, caller, wish).await?);
        }
        tx.commit().await?;
        Ok(done)
    }

    pub(crate) async fn subscribe_in(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        wish: &Wish,
    ) -> Result<ListedSubscription, Error> {
        let tenant = caller.tenant();
        let application = owned(tx, caller, &wish.application_id).await?;
        application.ensure_usable()?;
        let api = visible(tx, &Viewer::of(caller), &wish.api_id).await?;
        if !api.state.open_to_subscription() {
            let state = api.state.as_str();
            return Err(Error::forbidden(format!(
                "Subscriptions are not allowed on APIs in the state {state}"
            )));
        }
        check_plan(tx, caller, &api, &wish.plan).await?;
        self.forget_rejected(tx, caller, &application.id, &api.id).await?;
        let waits = workflow::needed(tx, tenant, Kind::SubscriptionCreation).await?;
        let now = self.ambient().now().0;
        let subscription = Subscription {
            id: self.ambient().id(),
            application_id: application.id.clone(),
            api_id: api.id.clone(),
            plan: wish.plan.clone(),
            requested_plan: wish.plan.clone(),
            state: if waits { SubscriptionState::OnHold } else { SubscriptionState::Unblocked },
            created_at: now,
            updated_at: now,
        };
        store::subscription::insert(tx, &subscription.to_row(tenant)).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => already_exists(&api, &application),
            other => other.into(),
        })?;
        announce(self, tx, tenant, &subscription).await?;
        if waits {
            let asked = (&subscription, SubscriptionState::OnHold);
            let kind = Kind::SubscriptionCreation;
            self.ask_for_subscription(tx, caller, kind, asked, &application, Some(&api)).await?;
        }
        Ok(ListedSubscription { subscription, application, api: Some(api) })
    }

    /// Whoever was rejected may ask again.
    async fn forget_rejected(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        application_id: &str,
        api_id: &str,
    ) -> Result<(), Error> {
        let tenant = caller.tenant();
        let which = Selection { application_id: Some(application_id), api_id: Some(api_id), owner: None };
        for row in store::subscription::all(tx, tenant.as_str(), which).await? {
            if row.state == SubscriptionState::Rejected.as_str() {
                self.delete_subscription(tx, tenant, &row.id).await?;
            }
        }
        Ok(())
    }
}

fn already_exists(api: &ApiRow, application: &Application) -> Error {
    let (api, version) = (&api.configuration.name, &api.configuration.version);
    let message =
        format!("Subscription already exists for API {api}-{version} in application {}", application.name);
    Error::conflict(ALREADY_EXISTS, message)
}

/// The plan must be one of the API's, and open to the caller's roles.
pub(super) async fn check_plan(tx: &mut Tx, caller: &Caller, api: &ApiRow, plan: &str) -> Result<(), Error> {
    check_plan_of_api(api, plan, "throttlingPolicy")?;
    let found = crate::policy::get(tx, caller.tenant(), PolicyLevel::Subscription, plan).await?;
    let found =
        found.ok_or_else(|| Error::refused(crate::policy::INVALID_TIER, "The tier name is invalid."))?;
    if found.permits(&caller.roles) {
        return Ok(());
    }
    Err(Error::forbidden(format!("The plan {plan} is not open to your roles")))
}
