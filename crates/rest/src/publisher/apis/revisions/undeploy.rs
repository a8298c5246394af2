//! `POST /apis/{apiId}/undeploy-revision`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control::Control;
use control::revision::Which;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::Error;
use crate::extract::{CallerExtractor, OptionalJson, Path, Query};
use crate::publisher::apis::deployments::{DeploymentBody, DeploymentDto};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Asked {
    revision_id: Option<String>,
    /// Instead of the id.
    revision_number: Option<String>,
    /// Everywhere, whatever the body names.
    all_environments: bool,
}

impl Asked {
    /// Which revision, and the environments; none: all.
    pub fn of(self, body: Vec<DeploymentBody>) -> Result<(Which, Option<Vec<String>>), Error> {
        let everywhere = self.all_environments;
        let which = self.which()?;
        let targets = body.into_iter().map(DeploymentBody::target);
        let names = targets.map(|t| t.map(|t| t.environment)).collect::<Result<Vec<_>, _>>()?;
        if names.is_empty() && !everywhere {
            return Err(Error::invalid("body", "must name environments, or allEnvironments be true"));
        }
        Ok((which, (!everywhere).then_some(names)))
    }

    fn which(self) -> Result<Which, Error> {
        match (self.revision_id.filter(|id| !id.is_empty()), self.revision_number) {
            (Some(id), _) => Ok(Which::Id(id)),
            (None, Some(number)) => number
                .trim()
                .parse()
                .map(Which::Number)
                .map_err(|_| Error::invalid("revisionNumber", "must be a number such as 1")),
            (None, None) if self.all_environments => Ok(Which::Whatever),
            (None, None) => Err(Error::invalid("revisionId", "or revisionNumber is required")),
        }
    }
}

/// Takes a revision out of environments.
#[utoipa::path(
    post, path = "/apis/{apiId}/undeploy-revision", tag = "API Revisions", operation_id = "undeployAPIRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:api_publish", "apim:api_import_export"])),
    params(("apiId" = String, Path), Asked),
    request_body = Option<Vec<DeploymentBody>>,
    responses((status = 201, body = Vec<DeploymentDto>)),
)]
pub async fn undeploy(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    OptionalJson(body): OptionalJson<Vec<DeploymentBody>>,
) -> Result<(StatusCode, Json<Vec<DeploymentDto>>), Error> {
    let (which, environments) = asked.of(body.unwrap_or_default())?;
    let ended = control.undeploy_revision(&caller, &id, &which, environments.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(ended.into_iter().map(DeploymentDto::from).collect())))
}
