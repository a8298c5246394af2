//! Which operations of which APIs the API products offer.

use super::ApiRow;
use crate::{StoreError, Tx, on};

/// An operation of an API that a product offers.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Use {
    pub product_id: String,
    pub verb: String,
    pub target: String,
}

/// What products offer of an API.
pub async fn uses(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<Use>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT product_id, verb, target FROM api_product_operation WHERE tenant = $1 AND api_id = $2
         ORDER BY product_id, target, verb")
        .bind(tenant).bind(api_id).fetch_all(c).await)?)
}

/// Rewrites what a product offers; nothing for other APIs.
pub(super) async fn index(tx: &mut Tx, row: &ApiRow) -> Result<(), StoreError> {
    if !row.configuration.is_product() {
        return Ok(());
    }
    on!(tx, c => sqlx::query("DELETE FROM api_product_operation WHERE product_id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).execute(c).await.map(drop))?;
    for member in &row.configuration.members {
        for operation in &member.operations {
            on!(tx, c => sqlx::query(
                "INSERT INTO api_product_operation (product_id, verb, target, tenant, api_id)
                 VALUES ($1, $2, $3, $4, $5)")
                .bind(&row.id).bind(&operation.verb).bind(&operation.target).bind(&row.tenant)
                .bind(&member.api_id).execute(c).await.map(drop))?;
        }
    }
    Ok(())
}
