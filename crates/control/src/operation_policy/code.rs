//! WSO2's error codes about policies of operations.

/// What an API names is no policy.
pub const UNKNOWN: u32 = 902_005;
pub const SPECIFICATION: u32 = 902_006;
pub const PARAMETERS: u32 = 902_007;
pub const FLOW: u32 = 902_008;
pub const MISSING_PARAMETERS: u32 = 902_009;
pub const NOT_FOUND: u32 = 902_010;
pub const MISMATCH: u32 = 902_011;
pub const EXISTS: u32 = 903_001;
pub const NAME_NOT_FOUND: u32 = 903_004;
/// No template, or none that gateways here can run.
pub const NOT_RUN: u32 = 903_008;
pub const IN_USE: u32 = 903_009;
