//! The life cycle: `/apis/change-lifecycle`, `/apis/{apiId}/lifecycle-state`, `/apis/{apiId}/lifecycle-history`.

pub(in crate::publisher) mod change;
pub(in crate::publisher) mod history;
mod pending_tasks;
mod state;

use control::Control;
use control::api::LifecycleState;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(change::change))
        .routes(routes!(state::state))
        .routes(routes!(history::history))
        .routes(routes!(pending_tasks::delete))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LifecycleState)]
pub struct StateDto {
    /// Such as `Published`.
    state: &'static str,
    check_items: Vec<CheckItemDto>,
    available_transitions: Vec<TransitionDto>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CheckItemDto {
    name: &'static str,
    value: bool,
    required_states: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TransitionDto {
    /// What to give as `action`.
    event: &'static str,
    target_state: &'static str,
}

impl From<LifecycleState> for StateDto {
    fn from(at: LifecycleState) -> Self {
        let item = |i: control::api::CheckItem| CheckItemDto {
            name: i.name,
            value: i.value,
            required_states: Vec::new(),
        };
        let transition =
            |t: &model::lifecycle::Transition| TransitionDto { event: t.action, target_state: t.to.title() };
        Self {
            state: at.state.title(),
            check_items: at.check_items.into_iter().map(item).collect(),
            available_transitions: at.transitions.iter().map(transition).collect(),
        }
    }
}
