//! `/subscriptions`: which application may use which API.

mod create;
mod create_multiple;
mod delete;
mod get;
mod list;
mod update;

use control::Control;
use control::subscription::{ListedSubscription, Wish};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::apis::ApiInfo;
use super::applications::ApplicationInfo;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(create_multiple::create_multiple))
        .routes(routes!(get::get, update::update, delete::delete))
}

/// A subscription as a developer sends it. What only the server sets is passed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SubscriptionRequest)]
struct SubscriptionBody {
    application_id: String,
    api_id: String,
    /// Name of a plan of the API.
    throttling_policy: String,
    /// When a plan is changed: the one wanted, if `throttlingPolicy` is still the present one.
    #[serde(default)]
    requested_throttling_policy: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Subscription)]
struct SubscriptionDto {
    subscription_id: String,
    application_id: String,
    api_id: String,
    /// Absent when the API is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    api_info: Option<ApiInfo>,
    application_info: ApplicationInfo,
    throttling_policy: String,
    requested_throttling_policy: String,
    status: String,
}

impl SubscriptionBody {
    fn wish(self) -> Wish {
        Wish { application_id: self.application_id, api_id: self.api_id, plan: self.throttling_policy }
    }

    fn change(mut self) -> Wish {
        if let Some(requested) = self.requested_throttling_policy.take().filter(|r| !r.is_empty()) {
            self.throttling_policy = requested;
        }
        self.wish()
    }
}

impl From<ListedSubscription> for SubscriptionDto {
    fn from(listed: ListedSubscription) -> Self {
        let s = listed.subscription;
        Self {
            subscription_id: s.id,
            application_id: s.application_id,
            api_id: s.api_id,
            api_info: listed.api.as_ref().map(ApiInfo::from),
            application_info: ApplicationInfo::new(listed.application, None),
            throttling_policy: s.plan,
            requested_throttling_policy: s.requested_plan,
            status: s.state.as_str().to_owned(),
        }
    }
}
