//! Revisions: snapshots of an API, and their deployments.

mod acks;
mod approve;
mod create;
mod delete;
mod deploy;
mod environment;
mod list;
mod report;
mod restore;
mod standing;
mod undeploy;

use model::Timestamp;
use store::Tx;
use store::revision::RevisionRow;

use crate::Control;
use crate::api::code;
use crate::error::Error;

pub(crate) use approve::withdraw_of_revision;
pub use deploy::Target;
pub use list::Deployed;
pub use report::{Report, Reported};
pub use standing::Standing;
pub use undeploy::Which;

/// Revisions an API may have at a time.
pub const MAX_REVISIONS: usize = 5;

#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    pub id: String,
    pub api_id: String,
    pub number: i64,
    pub description: String,
    pub created_at: Timestamp,
    pub deployments: Vec<Deployment>,
}

/// A revision in an environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployment {
    pub revision_id: String,
    pub environment: String,
    pub vhost: String,
    pub display_on_devportal: bool,
    pub deployed_at: Timestamp,
    pub standing: Standing,
    /// It waits for approval, and is not served before.
    pub waits: bool,
}

pub(crate) fn not_found(id: &str) -> Error {
    Error::not_found("API Revision", id, code::REVISION_NOT_FOUND)
}

impl Control {
    /// The revision, if it is of that API.
    async fn load_revision(
        &self,
        tx: &mut Tx,
        tenant: &str,
        api_id: &str,
        id: &str,
    ) -> Result<RevisionRow, Error> {
        let row = store::revision::get(tx, tenant, id).await?;
        row.filter(|r| r.api_id == api_id).ok_or_else(|| not_found(id))
    }
}
