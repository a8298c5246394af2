//! Finding APIs in the publisher.

use super::search::parse;
use super::{Api, Order, approve, plain_view};
use crate::error::Error;
use crate::{Caller, Control};

/// A page of APIs, and how many match in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    pub apis: Vec<Api>,
    pub total: i64,
}

impl Control {
    /// The APIs of the caller's tenant that the caller may work on and that match `query`
    /// (`name:pizza version:"1.0.0" tags:food free text`).
    pub async fn list_apis(
        &self,
        caller: &Caller,
        query: &str,
        order: Order,
        offset: i64,
        limit: i64,
    ) -> Result<Listing, Error> {
        let mut filter = parse(query)?;
        filter.no_products = true;
        if !caller.is_admin() {
            filter.workable_by = Some(caller.roles.clone());
        }
        let mut tx = self.read().await?;
        let tenant = caller.tenant();
        let (rows, total) =
            store::api::search::page(&mut tx, tenant.as_str(), &filter, order, offset, limit).await?;
        let mut apis: Vec<_> = rows.into_iter().map(|row| plain_view(tenant, row)).collect();
        approve::tell(&mut tx, tenant.as_str(), &mut apis).await?;
        Ok(Listing { apis, total })
    }
}
