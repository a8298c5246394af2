//! `/subscriptions`: who uses the tenant's APIs, as their publishers see it.

mod block;
mod change_business_plan;
mod list;
mod subscriber_info;
mod unblock;

use control::Control;
use control::subscription::SubscribedApplication;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(block::block))
        .routes(routes!(unblock::unblock))
        .routes(routes!(change_business_plan::change_business_plan))
        .routes(routes!(subscriber_info::get))
}

/// Which subscription.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Which {
    subscription_id: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Subscription)]
struct SubscriptionDto {
    subscription_id: String,
    application_info: Subscribed,
    /// Name of the plan.
    throttling_policy: String,
    subscription_status: String,
}

/// The application that subscribed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApplicationInfo)]
struct Subscribed {
    application_id: String,
    name: String,
    /// Its owner.
    subscriber: String,
    description: String,
}

impl From<SubscribedApplication> for SubscriptionDto {
    fn from(s: SubscribedApplication) -> Self {
        Self {
            subscription_id: s.subscription.id,
            application_info: Subscribed {
                application_id: s.application.id,
                name: s.application.name,
                subscriber: s.application.owner.to_string(),
                description: s.application.details.description,
            },
            throttling_policy: s.subscription.plan,
            subscription_status: s.subscription.state.as_str().to_owned(),
        }
    }
}
