//! Deleting a user. What the user owns stays.

use model::user::UserName;

use super::account::not_found;
use super::change::refuse_for_tenant_admin;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn delete_user(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        caller.require_admin()?;
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let row = store::user::by_id(&mut tx, tenant.as_str(), id).await?.ok_or_else(|| not_found(id))?;
        let user = UserName::new(row.name, tenant.clone());
        refuse_for_tenant_admin(&mut tx, &user, "cannot be deleted").await?;
        self.revoke_user_tokens(&mut tx, &user).await?;
        store::workflow::delete_of_subject(&mut tx, tenant.as_str(), id).await?;
        store::user::delete(&mut tx, tenant.as_str(), id).await?;
        tx.commit().await?;
        Ok(())
    }
}
