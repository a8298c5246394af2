//! Traffic that is refused outright.

use std::net::IpAddr;

use crate::refusal::Cause;
use crate::table::{Api, Table};
use crate::token::Caller;

/// By API or by address.
pub fn anonymous(table: &Table, api: &Api, client: IpAddr) -> Result<(), Cause> {
    if !table.deny.is_empty() && table.deny.anonymous(&api.tenant, &api.context, client) {
        return Err(Cause::Denied);
    }
    Ok(())
}

/// By application or by user.
pub fn caller(table: &Table, api: &Api, caller: &Caller) -> Result<(), Cause> {
    if table.deny.is_empty() {
        return Ok(());
    }
    let application = caller.application.as_ref().map(|a| &*a.id);
    if table.deny.caller(&api.tenant, application, &caller.user) {
        return Err(Cause::Denied);
    }
    Ok(())
}
