//! The scopes in an API's configuration, and the tenant's scopes they stand for.

use model::Invalid;
use model::api::{ApiConfiguration, ApiScope, Scope};
use store::Tx;
use store::api::ApiRow;
use store::scope::ScopeRow;

use super::code;
use crate::Control;
use crate::error::Error;
use crate::scope::check_scope;

impl Control {
    /// Makes the scopes of the row's configuration the API's: local ones are made or changed, shared ones looked up.
    /// The configuration gets them as they are stored. Scopes that deployed revisions ask for stay too.
    pub(crate) async fn attach_scopes(&self, tx: &mut Tx, api: &mut ApiRow) -> Result<(), Error> {
        let mut rows = Vec::new();
        for (i, wanted) in api.configuration.scopes.iter().enumerate() {
            rows.push(self.attach_scope(tx, api, i, wanted).await?);
        }
        let mut ids: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
        for deployment in store::revision::deployment::list(tx, &api.tenant, &api.id).await? {
            ids.extend(self.deployed_scopes(tx, api, &deployment.revision_id).await?);
        }
        store::scope::attach(tx, &api.tenant, &api.id, &ids).await?;
        refresh(&mut api.configuration, &rows);
        Ok(())
    }

    /// The `i`th scope of the configuration as it is stored.
    async fn attach_scope(
        &self,
        tx: &mut Tx,
        api: &ApiRow,
        i: usize,
        wanted: &ApiScope,
    ) -> Result<ScopeRow, Error> {
        let own = store::api::key(&api.configuration.name);
        let field = format!("scopes[{i}].scope");
        let scope = &wanted.scope;
        match store::scope::by_name(tx, &api.tenant, &scope.name).await? {
            // A product has those of its members.
            Some(row) if row.api_name.is_none() || api.configuration.is_product() => Ok(row),
            Some(mut row) if row.api_name.as_ref() == Some(&own) => {
                if describe(&mut row, scope) {
                    check_scope(tx, &api.tenant, &field, scope).await?;
                    row.updated_at = self.ambient().now().0;
                    store::scope::update(tx, &row).await?;
                }
                Ok(row)
            }
            Some(_) => {
                let message =
                    format!("the scope {} is already assigned locally for a different API", scope.name);
                Err(Invalid::new(field, message).code(code::SCOPE_OF_ANOTHER_API).into())
            }
            None if wanted.shared => {
                let message = format!("there is no shared scope {}", scope.name);
                Err(Invalid::new(field, message).code(code::SCOPE_NOT_FOUND).into())
            }
            None => {
                check_scope(tx, &api.tenant, &field, scope).await?;
                let row = self.scope_row(&api.tenant, scope, Some(own));
                store::scope::insert(tx, &row).await?;
                Ok(row)
            }
        }
    }

    /// Ids of the scopes that a deployed revision has; local ones deleted since are made again.
    async fn deployed_scopes(
        &self,
        tx: &mut Tx,
        api: &ApiRow,
        revision_id: &str,
    ) -> Result<Vec<String>, Error> {
        let Some(revision) = store::revision::get(tx, &api.tenant, revision_id).await? else {
            return Ok(Vec::new());
        };
        let own = store::api::key(&api.configuration.name);
        let mut ids = Vec::new();
        for entry in revision.configuration.scopes {
            let found = store::scope::by_name(tx, &api.tenant, &entry.scope.name).await?;
            if let Some(row) = found {
                let usable =
                    row.api_name.as_ref().is_none_or(|name| *name == own) || api.configuration.is_product();
                ids.extend(usable.then_some(row.id));
            } else if !entry.shared {
                let row = self.scope_row(&api.tenant, &entry.scope, Some(own.clone()));
                store::scope::insert(tx, &row).await?;
                ids.push(row.id);
            }
        }
        Ok(ids)
    }

    /// A new scope's row.
    pub(crate) fn scope_row(&self, tenant: &str, scope: &Scope, api_name: Option<String>) -> ScopeRow {
        let now = self.ambient().now().0;
        let mut row = ScopeRow {
            id: self.ambient().id(),
            tenant: tenant.to_owned(),
            name: scope.name.clone(),
            api_name,
            display_name: String::new(),
            description: String::new(),
            bindings: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        describe(&mut row, scope);
        row
    }
}

/// Gives the row what the scope says; returns whether that changed it.
fn describe(row: &mut ScopeRow, scope: &Scope) -> bool {
    let display = if scope.display_name.is_empty() { &scope.name } else { &scope.display_name };
    let same = row.display_name == *display
        && row.description == scope.description
        && row.bindings == scope.bindings;
    display.clone_into(&mut row.display_name);
    scope.description.clone_into(&mut row.description);
    scope.bindings.clone_into(&mut row.bindings);
    !same
}

/// Replaces what a configuration says about its scopes by what they are now.
pub(super) fn refresh(api: &mut ApiConfiguration, rows: &[ScopeRow]) {
    for entry in &mut api.scopes {
        if let Some(row) = rows.iter().find(|r| r.name == entry.scope.name) {
            *entry = ApiScope { shared: row.api_name.is_none(), scope: noun(row.clone()) };
        }
    }
}

pub(crate) fn noun(row: ScopeRow) -> Scope {
    Scope {
        id: Some(row.id),
        name: row.name,
        display_name: row.display_name,
        description: row.description,
        bindings: row.bindings,
        usage_count: None,
    }
}
