//! Where a shared scope is used.

use crate::api::not_found;
use crate::error::Error;
use crate::{Caller, Control};

/// A shared scope and the APIs that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    pub id: String,
    pub name: String,
    pub apis: Vec<UsedBy>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedBy {
    pub name: String,
    /// With the tenant's prefix.
    pub context: String,
    pub version: String,
    pub provider: String,
    /// The operations that ask for the scope.
    pub resources: Vec<Resource>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub target: String,
    pub verb: String,
}

impl Control {
    pub async fn scope_usage(&self, caller: &Caller, id: &str) -> Result<Usage, Error> {
        let mut tx = self.read().await?;
        let scope = self.load_shared_scope(&mut tx, caller, id).await?;
        let mut apis = Vec::new();
        for api_id in store::scope::used_by(&mut tx, &scope.tenant, &scope.id).await? {
            let row = store::api::get(&mut tx, &scope.tenant, &api_id).await?;
            let row = row.ok_or_else(|| not_found(&api_id))?;
            let api = row.configuration;
            let asks = api.operations.iter().filter(|o| o.scopes.contains(&scope.name));
            apis.push(UsedBy {
                resources: asks
                    .map(|o| Resource { target: o.target.clone(), verb: o.verb.clone() })
                    .collect(),
                context: format!("{}{}", caller.tenant().context_prefix(), api.context),
                name: api.name,
                version: api.version,
                provider: row.provider,
            });
        }
        Ok(Usage { id: scope.id, name: scope.name, apis })
    }
}
