//! OAuth2 scopes: shared ones of a tenant. Local ones belong to their API ([`crate::api`]).

mod shared;
mod usage;

use model::Invalid;
use model::api::Scope;
use store::Tx;

pub use usage::{Resource, Usage, UsedBy};

use crate::api::code;
use crate::error::Error;

/// Names that are the platform's own: a scope of a publisher must never stand for one of them.
const RESERVED: [&str; 6] = ["apim:", "service_catalog:", "internal_", "apim_analytics:", "device_", "am_"];
const RESERVED_WHOLE: [&str; 7] =
    ["openid", "default", "profile", "email", "address", "phone", "offline_access"];

/// Refuses a scope with a name that OAuth2 cannot carry (RFC 6749, appendix A.4) or that is the platform's, with
/// texts that are too long or with roles that do not exist. `field` is the scope's path in the input.
pub(crate) async fn check_scope(tx: &mut Tx, tenant: &str, field: &str, scope: &Scope) -> Result<(), Error> {
    let at = |name: &str| if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") };
    let token = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
    if scope.name.is_empty() || scope.name.len() > 255 || !scope.name.chars().all(token) {
        let message = "must have 1 to 255 ASCII characters without white space, '\"' and '\\'";
        return Err(Error::invalid(at("name"), message));
    }
    let lower = scope.name.to_ascii_lowercase();
    if RESERVED.iter().any(|r| lower.starts_with(r)) || RESERVED_WHOLE.contains(&lower.as_str()) {
        let message = format!("{} is a scope of the platform itself", scope.name);
        return Err(Invalid::new(at("name"), message).code(code::SCOPE_EXISTS).into());
    }
    if scope.display_name.len() > 255 {
        return Err(Error::invalid(at("displayName"), "must have at most 255 bytes"));
    }
    if scope.description.len() > 512 {
        return Err(Error::invalid(at("description"), "must have at most 512 bytes"));
    }
    for (i, role) in scope.bindings.iter().enumerate() {
        if store::role::by_name(tx, tenant, role).await?.is_none() {
            let message = format!("the role {role} does not exist");
            return Err(Invalid::new(at(&format!("bindings[{i}]")), message).code(903_250).into());
        }
    }
    Ok(())
}
