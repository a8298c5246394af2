//! Deny conditions: traffic that administrators refuse outright. Gateways know those in force.

mod read;
mod write;

use std::net::IpAddr;

use model::catalog::{Key, Kind};
use model::deny::Deny;
use model::tenant::TenantDomain;
use store::deny::DenyRow;
use store::{StoreError, Tx};

pub use read::Search;

use crate::Control;
use crate::error::Error;

/// A condition of a tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct DenyCondition {
    pub id: String,
    pub deny: Deny,
    /// In force.
    pub active: bool,
}

/// What an administrator asks to refuse; names are resolved and checked when the condition is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Traffic {
    /// Context with version, e.g. `/pizzashack/1.0.0`.
    Api(String),
    /// `owner:name`.
    Application(String),
    Ip {
        address: String,
        invert: bool,
    },
    IpRange {
        from: String,
        to: String,
        invert: bool,
    },
    User(String),
}

/// WSO2's name of a condition's type.
pub const fn kind(deny: &Deny) -> &'static str {
    match deny {
        Deny::Api { .. } => "API",
        Deny::Application { .. } => "APPLICATION",
        Deny::Ip { .. } => "IP",
        Deny::IpRange { .. } => "IPRANGE",
        Deny::User { .. } => "USER",
    }
}

/// The condition in one spelling: what makes two conditions the same.
fn value(deny: &Deny) -> String {
    let sign = |invert: bool| if invert { "!" } else { "" };
    match deny {
        Deny::Api { context } => context.clone(),
        Deny::Application { name, .. } | Deny::User { name } => name.clone(),
        Deny::Ip { address, invert } => format!("{}{address}", sign(*invert)),
        Deny::IpRange { from, to, invert } => format!("{}{from}-{to}", sign(*invert)),
    }
}

fn from_row(row: DenyRow) -> Result<DenyCondition, Error> {
    let deny = serde_json::from_value(row.body)
        .map_err(|e| StoreError::inconsistent("deny_condition", format!("{}: {e}", row.id)))?;
    Ok(DenyCondition { id: row.id, deny, active: row.active })
}

fn not_found(id: &str) -> Error {
    Error::not_found("Deny policy", id, 404)
}

async fn by_id(tx: &mut Tx, tenant: &TenantDomain, id: &str) -> Result<DenyCondition, Error> {
    let row = store::deny::by_id(tx, tenant.as_str(), id).await?;
    row.map(from_row).transpose()?.ok_or_else(|| not_found(id))
}

impl Control {
    /// Tells gateways about a condition in force, or that it no longer is.
    async fn announce_deny(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        condition: &DenyCondition,
        in_force: bool,
    ) -> Result<(), Error> {
        let key = Key { kind: Kind::Deny, tenant: tenant.to_string(), id: condition.id.clone() };
        let body = serde_json::to_value(&condition.deny).map_err(Error::internal)?;
        store::catalog::put(tx, &key, &[], in_force.then_some(&body), self.ambient().now()).await?;
        Ok(())
    }
}

/// An address as everybody writes it, so that `::1` and `0:0::1` are the same condition.
fn address(text: &str) -> Result<IpAddr, Error> {
    text.trim()
        .parse()
        .map_err(|_| Error::invalid("conditionValue.fixedIp", crate::policy::check::NOT_AN_ADDRESS))
}
