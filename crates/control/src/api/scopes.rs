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
    /// The configuration gets them as they are stored.
    pub(crate) async fn attach_scopes(&self, tx: &mut Tx, api: &mut ApiRow) -> Result<(), Error> {
        let now = self.ambient().now().0;
        let own = store::api::key(&api.configuration.name);
        let (mut ids, mut rows) = (Vec::new(), Vec::new());
        for (i, wanted) in api.configuration.scopes.iter().enumerate() {
            let field = format!("scopes[{i}].scope");
            let scope = &wanted.scope;
            let found = store::scope::by_name(tx, &api.tenant, &scope.name).await?;
            let row = match found {
                Some(row) if row.api_name.is_none() => row,
                Some(mut row) if row.api_name.as_ref() == Some(&own) => {
                    if describe(&mut row, scope) {
                        check_scope(tx, &api.tenant, &field, scope).await?;
                        row.updated_at = now;
                        store::scope::update(tx, &row).await?;
                    }
                    row
                }
                Some(_) => {
                    let message =
                        format!("the scope {} is already assigned locally for a different API", scope.name);
                    return Err(Invalid::new(field, message).code(code::SCOPE_OF_ANOTHER_API).into());
                }
                None if wanted.shared => {
                    let message = format!("there is no shared scope {}", scope.name);
                    return Err(Invalid::new(field, message).code(code::SCOPE_NOT_FOUND).into());
                }
                None => {
                    check_scope(tx, &api.tenant, &field, scope).await?;
                    let row = self.scope_row(&api.tenant, scope, Some(own.clone()));
                    store::scope::insert(tx, &row).await?;
                    row
                }
            };
            ids.push(row.id.clone());
            rows.push(row);
        }
        store::scope::attach(tx, &api.tenant, &api.id, &ids).await?;
        refresh(&mut api.configuration, &rows);
        Ok(())
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
