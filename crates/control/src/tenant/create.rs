//! Making a tenant.

use serde_json::Value;
use store::StoreError;

use super::{NewTenant, Tenant, by_domain};
use crate::error::Error;
use crate::user::account::{check_name, check_password};
use crate::{Caller, Control};

impl Control {
    /// Makes a tenant with its roles, policies, signing keys and administrator.
    pub async fn create_tenant(&self, caller: &Caller, mut new: NewTenant) -> Result<Tenant, Error> {
        caller.require_super_admin()?;
        new.admin_name = check_name(&new.admin_name, &new.domain)?;
        check_password(&new.admin_password)?;
        let mut tx = self.read().await?;
        if store::tenant::get(&mut tx, new.domain.as_str()).await?.is_some() {
            return Err(taken(new.domain.as_str()));
        }
        drop(tx);
        let hash = self.hasher().hash(&new.admin_password).await?;
        let mut tx = self.begin().await?;
        self.insert_tenant(&mut tx, &new, hash).await.map_err(|e| match e {
            Error::Store(StoreError::Duplicate { .. }) => taken(new.domain.as_str()),
            other => other,
        })?;
        let tenant = by_domain(&mut tx, new.domain.as_str()).await?;
        tx.commit().await?;
        Ok(tenant)
    }
}

fn taken(domain: &str) -> Error {
    Error::conflict(409, format!("a tenant with the domain {domain} already exists"))
}

/// The profile of a tenant's administrator.
pub fn profile(email: Option<String>, first: Option<String>, last: Option<String>) -> Value {
    let mut profile = serde_json::Map::new();
    let mut name = serde_json::Map::new();
    name.extend(first.map(|f| ("givenName".to_owned(), Value::from(f))));
    name.extend(last.map(|l| ("familyName".to_owned(), Value::from(l))));
    if !name.is_empty() {
        profile.insert("name".to_owned(), name.into());
    }
    profile.extend(email.map(|e| ("emails".to_owned(), Value::from(vec![e]))));
    profile.into()
}
