//! Undeploying a revision.

use model::workflow::Kind;

use super::Deployment;
use super::list::deployments;
use crate::api::code;
use crate::error::Error;
use crate::{Caller, Control, workflow};

/// Which revision to take out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    Id(String),
    Number(i64),
    /// Whatever is deployed.
    Whatever,
}

impl Control {
    /// Takes a revision out of environments, or out of all it is in. Returns the deployments that ended.
    pub async fn undeploy_revision(
        &self,
        caller: &Caller,
        api_id: &str,
        which: &Which,
        environments: Option<&[String]>,
    ) -> Result<Vec<Deployment>, Error> {
        let present = self.present().await;
        let mut tx = self.begin().await?;
        let mut api = self.load_api(&mut tx, caller, api_id).await?;
        let revision_id = match which {
            Which::Id(id) => Some(self.load_revision(&mut tx, &api.tenant, &api.id, id).await?.id),
            Which::Number(number) => {
                let rows = store::revision::list(&mut tx, &api.tenant, &api.id).await?;
                let row = rows.into_iter().find(|r| r.number == *number);
                let unknown =
                    || Error::not_found("Revision", number.to_string(), code::REVISION_NUMBER_NOT_FOUND);
                Some(row.ok_or_else(unknown)?.id)
            }
            Which::Whatever => None,
        };
        let mut ended = deployments(&mut tx, &api.tenant, &api.id, &present).await?;
        for name in environments.into_iter().flatten() {
            // Out of what is no longer there, too.
            if !ended.iter().any(|d| d.environment == *name) {
                self.open_environment(&mut tx, caller, name).await?;
            }
        }
        ended.retain(|d| {
            environments.is_none_or(|e| e.contains(&d.environment))
                && revision_id.as_ref().is_none_or(|id| *id == d.revision_id)
        });
        for deployment in &ended {
            if deployment.waits {
                let (kind, part) = (Kind::RevisionDeployment, Some(&*deployment.environment));
                workflow::withdraw(&mut tx, &api.tenant, &api.id, kind, part).await?;
                continue;
            }
            self.withdraw_deployment(&mut tx, &api, &deployment.environment).await?;
        }
        self.attach_scopes(&mut tx, &mut api).await?;
        tx.commit().await?;
        Ok(ended)
    }
}
