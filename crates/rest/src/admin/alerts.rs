//! `/alert-types` and `/alert-subscriptions`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::alert::{AlertWish, KINDS};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{self, CallerExtractor};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(types)).routes(routes!(get, put, delete))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
struct AlertType {
    id: String,
    #[serde(default)]
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct AlertTypesList {
    count: usize,
    alerts: Vec<AlertType>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AlertsSubscription {
    /// Of `/alert-types`; the ids count.
    alerts: Vec<AlertType>,
    /// E-mail addresses, up to 20.
    email_list: Vec<String>,
}

impl AlertType {
    fn of((id, name): (u8, &str)) -> Self {
        Self { id: id.to_string(), name: name.to_owned() }
    }
}

impl From<AlertWish> for AlertsSubscription {
    fn from(wish: AlertWish) -> Self {
        let wanted = KINDS.into_iter().filter(|(id, _)| wish.kinds.contains(id));
        Self { alerts: wanted.map(AlertType::of).collect(), email_list: wish.mails }
    }
}

impl AlertsSubscription {
    fn wish(self) -> Result<AlertWish, Error> {
        let mut kinds = Vec::new();
        for (i, alert) in self.alerts.iter().enumerate() {
            let known = KINDS.into_iter().find(|(id, _)| id.to_string() == alert.id);
            let (id, _) =
                known.ok_or_else(|| Error::invalid(format!("alerts[{i}].id"), "is no alert type"))?;
            if !kinds.contains(&id) {
                kinds.push(id);
            }
        }
        Ok(AlertWish { kinds, mails: self.email_list })
    }
}

/// What there may be alerts about. None is sent yet.
#[utoipa::path(
    get, path = "/alert-types", tag = "Alerts", operation_id = "getAdminAlertTypes",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_alert_manage"])),
    responses((status = 200, body = AlertTypesList)),
)]
async fn types(_: CallerExtractor) -> Json<AlertTypesList> {
    Json(AlertTypesList { count: KINDS.len(), alerts: KINDS.into_iter().map(AlertType::of).collect() })
}

/// What the caller wants to be told of.
#[utoipa::path(
    get, path = "/alert-subscriptions", tag = "Alerts", operation_id = "getSubscribedAlertTypes",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_alert_manage"])),
    responses((status = 200, body = AlertsSubscription)),
)]
async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<AlertsSubscription>, Error> {
    Ok(Json(control.alert_wish(&caller).await?.into()))
}

/// Keeps what the caller wants to be told of, in place of what it was.
#[utoipa::path(
    put, path = "/alert-subscriptions", tag = "Alerts", operation_id = "subscribeToAlerts",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_alert_manage"])),
    request_body = AlertsSubscription, responses((status = 200, body = AlertsSubscription)),
)]
async fn put(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<AlertsSubscription>,
) -> Result<Json<AlertsSubscription>, Error> {
    Ok(Json(control.wish_for_alerts(&caller, body.wish()?).await?.into()))
}

#[utoipa::path(
    delete, path = "/alert-subscriptions", tag = "Alerts", operation_id = "unsubscribeAllAlerts",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_alert_manage"])),
    responses((status = 200)),
)]
async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<(), Error> {
    Ok(control.wish_for_no_alerts(&caller).await?)
}
