//! Which back end: the side by the key's type, then one of its URLs.

use std::time::Duration;

use model::application::KeyType;
use model::catalog::EndpointMode;

use crate::refusal::Cause;
use crate::table::api::BackEnds;
use crate::table::endpoints::{Endpoints, Target};
use crate::worker::Worker;

/// The side for a key; a call without a key takes production where there is one.
pub fn side(back_ends: &BackEnds, key_type: Option<KeyType>) -> Result<&Endpoints, Cause> {
    match key_type {
        Some(KeyType::Production) => {
            back_ends.production.as_ref().ok_or(Cause::NoEndpoint("The API has no production endpoint"))
        }
        Some(KeyType::Sandbox) => {
            back_ends.sandbox.as_ref().ok_or(Cause::NoEndpoint("The API has no sandbox endpoint"))
        }
        None => back_ends
            .production
            .as_ref()
            .or(back_ends.sandbox.as_ref())
            .ok_or(Cause::NoEndpoint("The API has no production endpoint")),
    }
}

/// The order in which the targets are tried. Those that could not be connected to lately come last.
pub fn order<'e>(
    worker: &Worker,
    endpoints: &'e Endpoints,
    now: Duration,
) -> impl Iterator<Item = &'e Target> {
    let targets = &endpoints.targets;
    let (first, several) = match endpoints.mode {
        _ if targets.len() == 1 => (0, false),
        EndpointMode::Single => (0, false),
        EndpointMode::RoundRobin => (worker.next_turn() % targets.len(), true),
        EndpointMode::Failover => (0, true),
    };
    let ejected = move |t: &Target| several && worker.pool.of(&t.origin).ejected(now);
    let take = if several { targets.len() } else { 1 };
    let turn = move |at: usize| &targets[(first + at) % targets.len()];
    let good: Vec<&Target> =
        if several { (0..take).map(turn).filter(|t| !ejected(t)).collect() } else { Vec::new() };
    let bad: Vec<&Target> =
        if several { (0..take).map(turn).filter(|t| ejected(t)).collect() } else { Vec::new() };
    (!several).then(|| &targets[0]).into_iter().chain(good).chain(bad)
}
