//! Finding products in the publisher.

use model::product::PRODUCT;
use store::api::search::{Order, Sort};

use crate::api::Listing;
use crate::api::approve;
use crate::api::plain_view;
use crate::api::search::parse;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// The products that the caller may work on and that match `query`, as in [`Control::list_apis`], by name.
    pub async fn list_products(
        &self,
        caller: &Caller,
        query: &str,
        offset: i64,
        limit: i64,
    ) -> Result<Listing, Error> {
        let mut filter = parse(query)?;
        PRODUCT.clone_into(&mut filter.kind);
        if !caller.is_admin() {
            filter.workable_by = Some(caller.roles.clone());
        }
        let order = Order { by: Sort::Name, ascending: true };
        let tenant = caller.tenant();
        let mut tx = self.read().await?;
        let (rows, total) =
            store::api::search::page(&mut tx, tenant.as_str(), &filter, order, offset, limit).await?;
        let mut apis: Vec<_> = rows.into_iter().map(|row| plain_view(tenant, row)).collect();
        approve::tell(&mut tx, tenant.as_str(), &mut apis).await?;
        Ok(Listing { apis, total })
    }
}
