//! The admin API.

mod api_categories;
mod deny;
mod environments;
mod handover;
mod key_managers;
mod organizations;
mod policies;
mod policy_archive;
mod settings;
mod surroundings;
mod system_scopes;
mod workflows;

/// Base path.
pub const BASE: &str = "/api/am/admin/v4";
