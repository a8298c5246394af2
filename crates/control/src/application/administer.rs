//! Administrators look at everybody's applications, delete them and give them to others.

use model::user::UserName;
use store::application::{Selection, Sort};
use store::{StoreError, Tx};

use super::{Application, ApplicationPage, in_tenant};
use crate::error::Error;
use crate::tenant_config::SystemScopes;
use crate::{Caller, Control};

/// What a developer has.
const DEVELOPER: &str = "apim:subscribe";

/// Which of a tenant's applications.
#[derive(Debug, Clone, Default)]
pub struct EveryApplicationQuery {
    /// Only this user's; everybody's when empty.
    pub user: String,
    /// Only names that contain this, without case.
    pub name_contains: String,
    /// Another tenant than the caller's own is refused.
    pub tenant: String,
    pub by: Sort,
    pub descending: bool,
    pub offset: i64,
    pub limit: i64,
}

impl Control {
    /// The applications of the caller's tenant, whoever owns them.
    pub async fn all_applications(
        &self,
        caller: &Caller,
        query: &EveryApplicationQuery,
    ) -> Result<ApplicationPage, Error> {
        let tenant = caller.tenant();
        if !query.tenant.is_empty() && query.tenant != tenant.as_str() {
            return Err(Error::invalid("tenantDomain", "must be the own tenant's, or left out"));
        }
        let mut tx = self.read().await?;
        let owner = match query.user.as_str() {
            "" => None,
            name => Some(self.user_named_by(&mut tx, caller, name).await?),
        };
        if owner.as_ref().is_some_and(|o| o.tenant != *tenant) {
            return Ok(ApplicationPage { list: Vec::new(), total: 0 });
        }
        let which = Selection {
            owner: owner.as_ref().map(|o| o.name.as_str()),
            name_contains: &query.name_contains,
            by: query.by,
            descending: query.descending,
        };
        let (rows, total) =
            store::application::page(&mut tx, tenant.as_str(), &which, query.offset, query.limit).await?;
        let list = rows
            .into_iter()
            .map(|l| Ok((Application::from_row(l.row)?, l.subscriptions)))
            .collect::<Result<_, Error>>()?;
        Ok(ApplicationPage { list, total })
    }

    /// Deletes an application of the caller's tenant, whoever owns it.
    pub async fn delete_any_application(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        self.remove_application(caller, id).await
    }

    /// Gives an application with its keys and subscriptions to another developer of the tenant. Its clients are told to
    /// the key manager first: when that cannot be reached, asking again finishes what was begun.
    pub async fn change_application_owner(
        &self,
        caller: &Caller,
        id: &str,
        owner: &str,
    ) -> Result<(), Error> {
        let tenant = caller.tenant();
        let mut tx = self.read().await?;
        let old = in_tenant(&mut tx, caller, id).await?;
        let owner = self.developer(&mut tx, caller, owner).await?;
        if owner == old.owner {
            return Ok(());
        }
        if store::application::by_name(&mut tx, tenant.as_str(), &owner.name, &old.name).await?.is_some() {
            return Err(has_one(&owner, &old.name));
        }
        let keys = crate::key_mapping::of_application(&mut tx, tenant, id).await?;
        drop(tx);
        for client in keys.iter().filter_map(|key| key.consumer_key.as_deref()) {
            let connector = self.resident()?;
            let mut request = connector.get(tenant, client).await?.request;
            request.owner = owner.fully_qualified();
            connector.update(tenant, client, request).await?;
        }
        let mut tx = self.begin().await?;
        let mut application = in_tenant(&mut tx, caller, id).await?;
        application.owner = owner;
        application.updated_at = self.ambient().now().0;
        store::application::update(&mut tx, &application.to_row()?).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => has_one(&application.owner, &application.name),
            other => other.into(),
        })?;
        if application.status != super::status::CREATED && application.status != super::status::REJECTED {
            self.announce_application(&mut tx, &application).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// An active user of the caller's tenant who may use the developer portal.
    pub(crate) async fn developer(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        name: &str,
    ) -> Result<UserName, Error> {
        let user = self.user_named_by(tx, caller, name).await?;
        let roles =
            if user.tenant == *caller.tenant() { self.roles_of_active_user(tx, &user).await? } else { None };
        let roles = roles.ok_or_else(|| Error::invalid("owner", "must be a user of the tenant"))?;
        let scopes = SystemScopes::read(tx, caller.tenant()).await?;
        if scopes.grants(DEVELOPER, &roles) == Some(true) {
            return Ok(user);
        }
        Err(Error::invalid("owner", "must be a developer: none of the user's roles may subscribe to APIs"))
    }
}

fn has_one(owner: &UserName, name: &str) -> Error {
    Error::conflict(409, format!("{owner} already has an application with name {name}"))
}
