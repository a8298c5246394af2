//! `GET /linter-custom-rules`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde_json::Value;

use crate::error::Error;
use crate::extract::CallerExtractor;

/// The rules by which the portal judges definitions, from the tenant's configuration; empty when it has none.
#[utoipa::path(
    get, path = "/linter-custom-rules", tag = "Linter Custom Rules", operation_id = "getLinterCustomRules",
    security(("OAuth2Security" = ["apim:api_view"])),
    responses((status = 200, body = Object)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<Value>, Error> {
    let mut config = control.tenant_config(caller.tenant()).await?;
    let rules = config["LinterCustomRules"].take();
    Ok(Json(if rules.is_object() { rules } else { Value::Object(serde_json::Map::new()) }))
}
