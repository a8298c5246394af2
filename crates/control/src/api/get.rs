//! Looking at an API or at a revision of one.

use model::Timestamp;

use super::{Api, access, endpoint, normalise, not_found, view};
use crate::error::Error;
use crate::{Caller, Control};

/// What a snapshot is a snapshot of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revisioned {
    pub api_id: String,
    pub number: i64,
}

impl Control {
    /// An API by its id, or the snapshot with that revision id.
    pub async fn get_api(&self, caller: &Caller, id: &str) -> Result<Api, Error> {
        let mut tx = self.read().await?;
        let tenant = caller.tenant();
        if let Some(row) = store::api::get(&mut tx, tenant.as_str(), id).await? {
            access::ensure_may_work(caller, &row.configuration)?;
            return view(&mut tx, tenant, row).await;
        }
        let revision = store::revision::get(&mut tx, tenant.as_str(), id).await?;
        let revision = revision.ok_or_else(|| not_found(id))?;
        let row = self.load_api(&mut tx, caller, &revision.api_id).await?;
        let mut configuration = revision.configuration;
        endpoint::redact(&mut configuration);
        normalise::fill_property_map(&mut configuration);
        configuration.context = format!("{}{}", tenant.context_prefix(), configuration.context);
        Ok(Api {
            id: revision.id,
            provider: row.provider,
            state: row.state,
            has_thumbnail: row.has_thumbnail,
            created_at: Timestamp(revision.created_at),
            updated_at: Timestamp(revision.created_at),
            revision: Some(Revisioned { api_id: row.id, number: revision.number }),
            configuration,
        })
    }
}
