//! Developers make their own accounts, where the tenant's configuration lets them.

use model::user::UserName;
use model::workflow::Kind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::{StoreError, Tx};

use super::account::{check_name, check_password};
use super::create::taken;
use crate::Control;
use crate::error::Error;
use crate::tenant_config::sign_up_roles;
use crate::workflow::{self, Ask, Task};

/// What somebody who signs up tells.
pub struct SignUp {
    /// With the tenant's domain after it, unless it is the super tenant.
    pub name: String,
    pub password: String,
    /// SCIM2 attributes.
    pub profile: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
struct Wish {
    roles: Vec<String>,
}

impl Control {
    /// Makes an account for somebody nobody knows. Where that needs approval it has no roles before.
    pub async fn sign_up(&self, new: SignUp) -> Result<(), Error> {
        let closed = || Error::forbidden("Self sign-up is not enabled for this tenant");
        let mut tx = self.read().await?;
        let asked = self.parse_user_name(&mut tx, new.name.trim()).await?;
        let tenant = asked.tenant.clone();
        if !self.tenant_is_active(&mut tx, &tenant).await? || sign_up_roles(&mut tx, &tenant).await?.is_none()
        {
            return Err(closed());
        }
        let name = check_name(&asked.name, &tenant)?;
        check_password(&new.password)?;
        self.refuse_name_of_other_tenant(&mut tx, &name, &tenant).await?;
        if store::user::by_name(&mut tx, tenant.as_str(), &name).await?.is_some() {
            return Err(taken(&name));
        }
        drop(tx);
        let hash = self.hasher().hash(&new.password).await?;
        let mut tx = self.begin().await?;
        let roles = sign_up_roles(&mut tx, &tenant).await?.ok_or_else(closed)?;
        let waits = workflow::needed(&mut tx, &tenant, Kind::SignUp).await?;
        let user = UserName::new(name, tenant.clone());
        let given: Vec<&str> = if waits { Vec::new() } else { roles.iter().map(String::as_str).collect() };
        let id = self.insert_user(&mut tx, &user, hash, Value::Object(new.profile), &given).await;
        let id = id.map_err(|e| match e {
            Error::Store(StoreError::Duplicate { .. }) => taken(&user.name),
            other => other,
        })?;
        if waits {
            let description = format!("Approve self sign up request from user - {user}");
            let properties = json!({"tenantAwareUserName": user.name, "tenantDomain": tenant.as_str()});
            let ask = Ask { kind: Kind::SignUp, subject: &id, part: "", description, properties };
            self.ask_approval(&mut tx, &tenant, user.to_string(), ask, &Wish { roles }).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn approve_sign_up(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        let (Wish { roles }, tenant) = (task.wish()?, task.tenant.as_str());
        store::user::by_id(tx, tenant, &task.subject).await?.ok_or_else(|| task.gone())?;
        for name in &roles {
            let role = store::role::by_name(tx, tenant, name).await?;
            let role =
                role.ok_or_else(|| Error::invalid("SignUpRoles", format!("the role {name} does not exist")))?;
            store::role::assign(tx, tenant, &task.subject, &role.id).await?;
        }
        Ok(())
    }

    /// Whoever was rejected is forgotten.
    pub(crate) async fn reject_sign_up(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        let tenant = task.tenant.as_str();
        let row = store::user::by_id(tx, tenant, &task.subject).await?.ok_or_else(|| task.gone())?;
        self.revoke_user_tokens(tx, &UserName::new(row.name, task.tenant.clone())).await?;
        store::user::delete(tx, tenant, &task.subject).await?;
        Ok(())
    }
}
