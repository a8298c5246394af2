//! `/apis/{apiId}/deployments`: where an API is, and how it stands there.

pub(in crate::publisher) mod list;
mod update;

use control::Control;
use control::revision::{Deployment, Target};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(update::update))
}

/// A revision in an environment. The counts are of the gateways present there now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APIRevisionDeployment)]
pub struct DeploymentDto {
    revision_uuid: String,
    /// The environment.
    name: String,
    /// `CREATED` while it waits for approval, and is not served.
    status: &'static str,
    vhost: String,
    display_on_devportal: bool,
    deployed_time: String,
    /// When the last gateway began to serve it; absent until all do.
    #[serde(skip_serializing_if = "Option::is_none")]
    success_deployed_time: Option<String>,
    live_gateway_count: usize,
    deployed_gateway_count: usize,
    failed_gateway_count: usize,
    /// Why, for each gateway that could not serve it.
    failures: Vec<FailureDto>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeploymentFailure)]
struct FailureDto {
    gateway: String,
    reason: String,
}

impl From<Deployment> for DeploymentDto {
    fn from(deployment: Deployment) -> Self {
        let standing = deployment.standing;
        Self {
            revision_uuid: deployment.revision_id,
            name: deployment.environment,
            status: if deployment.waits { "CREATED" } else { "APPROVED" },
            vhost: deployment.vhost,
            display_on_devportal: deployment.display_on_devportal,
            deployed_time: deployment.deployed_at.rfc3339(),
            success_deployed_time: standing.complete_at.map(model::Timestamp::rfc3339),
            live_gateway_count: standing.live,
            deployed_gateway_count: standing.deployed,
            failed_gateway_count: standing.failed.len(),
            failures: standing
                .failed
                .into_iter()
                .map(|(gateway, reason)| FailureDto { gateway, reason })
                .collect(),
        }
    }
}

/// Where to deploy.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
#[schema(as = APIRevisionDeploymentRequest)]
pub struct DeploymentBody {
    pub revision_uuid: Option<String>,
    /// The environment.
    #[schema(required)]
    pub name: Option<String>,
    /// The environment's first when absent.
    vhost: Option<String>,
    /// True when absent.
    display_on_devportal: Option<bool>,
}

impl DeploymentBody {
    pub fn target(self) -> Result<Target, Error> {
        let name = self.name.filter(|n| !n.is_empty());
        Ok(Target {
            environment: name.ok_or_else(|| Error::invalid("name", "must name an environment"))?,
            vhost: self.vhost,
            display_on_devportal: self.display_on_devportal.unwrap_or(true),
        })
    }
}
