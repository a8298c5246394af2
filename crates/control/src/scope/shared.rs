//! Shared scopes: make, change, list, delete.

use model::api::Scope;
use store::StoreError;
use store::scope::ScopeRow;

use super::check_scope;
use crate::api::code;
use crate::api::scopes::noun;
use crate::error::Error;
use crate::{Caller, Control};

fn not_found(id: &str) -> Error {
    Error::not_found("Shared scope", id, code::SCOPE_NOT_FOUND)
}

impl Control {
    pub async fn create_shared_scope(&self, caller: &Caller, scope: Scope) -> Result<Scope, Error> {
        let mut tx = self.begin().await?;
        let tenant = caller.tenant().as_str();
        check_scope(&mut tx, tenant, "", &scope).await?;
        let row = self.scope_row(tenant, &scope, None);
        store::scope::insert(&mut tx, &row).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => {
                Error::conflict(code::SCOPE_EXISTS, format!("Scope {} already exists", scope.name))
            }
            other => other.into(),
        })?;
        tx.commit().await?;
        Ok(noun(row))
    }

    /// A page of the shared scopes with how many APIs use each, and how many there are.
    pub async fn list_shared_scopes(
        &self,
        caller: &Caller,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<Scope>, i64), Error> {
        let mut tx = self.read().await?;
        let (rows, total) =
            store::scope::page_shared(&mut tx, caller.tenant().as_str(), offset, limit).await?;
        let scopes =
            rows.into_iter().map(|(row, usage)| Scope { usage_count: Some(usage), ..noun(row) }).collect();
        Ok((scopes, total))
    }

    pub async fn get_shared_scope(&self, caller: &Caller, id: &str) -> Result<Scope, Error> {
        let mut tx = self.read().await?;
        let row = self.load_shared_scope(&mut tx, caller, id).await?;
        let usage = store::scope::usage_count(&mut tx, &row.tenant, &row.id).await?;
        Ok(Scope { usage_count: Some(usage), ..noun(row) })
    }

    /// Changes display name, description and roles; the name stays.
    pub async fn update_shared_scope(&self, caller: &Caller, id: &str, scope: Scope) -> Result<Scope, Error> {
        let mut tx = self.begin().await?;
        let old = self.load_shared_scope(&mut tx, caller, id).await?;
        let scope = Scope { name: old.name.clone(), ..scope };
        check_scope(&mut tx, &old.tenant, "", &scope).await?;
        let row = self.scope_row(&old.tenant, &scope, None);
        let row = ScopeRow { id: old.id, created_at: old.created_at, ..row };
        store::scope::update(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(noun(row))
    }

    pub async fn delete_shared_scope(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let row = self.load_shared_scope(&mut tx, caller, id).await?;
        store::scope::delete(&mut tx, &row.tenant, &row.id).await.map_err(|e| match e {
            StoreError::Reference => Error::conflict(
                code::SCOPE_IN_USE,
                format!("Shared Scope {} is already used by one or more APIs", row.name),
            ),
            other => other.into(),
        })?;
        tx.commit().await?;
        Ok(())
    }

    /// Is there a scope of this name, shared or of any API?
    pub async fn scope_exists(&self, caller: &Caller, name: &str) -> Result<bool, Error> {
        let mut tx = self.read().await?;
        Ok(store::scope::by_name(&mut tx, caller.tenant().as_str(), name).await?.is_some())
    }

    pub(super) async fn load_shared_scope(
        &self,
        tx: &mut store::Tx,
        caller: &Caller,
        id: &str,
    ) -> Result<ScopeRow, Error> {
        let row = store::scope::by_id(tx, caller.tenant().as_str(), id).await?;
        row.filter(|r| r.api_name.is_none()).ok_or_else(|| not_found(id))
    }
}
