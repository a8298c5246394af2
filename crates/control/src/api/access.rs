//! Who may work on an API in the publisher, and whether the roles it names exist.

use model::Invalid;
use model::api::ApiConfiguration;
use store::Tx;

use super::code;
use crate::Caller;
use crate::error::Error;

/// An API whose access is restricted is open to administrators and to holders of one of its roles.
pub(crate) fn ensure_may_work(caller: &Caller, api: &ApiConfiguration) -> Result<(), Error> {
    let restricted = api.access_control == "RESTRICTED";
    if !restricted || caller.is_admin() || api.access_control_roles.iter().any(|r| caller.has_role(r)) {
        return Ok(());
    }
    Err(Error::forbidden("User is not authorized to access the API"))
}

/// The roles of access control and visibility must exist, and the caller must not lock itself out.
pub(super) async fn check_roles(tx: &mut Tx, caller: &Caller, api: &ApiConfiguration) -> Result<(), Error> {
    let mut bad = Vec::new();
    let tenant = caller.tenant().as_str();
    let access = (api.access_control == "RESTRICTED", "accessControlRoles", &api.access_control_roles);
    let visible = (api.visibility == "RESTRICTED", "visibleRoles", &api.visible_roles);
    for (restricted, field, roles) in [access, visible] {
        if restricted && roles.is_empty() {
            let message = "must name at least one role, because access is RESTRICTED";
            bad.push(Invalid::new(field, message).code(code::NONE_OF_OWN_ROLES));
        }
        for (i, role) in roles.iter().enumerate() {
            if store::role::by_name(tx, tenant, role).await?.is_none() {
                let message = format!("the role {role} does not exist");
                bad.push(Invalid::new(format!("{field}[{i}]"), message).code(code::UNKNOWN_ROLE));
            }
        }
    }
    if bad.is_empty() && ensure_may_work(caller, api).is_err() {
        let message = "must name at least one of your own roles";
        bad.push(Invalid::new("accessControlRoles", message).code(code::NONE_OF_OWN_ROLES));
    }
    if bad.is_empty() { Ok(()) } else { Err(Error::Invalid(bad)) }
}
