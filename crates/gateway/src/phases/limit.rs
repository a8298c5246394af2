//! Quotas: names the counters a call is charged to, in order, and asks the core's limiter.

use std::net::IpAddr;

use http::HeaderMap;
use model::application::KeyType;
use model::policy::{SUBSCRIPTIONLESS, UNAUTHENTICATED};

use super::authenticate::Identity;
use crate::limit::{Admit, Charge, Permit, Refusal, Usage};
use crate::refusal::{Cause, Limited};
use crate::table::conditions;
use crate::table::identity::Subscription;
use crate::table::quotas::Counter;
use crate::table::{Api, Operation, Table};
use crate::token::Kind;
use crate::worker::Worker;

/// Counters a call can be charged to at most: API or operation, plan and its burst, application and its burst, back
/// end.
const MOST: usize = 6;

/// What the counters of a call depend on.
pub struct Call<'c> {
    pub table: &'c Table,
    pub api: &'c Api,
    pub operation: &'c Operation,
    pub identity: Option<&'c Identity>,
    pub subscription: Option<&'c Subscription>,
    pub client: IpAddr,
    pub headers: &'c HeaderMap,
    pub query: Option<&'c str>,
    /// Bytes of the request's body, as far as they are announced.
    pub announced: u64,
}

/// Charges the call; `None` when nothing limits it.
pub async fn admit(worker: &Worker, call: &Call<'_>) -> Result<Option<Permit>, Cause> {
    let plan = plan(call);
    let mut charges = Charges::default();
    let advanced = call.api.quota.as_ref().or(call.operation.quota.as_ref());
    if let Some(advanced) = advanced {
        let claims = call.identity.map(|i| &*i.token.payload);
        let seen = conditions::Call { client: call.client, headers: call.headers, query: call.query, claims };
        charges.push(advanced.counter(&seen));
    }
    let [quota, burst] = call.subscription.map_or(&plan, |s| &s.counters);
    charges.push(quota.as_ref());
    charges.push(burst.as_ref());
    if let Some(identity) = call.identity {
        let [quota, burst] = &identity.caller.counters;
        charges.push(quota.as_ref());
        charges.push(burst.as_ref());
    }
    let sandbox = call.identity.is_some_and(|i| i.caller.key_type == KeyType::Sandbox);
    charges.push(if sandbox { &call.api.sandbox_rate } else { &call.api.production_rate }.as_ref());
    let Some(charges) = charges.list() else { return Ok(None) };
    match worker.limiter.admit(charges, Usage::bytes(call.announced)) {
        Admit::Granted(permit) => Ok(Some(permit)),
        Admit::Refused(refusal) => Err(told(&refusal)),
        Admit::Wait(waiting) => waiting.await.map(Some).map_err(|refusal| told(&refusal)),
    }
}

/// Counters of a call without subscription: those of the plan for callers of APIs that need none, or for callers
/// without credentials, who are told apart by address.
fn plan(call: &Call<'_>) -> [Option<Counter>; 2] {
    let (tenant, api) = (&call.api.tenant, &call.api.id);
    match call.identity {
        _ if call.subscription.is_some() => [None, None],
        None => call.table.quotas.subscription(tenant, UNAUTHENTICATED, &call.client.to_string(), api),
        Some(identity) if matches!(identity.token.kind, Kind::TestKey(_)) => [None, None],
        Some(identity) => {
            let application =
                identity.caller.application.as_ref().map_or(&*identity.token.client, |a| &*a.id);
            call.table.quotas.subscription(tenant, SUBSCRIPTIONLESS, application, api)
        }
    }
}

fn told(refusal: &Refusal) -> Cause {
    Cause::Limited(Box::new(Limited {
        status: refusal.status(),
        code: refusal.code(),
        message: refusal.message(),
        description: refusal.description(),
        next_access_time: refusal.next_access_time(),
        retry_after: refusal.retry_after(),
        rate_limit: refusal.standing.rate_limit(),
        rate_limit_policy: refusal.standing.rate_limit_policy(),
    }))
}

/// A short list on the stack.
#[derive(Default)]
struct Charges<'c> {
    list: Option<[Charge<'c>; MOST]>,
    len: usize,
}

impl<'c> Charges<'c> {
    fn push(&mut self, counter: Option<&'c Counter>) {
        let Some(charge) = counter.map(Counter::charge) else { return };
        self.list.get_or_insert([charge; MOST])[self.len] = charge;
        self.len += 1;
    }

    fn list(&self) -> Option<&[Charge<'c>]> {
        self.list.as_ref().map(|list| &list[..self.len])
    }
}
