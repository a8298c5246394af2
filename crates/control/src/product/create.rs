//! Making a product.

use model::Invalid;
use model::api::ApiConfiguration;
use model::product::PRODUCT;
use store::Tx;
use store::api::ApiRow;

use super::Draft;
use crate::api::{Api, code, view};
use crate::error::Error;
use crate::{Caller, Control};

const FIRST_VERSION: &str = "1.0.0";

impl Control {
    /// Makes a product in the state CREATED, with the definition of its members' operations.
    pub async fn create_product(&self, caller: &Caller, draft: Draft) -> Result<Api, Error> {
        let mut tx = self.begin().await?;
        let row = Box::pin(self.insert_product(&mut tx, caller, draft)).await?;
        let product = view(&mut tx, caller.tenant(), row).await?;
        tx.commit().await?;
        Ok(product)
    }

    pub(crate) async fn insert_product(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        draft: Draft,
    ) -> Result<ApiRow, Error> {
        let Draft { mut configuration, members } = draft;
        as_product(&mut configuration);
        if configuration.version.trim().is_empty() {
            FIRST_VERSION.clone_into(&mut configuration.version);
        }
        if configuration.context.contains(['{', '}']) {
            let message = "is malformed; the context of an API product is a path without templates";
            return Err(Invalid::new("context", message).code(code::CONTEXT_MALFORMED).into());
        }
        let document = self.take_members(tx, caller, &mut configuration, &members).await?;
        let text = document.to_json();
        self.insert_api(tx, caller, configuration, Some(&text)).await
    }
}

/// Without what a product has from its members alone.
pub(super) fn as_product(configuration: &mut ApiConfiguration) {
    PRODUCT.clone_into(&mut configuration.kind);
    configuration.endpoint_config = None;
    configuration.advertise_info = None;
    configuration.operations.clear();
    configuration.scopes.clear();
    configuration.members.clear();
}
