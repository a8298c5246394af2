//! Switching a tenant on and off. Off: nobody signs in, tokens end, gateways refuse its APIs.

use model::catalog::{Key, Kind};
use serde_json::json;

use super::not_found;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn activate_tenant(&self, caller: &Caller, uuid: &str, active: bool) -> Result<(), Error> {
        caller.require_super_admin()?;
        let mut tx = self.begin().await?;
        let row = store::tenant::by_uuid(&mut tx, uuid).await?.ok_or_else(|| not_found(uuid))?;
        if row.domain == model::tenant::SUPER && !active {
            return Err(Error::forbidden("the super tenant cannot be deactivated"));
        }
        store::tenant::set_active(&mut tx, &row.domain, active).await?;
        let key = Key { kind: Kind::Tenant, tenant: row.domain.clone(), id: row.domain.clone() };
        let body = json!({"domain": row.domain, "active": active});
        store::catalog::put(&mut tx, &key, &[], Some(&body), self.ambient().now()).await?;
        tx.commit().await?;
        Ok(())
    }
}
