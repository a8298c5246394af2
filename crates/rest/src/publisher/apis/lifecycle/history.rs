//! `GET /apis/{apiId}/lifecycle-history`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::api::LifecycleEvent;
use model::Timestamp;
use model::lifecycle::State as Stage;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LifecycleHistory)]
pub struct History {
    count: usize,
    list: Vec<HistoryItem>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LifecycleHistoryItem)]
struct HistoryItem {
    /// Absent for the creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_state: Option<&'static str>,
    post_state: &'static str,
    user: String,
    updated_time: String,
}

impl From<LifecycleEvent> for HistoryItem {
    fn from(event: LifecycleEvent) -> Self {
        let title = |name: &str| Stage::parse(name).map_or("Created", Stage::title);
        Self {
            previous_state: event.previous.as_deref().map(title),
            post_state: title(&event.post),
            user: event.user,
            updated_time: Timestamp(event.at).rfc3339(),
        }
    }
}

impl From<Vec<LifecycleEvent>> for History {
    fn from(all: Vec<LifecycleEvent>) -> Self {
        Self { count: all.len(), list: all.into_iter().map(HistoryItem::from).collect() }
    }
}

/// What happened in an API's life, oldest first.
#[utoipa::path(
    get, path = "/apis/{apiId}/lifecycle-history", tag = "API Lifecycle", operation_id = "getAPILifecycleHistory",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_publish", "apim:api_manage"])),
    params(("apiId" = String, Path)),
    responses((status = 200, body = History)),
)]
pub async fn history(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<History>, Error> {
    Ok(Json(control.lifecycle_history(&caller, &id).await?.into()))
}
