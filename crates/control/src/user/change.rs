//! Changing an account. A new password, or none of the account any more, ends its sessions.

use model::user::{UserName, role};
use serde_json::Value;
use store::Tx;
use store::user::UserRow;

use super::account::{Account, AccountChange, check_password, from_row, not_found, resolve_roles};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn change_user(
        &self,
        caller: &Caller,
        id: &str,
        change: AccountChange,
    ) -> Result<Account, Error> {
        caller.require_admin()?;
        self.apply(caller, Which::Id(id), change).await
    }

    /// Changes the caller's own account: password and profile.
    pub async fn change_own_account(&self, caller: &Caller, change: AccountChange) -> Result<Account, Error> {
        if change.roles.is_some() || change.active.is_some() {
            caller.require_admin()?;
        }
        self.apply(caller, Which::Name(&caller.user.name), change).await
    }

    async fn apply(
        &self,
        caller: &Caller,
        which: Which<'_>,
        change: AccountChange,
    ) -> Result<Account, Error> {
        let tenant = caller.tenant();
        let hash = match &change.password {
            Some(password) => {
                check_password(password)?;
                Some(self.hasher().hash(password).await?)
            }
            None => None,
        };
        let mut tx = self.begin().await?;
        let mut row = which.row(&mut tx, tenant.as_str()).await?;
        let user = UserName::new(row.name.clone(), tenant.clone());
        let ends_sessions = hash.is_some() || (change.active == Some(false) && row.active);
        if change.active == Some(false) {
            refuse_for_tenant_admin(&mut tx, &user, "cannot be deactivated").await?;
        }
        row.password_hash = hash.unwrap_or(row.password_hash);
        row.active = change.active.unwrap_or(row.active);
        row.body = change.profile.map_or(row.body, Value::Object);
        row.updated_at = self.ambient().now().0;
        store::user::update(&mut tx, &row).await?;
        if let Some(roles) = &change.roles {
            set_roles(&mut tx, &user, &row.id, roles).await?;
        }
        if ends_sessions {
            self.revoke_user_tokens(&mut tx, &user).await?;
        }
        let account = from_row(&mut tx, row).await?;
        tx.commit().await?;
        Ok(account)
    }
}

enum Which<'a> {
    Id(&'a str),
    Name(&'a str),
}

impl Which<'_> {
    async fn row(&self, tx: &mut Tx, tenant: &str) -> Result<UserRow, Error> {
        let (row, text) = match self {
            Self::Id(id) => (store::user::by_id(tx, tenant, id).await?, id),
            Self::Name(name) => (store::user::by_name(tx, tenant, name).await?, name),
        };
        row.ok_or_else(|| not_found(text))
    }
}

async fn set_roles(tx: &mut Tx, user: &UserName, id: &str, wanted: &[String]) -> Result<(), Error> {
    let tenant = user.tenant.as_str();
    let wanted = resolve_roles(tx, &user.tenant, wanted).await?;
    for present in store::role::rows_of_user(tx, tenant, id).await? {
        if !wanted.iter().any(|w| w.id == present.id) {
            if present.name == role::ADMIN {
                refuse_for_tenant_admin(tx, user, "must keep the role admin").await?;
            }
            store::role::withdraw(tx, tenant, id, &present.id).await?;
        }
    }
    for role in &wanted {
        store::role::assign(tx, tenant, id, &role.id).await?;
    }
    Ok(())
}

/// The administrator a tenant was made with stays one: otherwise a tenant could lock itself out.
pub(crate) async fn refuse_for_tenant_admin(tx: &mut Tx, user: &UserName, what: &str) -> Result<(), Error> {
    let tenant = store::tenant::get(tx, user.tenant.as_str()).await?;
    if tenant.is_some_and(|t| t.admin_name == user.name) {
        return Err(Error::forbidden(format!("the administrator of the tenant {what}")));
    }
    Ok(())
}
