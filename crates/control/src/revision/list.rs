//! Looking at revisions and deployments.

use hub::Presence;
use model::Timestamp;
use store::Tx;
use store::revision::RevisionRow;
use store::revision::deployment::DeploymentRow;
use tracing::warn;

use super::approve::waiting_deployments;
use super::{Deployment, Revision, Standing};
use crate::error::Error;
use crate::{Caller, Control};

/// Which revisions to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deployed {
    #[default]
    Any,
    Yes,
    No,
}

impl Control {
    /// The revisions of an API, oldest first.
    pub async fn list_revisions(
        &self,
        caller: &Caller,
        api_id: &str,
        deployed: Deployed,
    ) -> Result<Vec<Revision>, Error> {
        let present = self.present().await;
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let mut all = revisions(&mut tx, &api.tenant, &api.id, &present).await?;
        all.retain(|r| match deployed {
            Deployed::Any => true,
            Deployed::Yes => !r.deployments.is_empty(),
            Deployed::No => r.deployments.is_empty(),
        });
        Ok(all)
    }

    pub async fn get_revision(&self, caller: &Caller, api_id: &str, id: &str) -> Result<Revision, Error> {
        let present = self.present().await;
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        let row = self.load_revision(&mut tx, &api.tenant, &api.id, id).await?;
        let deployments = deployments(&mut tx, &api.tenant, &api.id, &present).await?;
        Ok(revision(row, &deployments))
    }

    /// What is deployed of an API, by environment.
    pub async fn list_deployments(&self, caller: &Caller, api_id: &str) -> Result<Vec<Deployment>, Error> {
        let present = self.present().await;
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, api_id).await?;
        deployments(&mut tx, &api.tenant, &api.id, &present).await
    }

    /// The nodes there are now. To be asked before a transaction begins: the hub may be far away.
    pub(super) async fn present(&self) -> Vec<Presence> {
        // Without the hub nobody knows who is there; what is meant to be deployed is still known.
        self.hub().present().await.unwrap_or_else(|error| {
            warn!(%error, "presence is not known; deployments are shown without it");
            Vec::new()
        })
    }
}

pub(super) async fn revisions(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    present: &[Presence],
) -> Result<Vec<Revision>, Error> {
    let deployments = deployments(tx, tenant, api_id, present).await?;
    let rows = store::revision::list(tx, tenant, api_id).await?;
    Ok(rows.into_iter().map(|row| revision(row, &deployments)).collect())
}

/// What is deployed, and then what waits for approval.
pub(super) async fn deployments(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    present: &[Presence],
) -> Result<Vec<Deployment>, Error> {
    let rows = store::revision::deployment::list(tx, tenant, api_id).await?;
    let acks = store::revision::ack::list(tx, tenant, api_id).await?;
    let stood = rows.into_iter().map(|row| {
        let standing = Standing::of(&row, &acks, present);
        deployment(row, standing)
    });
    let mut all: Vec<_> = stood.collect();
    all.extend(waiting_deployments(tx, tenant, api_id).await?);
    Ok(all)
}

fn deployment(row: DeploymentRow, standing: Standing) -> Deployment {
    Deployment {
        revision_id: row.revision_id,
        environment: row.environment,
        vhost: row.vhost,
        display_on_devportal: row.display_on_devportal,
        deployed_at: Timestamp(row.deployed_at),
        standing,
        waits: false,
    }
}

pub(super) fn revision(row: RevisionRow, deployments: &[Deployment]) -> Revision {
    Revision {
        deployments: deployments.iter().filter(|d| d.revision_id == row.id).cloned().collect(),
        id: row.id,
        api_id: row.api_id,
        number: row.number,
        description: row.description,
        created_at: Timestamp(row.created_at),
    }
}
