//! Scopes as developers see them.

use control::catalogue::ScopeRow;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct ScopeInfo {
    /// What a token carries.
    key: String,
    /// What people read.
    name: String,
    roles: Vec<String>,
    description: String,
}

impl From<&ScopeRow> for ScopeInfo {
    fn from(row: &ScopeRow) -> Self {
        Self {
            key: row.name.clone(),
            name: row.display_name.clone(),
            roles: row.bindings.clone(),
            description: row.description.clone(),
        }
    }
}
