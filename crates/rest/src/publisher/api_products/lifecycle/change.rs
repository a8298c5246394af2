//! `POST /api-products/change-lifecycle`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::api::Checklist;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::publisher::apis::lifecycle::change::Changed;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Change {
    api_product_id: String,
    /// A transition's `event`, such as `Publish`.
    action: String,
    /// `<item>:true,<item>:false` with the names of the state's check items.
    #[serde(default)]
    lifecycle_checklist: String,
}

/// Takes a product to its next state.
#[utoipa::path(
    post, path = "/api-products/change-lifecycle", tag = "API Product Lifecycle", operation_id = "changeAPIProductLifecycle",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage", "apim:api_product_import_export"])),
    params(Change),
    responses((status = 200, body = Changed)),
)]
pub async fn change(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(change): Query<Change>,
) -> Result<Json<Changed>, Error> {
    let id = &change.api_product_id;
    control.ensure_product(&caller, id).await?;
    let checklist = Checklist::parse(&change.lifecycle_checklist)?;
    let state = control.change_lifecycle(&caller, id, &change.action, checklist).await?;
    Ok(Json(state.into()))
}
