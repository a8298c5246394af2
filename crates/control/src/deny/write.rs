//! Making, switching and deleting deny conditions.

use model::deny::Deny;
use model::tenant::TenantDomain;
use model::user::UserName;
use store::deny::DenyRow;
use store::{StoreError, Tx};

use super::{DenyCondition, Traffic, address, by_id, kind, not_found, value};
use crate::error::Error;
use crate::policy::check::range;
use crate::{Caller, Control};

const VALUE: &str = "conditionValue";

impl Control {
    pub async fn create_deny_condition(
        &self,
        caller: &Caller,
        traffic: Traffic,
        active: bool,
    ) -> Result<DenyCondition, Error> {
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let deny = resolve(&mut tx, tenant, traffic).await?;
        let condition = DenyCondition { id: self.ambient().id(), deny, active };
        let now = self.ambient().now().0;
        let row = DenyRow {
            id: condition.id.clone(),
            tenant: tenant.to_string(),
            kind: kind(&condition.deny).to_owned(),
            value: value(&condition.deny),
            active,
            created_at: now,
            updated_at: now,
            body: serde_json::to_value(&condition.deny).map_err(Error::internal)?,
        };
        store::deny::insert(&mut tx, &row).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => {
                Error::conflict(409, format!("a deny policy for {} {} already exists", row.kind, row.value))
            }
            other => other.into(),
        })?;
        if active {
            self.announce_deny(&mut tx, tenant, &condition, true).await?;
        }
        tx.commit().await?;
        Ok(condition)
    }

    /// Puts a condition in force or out of it.
    pub async fn switch_deny_condition(
        &self,
        caller: &Caller,
        id: &str,
        active: bool,
    ) -> Result<DenyCondition, Error> {
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let present = by_id(&mut tx, tenant, id).await?;
        let condition = DenyCondition { active, ..present };
        let now = self.ambient().now().0;
        store::deny::set_active(&mut tx, tenant.as_str(), id, active, now).await?;
        self.announce_deny(&mut tx, tenant, &condition, active).await?;
        tx.commit().await?;
        Ok(condition)
    }

    pub async fn delete_deny_condition(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let condition = by_id(&mut tx, tenant, id).await?;
        if !store::deny::delete(&mut tx, tenant.as_str(), id).await? {
            return Err(not_found(id));
        }
        self.announce_deny(&mut tx, tenant, &condition, false).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What the traffic is, with names that exist; users may be refused before they exist, as in WSO2.
async fn resolve(tx: &mut Tx, tenant: &TenantDomain, traffic: Traffic) -> Result<Deny, Error> {
    match traffic {
        Traffic::Api(context) => {
            if !store::deny::context_exists(tx, tenant.as_str(), &context).await? {
                return Err(Error::invalid(
                    VALUE,
                    format!("Couldn't Save Block Condition Due to Invalid API Context {context}"),
                ));
            }
            Ok(Deny::Api { context })
        }
        Traffic::Application(name) => application(tx, tenant, name).await,
        Traffic::Ip { address: text, invert } => {
            Ok(Deny::Ip { address: address(&text)?.to_string(), invert })
        }
        Traffic::IpRange { from, to, invert } => {
            let (from, to) = range(from.trim(), to.trim())
                .map_err(|message| Error::invalid("conditionValue.startingIp", message))?;
            Ok(Deny::IpRange { from: from.to_string(), to: to.to_string(), invert })
        }
        Traffic::User(name) => Ok(Deny::User { name: user(tenant, &name)?.fully_qualified() }),
    }
}

async fn application(tx: &mut Tx, tenant: &TenantDomain, qualified: String) -> Result<Deny, Error> {
    let unknown = || {
        Error::invalid(
            VALUE,
            format!(
                "Couldn't Save Block Condition Due to Invalid Application name {qualified}; write owner:name"
            ),
        )
    };
    let (owner, name) = qualified.split_once(':').ok_or_else(unknown)?;
    let owner = user(tenant, owner)?;
    let found = store::application::by_name(tx, tenant.as_str(), &owner.name, name).await?;
    let application_id = found.ok_or_else(unknown)?.id;
    Ok(Deny::Application { application_id, name: qualified })
}

/// A user of the tenant: `alice` or `alice@<tenant>`.
fn user(tenant: &TenantDomain, name: &str) -> Result<UserName, Error> {
    let name = name.trim();
    let local = name.strip_suffix(tenant.as_str()).and_then(|n| n.strip_suffix('@')).unwrap_or(name);
    if local.is_empty() || local.len() > 255 || local.chars().any(char::is_control) {
        return Err(Error::invalid(VALUE, "must be the name of a user, 1 to 255 characters"));
    }
    Ok(UserName::new(local, tenant.clone()))
}
