//! The admin API.

mod api_categories;
mod deny;
mod policies;
mod policy_archive;

/// Base path.
pub const BASE: &str = "/api/am/admin/v4";
