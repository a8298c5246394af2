//! What API products use of an API, and must go on finding there.

use model::api::ApiConfiguration;
use store::Tx;
use store::api::ApiRow;
use store::api::product::{self, Use};

use super::code;
use crate::error::Error;

/// Says of each operation which products offer it.
pub(super) fn tell(api: &mut ApiConfiguration, uses: &[Use]) {
    for operation in &mut api.operations {
        let of = uses.iter().filter(|u| u.verb == operation.verb && u.target == operation.target);
        operation.used_product_ids = of.map(|u| u.product_id.clone()).collect();
    }
}

/// Refuses a configuration that lacks an operation which a product offers.
pub(super) async fn ensure_kept(tx: &mut Tx, api: &ApiRow, new: &ApiConfiguration) -> Result<(), Error> {
    if lacks(tx, api, new).await? {
        let message = format!(
            "Cannot update API: {}:{}, due to the resources to remove are used by one or more API Products",
            api.configuration.name, api.configuration.version
        );
        return Err(Error::conflict(code::USED_BY_PRODUCTS, message));
    }
    Ok(())
}

/// Does the configuration lack an operation which a product offers?
pub(crate) async fn lacks(tx: &mut Tx, api: &ApiRow, new: &ApiConfiguration) -> Result<bool, Error> {
    let has = |u: &Use| new.operations.iter().any(|o| o.verb == u.verb && o.target == u.target);
    Ok(!product::uses(tx, &api.tenant, &api.id).await?.iter().all(has))
}

/// Refuses to delete an API that a product is made of.
pub(super) async fn ensure_unused(tx: &mut Tx, api: &ApiRow) -> Result<(), Error> {
    if product::uses(tx, &api.tenant, &api.id).await?.is_empty() {
        return Ok(());
    }
    let message = "Cannot delete API since the resources to remove are used by one or more API Products";
    Err(Error::conflict(code::USED_BY_PRODUCTS, message))
}
