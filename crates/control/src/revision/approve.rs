//! Deployments that wait for approval: one request per API and environment.

use model::Timestamp;
use model::lifecycle::State;
use model::workflow::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::api::ApiRow;
use store::revision::deployment::DeploymentRow;

use super::{Deployment, Standing, not_found};
use crate::api::code;
use crate::error::Error;
use crate::workflow::{self, Ask, Task};
use crate::{Caller, Control};

#[derive(Serialize, Deserialize)]
struct Wish {
    revision: String,
    vhost: String,
    display_on_devportal: bool,
}

/// The deployments of an API that wait.
pub(super) async fn waiting_deployments(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
) -> Result<Vec<Deployment>, Error> {
    let tasks = workflow::waiting(tx, tenant, api_id).await?;
    let tasks = tasks.into_iter().filter(|t| t.kind == Kind::RevisionDeployment);
    let each = tasks.map(|task| {
        let wish: Wish = task.wish()?;
        Ok(Deployment {
            revision_id: wish.revision,
            environment: task.part,
            vhost: wish.vhost,
            display_on_devportal: wish.display_on_devportal,
            deployed_at: Timestamp(task.created_at.0),
            standing: Standing::default(),
            waits: true,
        })
    });
    each.collect()
}

/// Forgets the waiting deployments of a revision that goes.
pub(crate) async fn withdraw_of_revision(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    revision_id: &str,
) -> Result<(), Error> {
    for deployment in waiting_deployments(tx, tenant, api_id).await? {
        if deployment.revision_id == revision_id {
            let (kind, part) = (Kind::RevisionDeployment, Some(&*deployment.environment));
            workflow::withdraw(tx, tenant, api_id, kind, part).await?;
        }
    }
    Ok(())
}

impl Control {
    /// Forgets an earlier request for the environment, and files this one where that is needed.
    pub(super) async fn settle_request(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        api: &ApiRow,
        deployment: &DeploymentRow,
        needed: bool,
    ) -> Result<(), Error> {
        let (kind, environment) = (Kind::RevisionDeployment, &*deployment.environment);
        workflow::withdraw(tx, &api.tenant, &api.id, kind, Some(environment)).await?;
        if !needed {
            return Ok(());
        }
        let revision = store::revision::get(tx, &api.tenant, &deployment.revision_id).await?;
        let revision = revision.ok_or_else(|| not_found(&deployment.revision_id))?;
        let c = &api.configuration;
        let (name, version, number, user) = (&c.name, &c.version, revision.number, caller.name());
        let description = format!(
            "Approve deployment of revision {number} of API [{name} - {version}] to {environment} requested by {user}"
        );
        let properties = json!({
            "apiName": name, "apiVersion": version, "apiProvider": api.provider, "revisionId": number.to_string(),
            "environment": environment, "userName": user,
        });
        let wish = Wish {
            revision: deployment.revision_id.clone(),
            vhost: deployment.vhost.clone(),
            display_on_devportal: deployment.display_on_devportal,
        };
        let ask = Ask { kind, subject: &api.id, part: environment, description, properties };
        self.ask_for(tx, caller, ask, &wish).await.map(drop)
    }

    pub(crate) async fn approve_deployment(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        let Wish { revision, vhost, display_on_devportal } = task.wish()?;
        let tenant = task.tenant.as_str();
        let api = store::api::get(tx, tenant, &task.subject).await?;
        let mut api = api.ok_or_else(|| task.gone())?;
        if api.state == State::Retired {
            return Err(Error::refused(code::RETIRED_DEPLOYMENT, "The API is retired now"));
        }
        self.load_revision(tx, tenant, &api.id, &revision).await?;
        let environment = self.environment_in(tx, tenant, &task.part).await?;
        let environment = environment.ok_or_else(|| super::environment::unknown(&task.part))?.environment;
        let before = store::revision::deployment::list(tx, tenant, &api.id).await?;
        let row = DeploymentRow {
            api_id: api.id.clone(),
            vhost: super::environment::vhost(&environment, Some(&vhost))?,
            serves_default: before.iter().any(|d| d.environment == environment.name && d.serves_default),
            environment: environment.name,
            tenant: tenant.to_owned(),
            revision_id: revision,
            display_on_devportal,
            deployed_at: self.ambient().now().0,
        };
        store::revision::deployment::put(tx, &row).await?;
        self.announce_deployment(tx, &api, &row).await?;
        self.settle_default(tx, tenant, &api.configuration.name).await?;
        self.attach_scopes(tx, &mut api).await
    }

    /// Takes back a deployment that waits.
    pub async fn withdraw_deployment_request(
        &self,
        caller: &Caller,
        api_id: &str,
        revision_id: &str,
        environment: &str,
    ) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        self.load_revision(&mut tx, &api.tenant, &api.id, revision_id).await?;
        let waiting = waiting_deployments(&mut tx, &api.tenant, &api.id).await?;
        if !waiting.iter().any(|d| d.revision_id == revision_id && d.environment == environment) {
            return Err(Error::not_found("Workflow", environment, code::DEPLOYMENT_NOT_FOUND));
        }
        let kind = Kind::RevisionDeployment;
        workflow::withdraw(&mut tx, &api.tenant, &api.id, kind, Some(environment)).await?;
        tx.commit().await?;
        Ok(())
    }
}
