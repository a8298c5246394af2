//! Policies of operations: what may happen to a message on its way through the gateway.
//!
//! A common policy can be attached to any API of the tenant; attaching it gives the API a copy of its own, so that what
//! is deployed does not change with the common one. What every tenant has from the start is not stored
//! ([`built_in`]). Gateways run policies that they know ([`model::native`]); those that come with a template are kept
//! and given out, and an API that has one attached cannot be deployed.

pub(crate) mod attach;
mod built_in;
pub(crate) mod carry;
pub mod code;
mod pack;
mod parameters;
mod pattern;
mod place;
mod read;
pub(crate) mod run;
pub(crate) mod specification;
mod write;

use aws_lc_rs::digest::{SHA256, digest};
use model::tenant::TenantDomain;
use store::Tx;
use store::operation_policy::OperationPolicyRow;

pub use pack::Notation;
pub use read::Filter;
pub use specification::{Attribute, Specification};
pub use write::Draft;

use crate::error::Error;

/// Bytes of a template.
pub const MAX_TEMPLATE: usize = 256 * 1024;
/// Common policies of a tenant, and policies of an API.
const MAX_POLICIES: usize = 1_000;

/// A policy that can be attached.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationPolicy {
    pub id: String,
    /// Present when it belongs to one API.
    pub api_id: Option<String>,
    pub specification: Specification,
    pub synapse: Option<String>,
    pub choreo_connect: Option<String>,
    /// Equal where specification and templates are.
    pub digest: String,
    /// What gateways do for it ([`model::native`]); `None`: they cannot run it.
    pub(crate) native: Option<String>,
    /// The common policy that this is an API's copy of.
    pub(crate) cloned_from: Option<String>,
    built_in: bool,
}

impl OperationPolicy {
    fn new(
        id: String,
        specification: Specification,
        synapse: Option<String>,
        choreo: Option<String>,
    ) -> Self {
        let digest = fingerprint(&specification, synapse.as_deref(), choreo.as_deref());
        Self {
            id,
            api_id: None,
            specification,
            synapse,
            choreo_connect: choreo,
            digest,
            native: None,
            cloned_from: None,
            built_in: false,
        }
    }

    fn from_row(row: OperationPolicyRow) -> Result<Self, Error> {
        let specification = serde_json::from_value(row.specification)
            .map_err(|e| store::StoreError::inconsistent("operation_policy", format!("{}: {e}", row.id)))?;
        Ok(Self {
            id: row.id,
            api_id: row.api_id,
            specification,
            synapse: row.synapse,
            choreo_connect: row.choreo_connect,
            digest: row.digest,
            native: row.native,
            cloned_from: row.cloned_from,
            built_in: false,
        })
    }

    fn row(&self, tenant: &str, created_at: i64) -> Result<OperationPolicyRow, Error> {
        Ok(OperationPolicyRow {
            id: self.id.clone(),
            tenant: tenant.to_owned(),
            api_id: self.api_id.clone(),
            name: self.specification.name.clone(),
            version: self.specification.version.clone(),
            cloned_from: self.cloned_from.clone(),
            digest: self.digest.clone(),
            native: self.native.clone(),
            specification: serde_json::to_value(&self.specification).map_err(Error::internal)?,
            synapse: self.synapse.clone(),
            choreo_connect: self.choreo_connect.clone(),
            created_at,
        })
    }

    /// A copy for an API, to be stored.
    fn clone_for(&self, api_id: &str, id: String) -> Self {
        let cloned_from = self.cloned_from.clone().unwrap_or_else(|| self.id.clone());
        Self {
            id,
            api_id: Some(api_id.to_owned()),
            cloned_from: Some(cloned_from),
            built_in: false,
            ..self.clone()
        }
    }

    /// As people call it, e.g. `addHeader v1`.
    fn label(&self) -> String {
        format!("{} {}", self.specification.name, self.specification.version)
    }

    fn is(&self, name: &str, version: &str) -> bool {
        self.specification.name == name && self.specification.version == version
    }
}

/// 32 hexadecimal digits, as an MD5 has, of SHA-256: only equality is of use.
fn fingerprint(specification: &Specification, synapse: Option<&str>, choreo: Option<&str>) -> String {
    // Members of a struct are always written in the same order.
    let text = serde_json::json!([specification, synapse, choreo]).to_string();
    hex(&digest(&SHA256, text.as_bytes()).as_ref()[..16])
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// The common policies of a tenant: its own, and those that every tenant has.
async fn common(tx: &mut Tx, tenant: &TenantDomain) -> Result<Vec<OperationPolicy>, Error> {
    let rows = store::operation_policy::common(tx, tenant.as_str()).await?;
    let mut all = rows.into_iter().map(OperationPolicy::from_row).collect::<Result<Vec<_>, _>>()?;
    all.extend(built_in::all(tenant));
    let key = |p: &OperationPolicy| (p.specification.name.clone(), p.specification.version.clone());
    all.sort_by_key(key);
    Ok(all)
}

/// Everything an API has, its copies of common policies included.
async fn of_api(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<OperationPolicy>, Error> {
    let rows = store::operation_policy::of_api(tx, tenant, api_id).await?;
    rows.into_iter().map(OperationPolicy::from_row).collect()
}

fn not_found(id: &str) -> Error {
    Error::not_found("Operation policy", id, code::NOT_FOUND)
}
