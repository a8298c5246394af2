//! Making, renaming, filling and deleting roles.

use model::Invalid;
use model::user::{UserName, role};
use store::role::RoleRow;
use store::{StoreError, Tx};

use super::{Role, not_found, with_members, without_store};
use crate::error::Error;
use crate::user::refuse_for_tenant_admin;
use crate::{Caller, Control};

const MAX_NAME: usize = 255;

/// A change to who has a role; ids of users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberChange {
    Add(Vec<String>),
    Remove(Vec<String>),
    /// Nobody but these.
    Replace(Vec<String>),
}

impl Control {
    pub async fn create_role(&self, caller: &Caller, name: &str, members: &[String]) -> Result<Role, Error> {
        caller.require_admin()?;
        let name = check_name(name)?;
        let mut tx = self.begin().await?;
        let tenant = caller.tenant().as_str();
        if store::role::by_name(&mut tx, tenant, name).await?.is_some() {
            return Err(taken(name));
        }
        let now = self.ambient().now().0;
        let row = RoleRow {
            id: self.ambient().id(),
            tenant: tenant.to_owned(),
            name: name.to_owned(),
            created_at: now,
            updated_at: now,
        };
        store::role::insert(&mut tx, &row).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => taken(name),
            other => other.into(),
        })?;
        add(&mut tx, &row, members).await?;
        let made = with_members(&mut tx, row).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Renames a role and changes who has it, all or nothing.
    pub async fn change_role(
        &self,
        caller: &Caller,
        id: &str,
        name: Option<&str>,
        changes: &[MemberChange],
    ) -> Result<Role, Error> {
        caller.require_admin()?;
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let row = store::role::by_id(&mut tx, tenant.as_str(), id).await?;
        let mut row = row.ok_or_else(|| not_found(id))?;
        if let Some(name) = name.map(check_name).transpose()?
            && name != row.name
        {
            refuse_built_in(&row.name, "cannot be renamed")?;
            let other = store::role::by_name(&mut tx, tenant.as_str(), name).await?;
            if other.is_some_and(|o| o.id != row.id) {
                return Err(taken(name));
            }
            name.clone_into(&mut row.name);
        }
        for change in changes {
            match change {
                MemberChange::Add(ids) => add(&mut tx, &row, ids).await?,
                MemberChange::Remove(ids) => remove(&mut tx, caller, &row, |id| ids.contains(id)).await?,
                MemberChange::Replace(ids) => {
                    remove(&mut tx, caller, &row, |id| !ids.contains(id)).await?;
                    add(&mut tx, &row, ids).await?;
                }
            }
        }
        row.updated_at = self.ambient().now().0;
        store::role::update(&mut tx, &row).await?;
        let changed = with_members(&mut tx, row).await?;
        tx.commit().await?;
        Ok(changed)
    }

    pub async fn delete_role(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        caller.require_admin()?;
        let tenant = caller.tenant().as_str();
        let mut tx = self.begin().await?;
        let row = store::role::by_id(&mut tx, tenant, id).await?.ok_or_else(|| not_found(id))?;
        refuse_built_in(&row.name, "cannot be deleted")?;
        store::role::delete(&mut tx, tenant, id).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn add(tx: &mut Tx, row: &RoleRow, members: &[String]) -> Result<(), Error> {
    for id in members {
        if store::user::by_id(tx, &row.tenant, id).await?.is_none() {
            return Err(Error::invalid("members", format!("the user {id} does not exist")));
        }
        store::role::assign(tx, &row.tenant, id, &row.id).await?;
    }
    Ok(())
}

async fn remove(
    tx: &mut Tx,
    caller: &Caller,
    row: &RoleRow,
    leaves: impl Fn(&String) -> bool,
) -> Result<(), Error> {
    for (id, name) in store::role::members(tx, &row.tenant, &row.id).await? {
        if !leaves(&id) {
            continue;
        }
        if row.name == role::EVERYONE {
            return Err(Error::forbidden("every user has the role Internal/everyone"));
        }
        if row.name == role::ADMIN {
            let user = UserName::new(name, caller.tenant().clone());
            refuse_for_tenant_admin(tx, &user, "must keep the role admin").await?;
        }
        store::role::withdraw(tx, &row.tenant, &id, &row.id).await?;
    }
    Ok(())
}

fn refuse_built_in(name: &str, what: &str) -> Result<(), Error> {
    if role::BUILT_IN.iter().any(|b| b.eq_ignore_ascii_case(name)) {
        return Err(Error::forbidden(format!("the built-in role {name} {what}")));
    }
    Ok(())
}

fn taken(name: &str) -> Error {
    Error::conflict(409, format!("a role with the name {name} already exists"))
}

/// E.g. `manager`, `Internal/manager` or `Application/app_PRODUCTION`.
fn check_name(name: &str) -> Result<&str, Invalid> {
    let bare = without_store(name.trim());
    let allowed = |c: char| !c.is_control() && !"\\<>\"',;`^:".contains(c);
    if bare.is_empty() || bare.chars().count() > MAX_NAME || !bare.chars().all(allowed) {
        return Err(Invalid::new(
            "displayName",
            format!(
                "must have 1 to {MAX_NAME} characters, none of them a control character or one of \\<>\"',;`^:"
            ),
        ));
    }
    Ok(bare)
}
