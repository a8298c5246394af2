//! WSO2's error codes about APIs, which clients match on.

pub const NAME_EXISTS: u32 = 900_250;
pub const CONTEXT_EXISTS: u32 = 900_251;
pub const VERSION_EXISTS: u32 = 900_252;
pub const CONTEXT_MALFORMED: u32 = 900_253;
pub const API_EXISTS: u32 = 900_300;
pub const API_NOT_FOUND: u32 = 900_308;
pub const ACTIVE_SUBSCRIPTIONS: u32 = 409;
pub const PRODUCT_DUPLICATE_RESOURCE: u32 = 900_341;
pub const PRODUCT_MEMBER_ENDPOINT: u32 = 900_342;
pub const PRODUCT_MEMBER_STATE: u32 = 900_343;
pub const USED_BY_PRODUCTS: u32 = 900_344;
/// Shared by contexts, additional properties and endpoint URLs that are not acceptable.
pub const NOT_ACCEPTABLE: u32 = 900_346;
pub const REVISION_NOT_FOUND: u32 = 900_347;
pub const REVISION_DEPLOYED: u32 = 900_348;
pub const TOO_MANY_REVISIONS: u32 = 900_351;
pub const DEPLOYMENT_NOT_FOUND: u32 = 900_356;
pub const UNKNOWN_ENVIRONMENT: u32 = 900_504;
pub const UNKNOWN_VHOST: u32 = 900_512;
pub const UNKNOWN_ROLE: u32 = 900_602;
pub const NONE_OF_OWN_ROLES: u32 = 900_610;
pub const DEFINITION_INVALID: u32 = 900_754;
pub const SCOPE_NOT_FOUND: u32 = 900_981;
pub const SCOPE_EXISTS: u32 = 900_984;
pub const SCOPE_IN_USE: u32 = 900_985;
pub const POLICY_NOT_FOUND: u32 = 903_005;
pub const SCOPE_OF_ANOTHER_API: u32 = 903_204;
pub const NO_ENDPOINT: u32 = 903_223;
pub const NO_PLANS: u32 = 903_224;
pub const THIRD_PARTY_REVISION: u32 = 903_225;
pub const RETIRED_DEPLOYMENT: u32 = 903_227;
pub const REVISION_NUMBER_NOT_FOUND: u32 = 903_228;
pub const ACTION_NOT_ALLOWED: u32 = 903_234;
pub const PLANS_UNKNOWN: u32 = 903_248;
