//! The admin API.

mod deny;
mod environments;
mod policies;
mod policy_archive;
mod settings;

/// Base path.
pub const BASE: &str = "/api/am/admin/v4";
