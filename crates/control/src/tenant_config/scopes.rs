//! Who gets which scope of the REST APIs: `RESTAPIScopes` and `RoleMappings` of a tenant's configuration, and for
//! scopes that are not there the platform's own table.

use std::collections::BTreeMap;

use model::scope;
use model::tenant::TenantDomain;
use model::user::role;
use serde_json::{Map, Value, json};
use store::Tx;

use super::{NAME, current};
use crate::error::Error;
use crate::{Caller, Control};

const SCOPES: &str = "RESTAPIScopes";
const ALIASES: &str = "RoleMappings";
/// Without it nobody could put the configuration right again.
const KEPT: &str = "apim:admin";

/// A scope with the roles of which any one is granted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeRoles {
    pub name: String,
    pub roles: Vec<String>,
}

/// Roles that stand for `role` wherever a scope is granted to it; it is among them or counts no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleAlias {
    pub role: String,
    pub aliases: Vec<String>,
}

/// What a tenant says about the scopes of the REST APIs.
#[derive(Debug, Default)]
pub struct SystemScopes {
    configured: BTreeMap<String, Vec<String>>,
    aliases: BTreeMap<String, Vec<String>>,
}

fn split(names: &str) -> Vec<String> {
    names.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect()
}

impl SystemScopes {
    pub async fn read(tx: &mut Tx, tenant: &TenantDomain) -> Result<Self, Error> {
        let document = store::tenant::document(tx, tenant.as_str(), NAME).await?;
        Ok(document.as_ref().map(Self::of).unwrap_or_default())
    }

    fn of(document: &Value) -> Self {
        let entries = document[SCOPES]["Scope"].as_array().into_iter().flatten();
        let configured = entries
            .filter_map(|e| Some((e["Name"].as_str()?, split(e["Roles"].as_str()?))))
            .filter(|(name, _)| scope::is_reserved(name))
            .map(|(name, roles)| (name.to_owned(), roles))
            .collect();
        let aliases = document[ALIASES].as_object().into_iter().flatten();
        let aliases = aliases.filter_map(|(role, names)| Some((role.clone(), split(names.as_str()?))));
        Self { configured, aliases: aliases.collect() }
    }

    /// The roles as they are configured, before aliases; `None` for what is no scope of the REST APIs.
    fn configured(&self, name: &str) -> Option<Vec<String>> {
        let table = || Some(scope::roles(name)?.iter().map(|r| (*r).to_owned()).collect());
        self.configured.get(name).cloned().or_else(table)
    }

    /// Whether somebody with these roles is granted the scope; `None` for what is no scope of the REST APIs.
    pub fn grants(&self, name: &str, roles: &[String]) -> Option<bool> {
        let has = |role: &String| roles.iter().any(|r| r.eq_ignore_ascii_case(role));
        let alias = |role: &str| self.aliases.iter().find(|(r, _)| r.eq_ignore_ascii_case(role));
        let granted =
            |role: &String| alias(role).map_or_else(|| has(role), |(_, names)| names.iter().any(has));
        Some(self.configured(name)?.iter().any(granted))
    }

    fn all(&self) -> Vec<ScopeRoles> {
        let table = scope::rest_scopes().map(|(name, _)| name);
        let mut names: Vec<&str> = table.chain(self.configured.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        let roles = |name: &str| self.configured(name).unwrap_or_default();
        names.into_iter().map(|name| ScopeRoles { name: name.to_owned(), roles: roles(name) }).collect()
    }

    fn all_aliases(self) -> Vec<RoleAlias> {
        self.aliases.into_iter().map(|(role, aliases)| RoleAlias { role, aliases }).collect()
    }
}

/// Refuses scopes that are not the platform's, and a document by which no administrator would be left.
pub(super) fn check(document: &Value) -> Result<(), Error> {
    for (i, entry) in document[SCOPES]["Scope"].as_array().into_iter().flatten().enumerate() {
        let name = entry["Name"].as_str().unwrap_or_default();
        if !scope::is_reserved(name) {
            let message = format!("{name} is not a scope of the platform's REST APIs");
            return Err(Error::invalid(format!("{SCOPES}.Scope.{i}.Name"), message));
        }
    }
    if SystemScopes::of(document).grants(KEPT, &[role::ADMIN.to_owned()]) != Some(true) {
        let message =
            format!("must leave {KEPT} to the role {}, or nobody could change it again", role::ADMIN);
        return Err(Error::invalid(SCOPES, message));
    }
    Ok(())
}

/// Names of roles as they are written in the document, with commas between.
fn joined(field: &str, roles: &[String]) -> Result<String, Error> {
    let bad = |r: &String| r.trim().is_empty() || r.contains(',') || r.chars().any(char::is_control);
    if roles.iter().any(bad) {
        return Err(Error::invalid(field, "must be names of roles, none of them empty or with a comma"));
    }
    Ok(roles.join(","))
}

impl Control {
    /// Every scope of the REST APIs by name, with the roles it is given to in the caller's tenant.
    pub async fn system_scopes(&self, caller: &Caller) -> Result<Vec<ScopeRoles>, Error> {
        let mut tx = self.read().await?;
        Ok(SystemScopes::read(&mut tx, caller.tenant()).await?.all())
    }

    /// Whether there is such a scope and, where a user is named, whether that user would be granted it.
    pub async fn system_scope(&self, caller: &Caller, name: &str, user: Option<&str>) -> Result<(), Error> {
        let mut tx = self.read().await?;
        let scopes = SystemScopes::read(&mut tx, caller.tenant()).await?;
        let unknown = || Error::not_found("Scope", name, 404);
        let Some(user) = user else { return scopes.configured(name).map(drop).ok_or_else(unknown) };
        let user = self.user_named_by(&mut tx, caller, user).await?;
        let roles = if user.tenant == *caller.tenant() {
            self.roles_of_active_user(&mut tx, &user).await?.unwrap_or_default()
        } else {
            Vec::new()
        };
        scopes.grants(name, &roles).filter(|granted| *granted).map(drop).ok_or_else(unknown)
    }

    /// Gives scopes to other roles; those that are not named stay as they are. In force for tokens from now on.
    pub async fn change_system_scopes(
        &self,
        caller: &Caller,
        changes: Vec<ScopeRoles>,
    ) -> Result<Vec<ScopeRoles>, Error> {
        let mut tx = self.begin().await?;
        let mut document = current(&mut tx, caller.tenant()).await?;
        let mut entries = document[SCOPES]["Scope"].as_array().cloned().unwrap_or_default();
        for (i, change) in changes.into_iter().enumerate() {
            if !scope::is_reserved(&change.name) {
                let message = "is not a scope of the platform's REST APIs";
                return Err(Error::invalid(format!("list[{i}].name"), message));
            }
            let roles = joined(&format!("list[{i}].roles"), &change.roles)?;
            entries.retain(|e| e["Name"] != change.name);
            entries.push(json!({"Name": change.name, "Roles": roles}));
        }
        document[SCOPES] = json!({"Scope": entries});
        self.put_tenant_config(&mut tx, caller, &document).await?;
        tx.commit().await?;
        Ok(SystemScopes::of(&document).all())
    }

    pub async fn role_aliases(&self, caller: &Caller) -> Result<Vec<RoleAlias>, Error> {
        let mut tx = self.read().await?;
        Ok(SystemScopes::read(&mut tx, caller.tenant()).await?.all_aliases())
    }

    /// Replaces all aliases. In force for tokens from now on.
    pub async fn replace_role_aliases(
        &self,
        caller: &Caller,
        aliases: Vec<RoleAlias>,
    ) -> Result<Vec<RoleAlias>, Error> {
        let mut mapping = Map::new();
        for (i, alias) in aliases.into_iter().enumerate() {
            joined(&format!("list[{i}].role"), std::slice::from_ref(&alias.role))?;
            if alias.aliases.is_empty() || mapping.contains_key(&alias.role) {
                let message = "must have at least one role, and be there once for each role";
                return Err(Error::invalid(format!("list[{i}].aliases"), message));
            }
            let names = joined(&format!("list[{i}].aliases"), &alias.aliases)?;
            mapping.insert(alias.role, names.into());
        }
        let mut tx = self.begin().await?;
        let mut document = current(&mut tx, caller.tenant()).await?;
        document[ALIASES] = Value::Object(mapping);
        self.put_tenant_config(&mut tx, caller, &document).await?;
        tx.commit().await?;
        Ok(SystemScopes::of(&document).all_aliases())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_document_is_valid_and_says_what_the_table_says() {
        let document = super::super::default::document();
        let schema = definition::schema::BodySchema::of_draft7(&super::super::schema()).expect("compiles");
        schema.check(&document).expect("fits");
        check(&document).expect("fits");
        assert_eq!(SystemScopes::of(&document).all(), SystemScopes::default().all());
    }

    #[test]
    fn aliases_stand_for_roles_and_replace_them() {
        let document = json!({ALIASES: {"Internal/creator": "Builder, Architect"}});
        let scopes = SystemScopes::of(&document);
        let grants = |role: &str| scopes.grants("apim:api_create", &[role.to_owned()]);
        assert_eq!(["builder", "Architect", "admin"].map(grants), [Some(true); 3]);
        assert_eq!(grants("Internal/creator"), Some(false));
        assert_eq!(scopes.grants("orders:read", &[]), None);
    }
}
