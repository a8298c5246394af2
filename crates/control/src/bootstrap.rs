//! First start: the super tenant, its roles, the first administrator.

use model::tenant::TenantDomain;
use serde_json::json;

use crate::Control;
use crate::error::Error;
use crate::tenant::NewTenant;

impl Control {
    /// Whether the database already has its super tenant.
    pub async fn is_bootstrapped(&self) -> Result<bool, Error> {
        let mut tx = self.read().await?;
        Ok(store::tenant::get(&mut tx, TenantDomain::super_tenant().as_str()).await?.is_some())
    }

    /// Makes the super tenant with its administrator. Once; a second call is refused as a conflict.
    pub async fn bootstrap(&self, admin_name: &str, admin_password: &str) -> Result<(), Error> {
        let hash = self.hasher().hash(admin_password).await?;
        let mut tx = self.begin().await?;
        let new = NewTenant {
            domain: TenantDomain::super_tenant(),
            admin_name: admin_name.to_owned(),
            admin_password: String::new(),
            profile: json!({}),
        };
        self.insert_tenant(&mut tx, &new, hash).await?;
        tx.commit().await?;
        Ok(())
    }
}
