//! WSO2's error codes about environments.

pub const NOT_FOUND: u32 = 900_506;
pub const NAME_EXISTS: u32 = 900_507;
pub const READ_ONLY: u32 = 900_508;
pub const DUPLICATE_VHOST: u32 = 900_509;
pub const NAME_CHANGED: u32 = 900_510;
pub const NO_VHOST: u32 = 900_511;
/// WSO2 has no code of its own for what clashes with deployments.
pub const IN_USE: u32 = 409;
