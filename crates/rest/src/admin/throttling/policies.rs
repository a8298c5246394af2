//! `/throttling/policies`: one file per kind of policy, search, export and import.

mod advanced;
mod application;
mod custom;
mod export;
mod import;
mod search;
mod subscription;

use control::Control;
use control::policy::Policy;
use model::policy::PolicyLevel;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(application::list, application::create))
        .routes(routes!(application::get, application::update, application::delete))
        .routes(routes!(subscription::list, subscription::create))
        .routes(routes!(subscription::get, subscription::update, subscription::delete))
        .routes(routes!(advanced::list, advanced::create))
        .routes(routes!(advanced::get, advanced::update, advanced::delete))
        .routes(routes!(custom::list, custom::create))
        .routes(routes!(custom::get, custom::update, custom::delete))
        .routes(routes!(search::search))
        .routes(routes!(export::export))
        .routes(routes!(import::import))
}

/// A list of policies; they are few, so never paged.
#[derive(Debug, Serialize, ToSchema)]
pub struct Policies<T> {
    count: usize,
    list: Vec<T>,
}

impl<T: for<'a> From<&'a Policy>> Policies<T> {
    fn of(policies: &[Policy]) -> Self {
        let list: Vec<T> = policies.iter().map(T::from).collect();
        Self { count: list.len(), list }
    }
}

/// A policy in the shape of its own level.
fn document(policy: &Policy) -> Result<Value, Error> {
    let value = match policy.level {
        PolicyLevel::Application => {
            serde_json::to_value(application::ApplicationThrottlePolicy::from(policy))
        }
        PolicyLevel::Subscription => {
            serde_json::to_value(subscription::SubscriptionThrottlePolicy::from(policy))
        }
        PolicyLevel::Advanced => serde_json::to_value(advanced::AdvancedThrottlePolicy::from(policy)),
        PolicyLevel::Custom => serde_json::to_value(custom::CustomRule::from(policy)),
    };
    value.map_err(|_| Error::internal("a policy cannot be written as JSON"))
}

/// The short name of a level in searches and exports.
const fn short_name(level: PolicyLevel) -> &'static str {
    match level {
        PolicyLevel::Application => "app",
        PolicyLevel::Subscription => "sub",
        PolicyLevel::Advanced => "api",
        PolicyLevel::Custom => "global",
    }
}

const LEVELS: [PolicyLevel; 4] =
    [PolicyLevel::Subscription, PolicyLevel::Application, PolicyLevel::Advanced, PolicyLevel::Custom];

/// The level behind a short name, or WSO2's long one.
fn level_named(name: &str) -> Option<PolicyLevel> {
    LEVELS.into_iter().find(|l| short_name(*l) == name || l.as_str() == name)
}
