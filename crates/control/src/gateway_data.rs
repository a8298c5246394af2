//! What gateways know, for those that are told by REST instead of the event hub: the catalog, read from the database.

use std::collections::BTreeMap;

use model::catalog::{Document, Kind};
use serde::de::DeserializeOwned;
use store::certificate::endpoint::EndpointCertificateRow;
use store::scope::ScopeRow;

use crate::error::Error;
use crate::{Caller, Control};

/// In place of a tenant's domain: every tenant.
pub const ALL: &str = "ALL";
/// Objects in one answer; a platform that has more must use the event hub.
const MOST: i64 = 100_000;

/// An object as gateways know it.
#[derive(Debug, Clone)]
pub struct Known<T> {
    pub tenant: String,
    /// As in the catalog's key.
    pub id: String,
    pub body: T,
}

impl Control {
    /// Every object of a kind. `tenant` is a domain, empty for the caller's own or [`ALL`]; another than the own is for
    /// administrators of the super tenant.
    pub async fn known_to_gateways<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        tenant: &str,
        kind: Kind,
    ) -> Result<Vec<Known<T>>, Error> {
        let tenant = self.tenant_asked_for(caller, tenant).await?;
        let mut tx = self.read().await?;
        let all = store::catalog::of_kind(&mut tx, kind, tenant.as_deref(), MOST + 1).await?;
        let known = |Document { key, body, .. }: Document| {
            let body = serde_json::from_value(body.unwrap_or_default()).map_err(Error::internal)?;
            Ok(Known { tenant: key.tenant, id: key.id, body })
        };
        bounded(all)?.into_iter().map(known).collect()
    }

    /// The scopes of a tenant, with the roles that may have them. [`ALL`] is not taken.
    pub async fn scopes_of_tenant(&self, caller: &Caller, tenant: &str) -> Result<Vec<ScopeRow>, Error> {
        let tenant = self.one_tenant(caller, tenant).await?;
        let mut tx = self.read().await?;
        bounded(store::scope::list(&mut tx, &tenant, MOST + 1).await?)
    }

    /// The certificates of back ends whose alias has `alias` in it. [`ALL`] is not taken.
    pub async fn certificates_of_tenant(
        &self,
        caller: &Caller,
        tenant: &str,
        alias: &str,
    ) -> Result<Vec<EndpointCertificateRow>, Error> {
        let tenant = self.one_tenant(caller, tenant).await?;
        let mut tx = self.read().await?;
        let (rows, _) = store::certificate::endpoint::page(&mut tx, &tenant, alias, "", 0, MOST + 1).await?;
        bounded(rows)
    }

    /// WSO2's numbers of the tenants, by domain.
    pub async fn tenant_numbers(&self) -> Result<BTreeMap<String, i64>, Error> {
        let mut tx = self.read().await?;
        let all = store::tenant::list(&mut tx).await?;
        Ok(all.into_iter().map(|t| (t.domain, t.number)).collect())
    }

    async fn one_tenant(&self, caller: &Caller, tenant: &str) -> Result<String, Error> {
        let one = self.tenant_asked_for(caller, tenant).await?;
        one.ok_or_else(|| Error::invalid("xWSO2Tenant", "must be the domain of one tenant"))
    }

    /// `None` is every tenant.
    async fn tenant_asked_for(&self, caller: &Caller, tenant: &str) -> Result<Option<String>, Error> {
        caller.require_admin()?;
        match tenant {
            "" => Ok(Some(caller.tenant().to_string())),
            ALL => caller.require_super_admin().map(|()| None),
            domain => Ok(Some(self.own_or_any_tenant(caller, domain).await?.domain)),
        }
    }
}

fn bounded<T>(all: Vec<T>) -> Result<Vec<T>, Error> {
    if all.len() > usize::try_from(MOST).unwrap_or(usize::MAX) {
        return Err(Error::Unavailable("there are too many to be told in one answer; use the event hub"));
    }
    Ok(all)
}
