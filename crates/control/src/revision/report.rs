//! What gateways say about deployments by the REST API instead of the event hub.

use hub::Presence;
use store::Tx;
use store::revision::ack::AckRow;

use crate::error::Error;
use crate::{Caller, Control};

/// Characters of a reason that are kept.
const LONGEST_REASON: usize = 1_000;

/// What became of an API on one gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Name of the node.
    pub gateway: String,
    pub api_id: String,
    /// Domain.
    pub tenant: String,
    /// What is deployed when absent.
    pub revision_id: Option<String>,
    /// Off: it was taken out.
    pub deployed: bool,
    pub failure: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// At least one was noted.
    Received,
    /// None was of use: of a gateway that is not present, or not about what is deployed.
    Dropped,
}

impl Control {
    /// Notes what is of use of an administrator's reports. An API of another tenant is as unknown as none at all.
    pub async fn note_reports(&self, caller: &Caller, reports: Vec<Report>) -> Result<Reported, Error> {
        caller.require_admin()?;
        let unknown = |_| Error::Unavailable("the event hub does not say which gateways are present");
        let present = self.hub().present().await.map_err(unknown)?;
        let mut tx = self.begin().await?;
        let mut noted = 0;
        for report in reports.iter().filter(|r| r.tenant == caller.tenant().as_str()) {
            let node = present.iter().find(|p| p.role == "gateway" && p.node == report.gateway);
            if let Some(node) = node {
                noted += self.note_report(&mut tx, report, node).await?;
            }
        }
        tx.commit().await?;
        Ok(if noted > 0 { Reported::Received } else { Reported::Dropped })
    }

    /// How many environments it was noted in.
    async fn note_report(&self, tx: &mut Tx, report: &Report, node: &Presence) -> Result<usize, Error> {
        let Some(api) = store::api::get(tx, &report.tenant, &report.api_id).await? else { return Ok(0) };
        let deployments = store::revision::deployment::list(tx, &api.tenant, &api.id).await?;
        let said = store::revision::ack::list(tx, &api.tenant, &api.id).await?;
        let mut noted = 0;
        for deployment in deployments.iter().filter(|d| node.serves(&d.environment)) {
            // Of a revision that has been replaced since, nobody needs to know.
            if report.revision_id.as_ref().is_some_and(|id| *id != deployment.revision_id) {
                continue;
            }
            let before = said.iter().find(|a| a.environment == deployment.environment && a.node == node.node);
            let key = crate::api::catalog::key(&api.tenant, &api.id, &deployment.environment);
            let announced = store::catalog::version(tx, &key).await?.unwrap_or(0);
            let announced = i64::try_from(announced).unwrap_or(i64::MAX);
            let row = AckRow {
                api_id: api.id.clone(),
                environment: deployment.environment.clone(),
                node: node.node.clone(),
                tenant: api.tenant.clone(),
                revision_id: (report.deployed || report.failure.is_some())
                    .then(|| deployment.revision_id.clone()),
                catalog_version: before.map_or(announced, |b| b.catalog_version.max(announced)),
                failure: report.failure.as_ref().map(|f| f.chars().take(LONGEST_REASON).collect()),
                at: self.ambient().now().0,
            };
            store::revision::ack::put(tx, &row).await?;
            noted += 1;
        }
        Ok(noted)
    }
}
