//! Reading roles.

use super::{Role, not_found, with_members};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// The tenant's roles by name. They are few.
    pub async fn roles(&self, caller: &Caller) -> Result<Vec<Role>, Error> {
        caller.require_admin()?;
        let mut tx = self.read().await?;
        let mut roles = Vec::new();
        for row in store::role::list(&mut tx, caller.tenant().as_str()).await? {
            roles.push(with_members(&mut tx, row).await?);
        }
        Ok(roles)
    }

    pub async fn role(&self, caller: &Caller, id: &str) -> Result<Role, Error> {
        caller.require_admin()?;
        let mut tx = self.read().await?;
        let row = store::role::by_id(&mut tx, caller.tenant().as_str(), id).await?;
        with_members(&mut tx, row.ok_or_else(|| not_found(id))?).await
    }

    /// Whether a role of that name exists in the caller's tenant; any user may ask.
    pub async fn role_exists(&self, caller: &Caller, name: &str) -> Result<bool, Error> {
        let mut tx = self.read().await?;
        super::exists(&mut tx, caller.tenant(), name).await
    }
}
