//! `/apis/{apiId}/revisions`: snapshots, and deploying them.

mod cancel;
pub(in crate::publisher) mod create;
mod delete;
pub(in crate::publisher) mod deploy;
mod get;
pub(in crate::publisher) mod list;
mod restore;
pub(in crate::publisher) mod undeploy;

use control::Control;
use control::revision::Revision;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::deployments::DeploymentDto;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, delete::delete))
        .routes(routes!(deploy::deploy))
        .routes(routes!(undeploy::undeploy))
        .routes(routes!(restore::restore))
        .routes(routes!(cancel::cancel))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APIRevision)]
pub struct RevisionDto {
    /// Such as `Revision 1`.
    display_name: String,
    id: String,
    description: String,
    created_time: String,
    api_info: RevisionOf,
    deployment_info: Vec<DeploymentDto>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = APIRevisionAPIInfo)]
struct RevisionOf {
    /// The API's id.
    id: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = APIRevisionList)]
pub struct RevisionList {
    count: usize,
    list: Vec<RevisionDto>,
}

/// Which revision an operation is about.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct WhichRevision {
    pub revision_id: Option<String>,
}

impl From<Revision> for RevisionDto {
    fn from(revision: Revision) -> Self {
        Self {
            display_name: format!("Revision {}", revision.number),
            id: revision.id,
            description: revision.description,
            created_time: revision.created_at.rfc3339(),
            api_info: RevisionOf { id: revision.api_id },
            deployment_info: revision.deployments.into_iter().map(DeploymentDto::from).collect(),
        }
    }
}

impl From<Vec<Revision>> for RevisionList {
    fn from(all: Vec<Revision>) -> Self {
        Self { count: all.len(), list: all.into_iter().map(RevisionDto::from).collect() }
    }
}
