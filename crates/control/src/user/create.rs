//! Making a user.

use model::tenant::TenantDomain;
use model::user::UserName;
use serde_json::Value;
use store::StoreError;

use super::account::{Account, NewAccount, check_name, check_password, from_row, not_found, resolve_roles};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn create_user(&self, caller: &Caller, new: NewAccount) -> Result<Account, Error> {
        caller.require_admin()?;
        let tenant = caller.tenant();
        let name = check_name(&new.name, tenant)?;
        check_password(&new.password)?;
        let mut tx = self.read().await?;
        self.refuse_name_of_other_tenant(&mut tx, &name, tenant).await?;
        if store::user::by_name(&mut tx, tenant.as_str(), &name).await?.is_some() {
            return Err(taken(&name));
        }
        drop(tx);
        let hash = self.hasher().hash(&new.password).await?;
        let mut tx = self.begin().await?;
        let roles = resolve_roles(&mut tx, tenant, &new.roles).await?;
        let roles: Vec<&str> = roles.iter().map(|r| r.name.as_str()).collect();
        let user = UserName::new(name, tenant.clone());
        let body = Value::Object(new.profile);
        let id = self.insert_user(&mut tx, &user, hash, body, &roles).await.map_err(|e| match e {
            Error::Store(StoreError::Duplicate { .. }) => taken(&user.name),
            other => other,
        })?;
        let mut row =
            store::user::by_id(&mut tx, tenant.as_str(), &id).await?.ok_or_else(|| not_found(&id))?;
        if !new.active {
            row.active = false;
            store::user::update(&mut tx, &row).await?;
        }
        let account = from_row(&mut tx, row).await?;
        tx.commit().await?;
        Ok(account)
    }

    /// `bob@a.com` in the super tenant would be mistaken for bob of the tenant a.com.
    pub(super) async fn refuse_name_of_other_tenant(
        &self,
        tx: &mut store::Tx,
        name: &str,
        tenant: &TenantDomain,
    ) -> Result<(), Error> {
        if tenant.is_super() && !self.parse_user_name(tx, name).await?.tenant.is_super() {
            return Err(Error::invalid("userName", "ends with the domain of another tenant"));
        }
        Ok(())
    }
}

pub(super) fn taken(name: &str) -> Error {
    Error::conflict(409, format!("a user with the name {name} already exists"))
}
