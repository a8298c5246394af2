//! Deploying a revision.

use model::lifecycle::State;
use model::workflow::Kind;
use store::Tx;
use store::api::ApiRow;
use store::revision::deployment::DeploymentRow;

use super::Deployment;
use super::environment::vhost;
use super::list::deployments;
use crate::api::code;
use crate::error::Error;
use crate::{Caller, Control, workflow};

/// Where to deploy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub environment: String,
    /// The environment's first virtual host when absent.
    pub vhost: Option<String>,
    pub display_on_devportal: bool,
}

impl Control {
    /// Deploys a revision to environments; where another one is, it is replaced. Returns where the revision is then.
    pub async fn deploy_revision(
        &self,
        caller: &Caller,
        api_id: &str,
        revision_id: &str,
        targets: &[Target],
    ) -> Result<Vec<Deployment>, Error> {
        let present = self.present().await;
        let mut tx = self.begin().await?;
        let mut api = self.load_api(&mut tx, caller, api_id).await?;
        let revision = self.load_revision(&mut tx, &api.tenant, &api.id, revision_id).await?;
        self.place_revision(&mut tx, caller, &mut api, &revision.id, targets).await?;
        let mut all = deployments(&mut tx, &api.tenant, &api.id, &present).await?;
        all.retain(|d| d.revision_id == revision.id);
        tx.commit().await?;
        Ok(all)
    }

    /// The same, in the caller's transaction. Where that needs approval, what is there is served meanwhile.
    pub(crate) async fn place_revision(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        api: &mut ApiRow,
        revision_id: &str,
        targets: &[Target],
    ) -> Result<(), Error> {
        let api_id = &api.id;
        if api.state == State::Retired {
            let message =
                format!("Deploying API Revisions is not supported for retired APIs. ApiId: {api_id}");
            return Err(Error::refused(code::RETIRED_DEPLOYMENT, message));
        }
        if targets.is_empty() {
            return Err(Error::invalid("body", "must name at least one environment to deploy to"));
        }
        let before = store::revision::deployment::list(tx, &api.tenant, &api.id).await?;
        let waits = workflow::needed(tx, caller.tenant(), Kind::RevisionDeployment).await?;
        for target in targets {
            let environment = self.open_environment(tx, caller, &target.environment).await?;
            let row = DeploymentRow {
                api_id: api.id.clone(),
                vhost: vhost(&environment, target.vhost.as_deref())?,
                serves_default: before.iter().any(|d| d.environment == environment.name && d.serves_default),
                environment: environment.name,
                tenant: api.tenant.clone(),
                revision_id: revision_id.to_owned(),
                display_on_devportal: target.display_on_devportal,
                deployed_at: self.ambient().now().0,
            };
            self.settle_request(tx, caller, api, &row, waits).await?;
            if !waits {
                store::revision::deployment::put(tx, &row).await?;
                self.announce_deployment(tx, api, &row).await?;
            }
        }
        self.settle_default(tx, &api.tenant, &api.configuration.name).await?;
        self.attach_scopes(tx, api).await
    }

    /// Changes how a deployment is shown in the developer portal and at which virtual host it is served.
    pub async fn update_deployment(
        &self,
        caller: &Caller,
        api_id: &str,
        target: &Target,
    ) -> Result<Deployment, Error> {
        let present = self.present().await;
        let mut tx = self.begin().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let rows = store::revision::deployment::list(&mut tx, &api.tenant, &api.id).await?;
        let row = rows.into_iter().find(|d| d.environment == target.environment);
        let mut row = row.ok_or_else(|| {
            Error::not_found("Deployment", target.environment.clone(), code::DEPLOYMENT_NOT_FOUND)
        })?;
        row.display_on_devportal = target.display_on_devportal;
        if target.vhost.as_ref().is_some_and(|v| *v != row.vhost) {
            let environment = self.open_environment(&mut tx, caller, &target.environment).await?;
            row.vhost = vhost(&environment, target.vhost.as_deref())?;
        }
        store::revision::deployment::put(&mut tx, &row).await?;
        self.announce_deployment(&mut tx, &api, &row).await?;
        let all = deployments(&mut tx, &api.tenant, &api.id, &present).await?;
        tx.commit().await?;
        all.into_iter()
            .find(|d| d.environment == target.environment && !d.waits)
            .ok_or_else(|| Error::internal("a deployment that was just written is not there"))
    }
}
