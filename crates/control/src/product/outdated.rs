//! Has a member changed since its product was saved?

use super::members::renewed;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Whether saving the product again would change what it has of its members.
    pub async fn product_is_outdated(&self, caller: &Caller, id: &str) -> Result<bool, Error> {
        let mut tx = self.read().await?;
        let product = self.load_product(&mut tx, caller, id).await?;
        for member in &product.configuration.members {
            let api = store::api::get(&mut tx, &product.tenant, &member.api_id).await?;
            let now = api.and_then(|api| renewed(&api.configuration, member));
            if now.as_ref() != Some(member) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
