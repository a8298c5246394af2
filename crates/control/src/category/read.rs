//! Reading categories.

use model::tenant::TenantDomain;

use super::Category;
use crate::Control;
use crate::error::Error;

impl Control {
    /// The categories of a tenant, by name; they are no secret to anybody who looks at its APIs.
    pub async fn categories(&self, tenant: &TenantDomain) -> Result<Vec<Category>, Error> {
        let mut tx = self.read().await?;
        let all = store::category::list(&mut tx, tenant.as_str()).await?;
        Ok(all.into_iter().map(Category::from).collect())
    }
}
