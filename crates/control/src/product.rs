//! API products: operations of several APIs, offered as one API with a context, plans and a life cycle of its own.
//!
//! A product is stored as an API of the kind `APIPRODUCT`, so revisions, deployments, life cycle, documents,
//! subscriptions, comments and ratings are those of APIs. What it has of its members is taken when it is saved: what
//! is changed about a member is served only after the product was saved, revised and deployed again.

mod copy;
mod create;
mod delete;
mod get;
mod list;
mod members;
mod outdated;
mod update;

use model::api::ApiConfiguration;
use store::Tx;
use store::api::ApiRow;

use crate::api::{access, code};
use crate::error::Error;
use crate::{Caller, Control};

pub use members::Wish;

/// A product as its publisher wants it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    /// Operations, endpoints and scopes are taken from the members.
    pub configuration: ApiConfiguration,
    pub members: Vec<Wish>,
}

fn not_found(id: &str) -> Error {
    Error::not_found("API Product", id, code::API_NOT_FOUND)
}

impl Control {
    /// The product, if it is the caller's tenant's and the caller may work on it.
    pub(crate) async fn load_product(&self, tx: &mut Tx, caller: &Caller, id: &str) -> Result<ApiRow, Error> {
        let row = store::api::get(tx, caller.tenant().as_str(), id).await?;
        let row = row.filter(|r| r.configuration.is_product()).ok_or_else(|| not_found(id))?;
        access::ensure_may_work(caller, &row.configuration)?;
        Ok(row)
    }

    /// Refuses what is no product that the caller may work on. What follows are the use cases of APIs.
    pub async fn ensure_product(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.read().await?;
        self.load_product(&mut tx, caller, id).await.map(drop)
    }
}
