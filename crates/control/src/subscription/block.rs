//! A publisher stops a subscription, and lets it go on.

use model::application::SubscriptionState;

use super::{Subscription, get, save};
use crate::error::Error;
use crate::{Caller, Control};

/// What is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockState {
    /// Production and sandbox keys.
    Blocked,
    /// Production keys only.
    ProdOnlyBlocked,
}

impl BlockState {
    pub fn parse(s: &str) -> Option<Self> {
        match s {
            "BLOCKED" => Some(Self::Blocked),
            "PROD_ONLY_BLOCKED" => Some(Self::ProdOnlyBlocked),
            _ => None,
        }
    }
}

impl Control {
    pub async fn block_subscription(
        &self,
        caller: &Caller,
        id: &str,
        how: BlockState,
    ) -> Result<Subscription, Error> {
        let state = match how {
            BlockState::Blocked => SubscriptionState::Blocked,
            BlockState::ProdOnlyBlocked => SubscriptionState::ProdOnlyBlocked,
        };
        self.set_subscription_state(caller, id, state).await
    }

    pub async fn unblock_subscription(&self, caller: &Caller, id: &str) -> Result<Subscription, Error> {
        self.set_subscription_state(caller, id, SubscriptionState::Unblocked).await
    }

    async fn set_subscription_state(
        &self,
        caller: &Caller,
        id: &str,
        state: SubscriptionState,
    ) -> Result<Subscription, Error> {
        let mut tx = self.begin().await?;
        let mut subscription = get(&mut tx, caller.tenant(), id).await?;
        super::publisher::check_may_work(&mut tx, caller, &subscription.api_id).await?;
        super::publisher::ensure_decided(&subscription)?;
        subscription.state = state;
        save(self, &mut tx, caller.tenant(), &mut subscription).await?;
        tx.commit().await?;
        Ok(subscription)
    }
}
