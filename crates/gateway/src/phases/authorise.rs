//! Whether the caller may: subscription and scopes.

use model::application::{KeyType, SubscriptionState};

use crate::refusal::Cause;
use crate::table::identity::Subscription;
use crate::table::{Api, Operation, Table};
use crate::token::{Caller, Kind, Token};

/// The subscription the call is made under; `None` where the API needs none.
pub fn subscription<'t>(
    table: &'t Table,
    api: &Api,
    token: &Token,
    caller: &Caller,
) -> Result<Option<&'t Subscription>, Cause> {
    if let Kind::TestKey(_) = token.kind {
        return Ok(None);
    }
    let found = caller.application.as_ref().and_then(|a| table.identity.subscription(a.number, api.number));
    let Some(subscription) = found else {
        return if api.subscriptionless { Ok(None) } else { Err(Cause::NotSubscribed) };
    };
    match subscription.state {
        SubscriptionState::Unblocked
        | SubscriptionState::TierUpdatePending
        | SubscriptionState::DeletePending => Ok(Some(subscription)),
        SubscriptionState::ProdOnlyBlocked if caller.key_type == KeyType::Sandbox => Ok(Some(subscription)),
        SubscriptionState::Blocked | SubscriptionState::ProdOnlyBlocked => Err(Cause::SubscriptionBlocked),
        SubscriptionState::OnHold | SubscriptionState::Rejected => Err(Cause::SubscriptionInactive),
    }
}

/// The token has one of the operation's scopes; keys have none and need none.
pub fn scope(operation: &Operation, token: &Token) -> Result<(), Cause> {
    if !matches!(token.kind, Kind::Access)
        || operation.scopes.is_empty()
        || operation.scopes.iter().any(|s| token.scopes.contains(s))
    {
        Ok(())
    } else {
        Err(Cause::ScopeMissing)
    }
}
