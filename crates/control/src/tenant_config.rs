//! A tenant's own configuration: one JSON document in WSO2's form. What is in force of it: `RESTAPIScopes` and
//! `RoleMappings` (who gets which scope of the REST APIs), `DefaultApplicationLevelTier`, `Workflows` (what needs an
//! administrator's approval) and `SelfSignUp`.

mod default;
mod schema;
mod scopes;

use definition::schema::BodySchema;
use model::tenant::TenantDomain;
use model::user::role;
use model::workflow::Kind;
use serde_json::Value;
use store::Tx;

pub use schema::schema;
pub use scopes::{RoleAlias, ScopeRoles, SystemScopes};

use crate::error::Error;
use crate::{Caller, Control};

/// Name of the document in the store.
const NAME: &str = "tenant-config";

/// The tenant's document, or the one that every tenant starts with.
async fn current(tx: &mut Tx, tenant: &TenantDomain) -> Result<Value, Error> {
    let stored = store::tenant::document(tx, tenant.as_str(), NAME).await?;
    Ok(stored.unwrap_or_else(default::document))
}

/// What waits for an administrator's approval (`Workflows`).
pub(crate) async fn approvals(tx: &mut Tx, tenant: &TenantDomain) -> Result<Vec<Kind>, Error> {
    let Some(document) = store::tenant::document(tx, tenant.as_str(), NAME).await? else {
        return Ok(Vec::new());
    };
    let wanted = |kind: &Kind| document["Workflows"][kind.setting()] == "approval";
    Ok(Kind::ALL.into_iter().filter(wanted).collect())
}

/// The roles of those who sign up by themselves (`SelfSignUp`); `None` where nobody may.
pub(crate) async fn sign_up_roles(tx: &mut Tx, tenant: &TenantDomain) -> Result<Option<Vec<String>>, Error> {
    let document = current(tx, tenant).await?;
    let settings = &document["SelfSignUp"];
    if settings["EnableSignUp"] != true {
        return Ok(None);
    }
    let roles = settings["SignUpRoles"].as_array().into_iter().flatten();
    let mut roles: Vec<String> = roles.filter_map(|r| r.as_str().map(str::to_owned)).collect();
    if roles.is_empty() {
        roles.push(role::SUBSCRIBER.to_owned());
    }
    Ok(Some(roles))
}

impl Control {
    pub async fn tenant_config(&self, tenant: &TenantDomain) -> Result<Value, Error> {
        let mut tx = self.read().await?;
        current(&mut tx, tenant).await
    }

    pub async fn replace_tenant_config(&self, caller: &Caller, document: Value) -> Result<Value, Error> {
        let mut tx = self.begin().await?;
        self.put_tenant_config(&mut tx, caller, &document).await?;
        tx.commit().await?;
        Ok(document)
    }

    async fn put_tenant_config(&self, tx: &mut Tx, caller: &Caller, document: &Value) -> Result<(), Error> {
        let schema = BodySchema::of_draft7(&schema()).map_err(|e| Error::internal(format!("{e:?}")))?;
        schema.check(document).map_err(|fault| {
            let field = fault.pointer.trim_start_matches('/').replace('/', ".");
            Error::invalid(if field.is_empty() { "body".to_owned() } else { field }, fault.message)
        })?;
        scopes::check(document)?;
        let now = self.ambient().now();
        store::tenant::put_document(tx, caller.tenant().as_str(), NAME, document, now).await?;
        Ok(())
    }
}
