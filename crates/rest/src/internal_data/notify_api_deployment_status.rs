//! `POST /notify-api-deployment-status`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::revision::{Report, Reported};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// Acknowledgements in one request.
const MOST: usize = 1_000;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(notify))
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = GatewayDeploymentStatusAcknowledgmentList)]
struct Acknowledgements {
    #[expect(dead_code, reason = "of the contract; the list is what counts")]
    #[serde(default)]
    count: Option<u64>,
    /// 1 to 1000.
    list: Vec<Acknowledgement>,
}

/// What became of an API on one gateway.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GatewayDeploymentStatusAcknowledgment)]
struct Acknowledgement {
    /// The node's name; it must be present on the event hub.
    gateway_id: String,
    api_id: String,
    tenant_domain: String,
    deployment_status: DeploymentStatus,
    /// Milliseconds since the epoch.
    #[expect(dead_code, reason = "of the contract; clocks of gateways order nothing")]
    time_stamp: u64,
    /// `DEPLOY` when absent.
    #[serde(default)]
    action: Option<Action>,
    /// What is deployed, when absent.
    #[serde(default)]
    revision_id: Option<String>,
    #[serde(default)]
    error_code: Option<u64>,
    #[serde(default)]
    error_message: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum DeploymentStatus {
    Success,
    Failure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Action {
    Deploy,
    Undeploy,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeploymentAcknowledgmentResponse)]
struct Acknowledged {
    /// `RECEIVED`, or `DROPPED` when none of them was of use.
    status: &'static str,
}

impl Acknowledgement {
    fn report(self) -> Report {
        let failure = (self.deployment_status == DeploymentStatus::Failure).then(|| {
            let said = self.error_message.filter(|m| !m.is_empty());
            let said = said.unwrap_or_else(|| "the gateway gave no reason".to_owned());
            self.error_code.map_or_else(|| said.clone(), |code| format!("{code}: {said}"))
        });
        Report {
            gateway: self.gateway_id,
            api_id: self.api_id,
            tenant: self.tenant_domain,
            revision_id: self.revision_id.filter(|id| !id.is_empty()),
            deployed: self.action != Some(Action::Undeploy),
            failure,
        }
    }
}

/// Takes note of what gateways say about deployments of the caller's tenant; the publisher shows it.
#[utoipa::path(
    post, path = "/notify-api-deployment-status", tag = "Gateway monitoring",
    operation_id = "notify_api_deployment_status",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    request_body = Acknowledgements, responses((status = 200, body = Acknowledged)),
)]
async fn notify(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<Acknowledgements>,
) -> Result<Json<Acknowledged>, Error> {
    if body.list.is_empty() || body.list.len() > MOST {
        return Err(Error::invalid("list", format!("must have 1 to {MOST} acknowledgements")));
    }
    let reports = body.list.into_iter().map(Acknowledgement::report).collect();
    let status = match control.note_reports(&caller, reports).await? {
        Reported::Received => "RECEIVED",
        Reported::Dropped => "DROPPED",
    };
    Ok(Json(Acknowledged { status }))
}
