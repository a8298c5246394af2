//! Editing a product.

use store::Tx;
use store::api::ApiRow;

use super::create::as_product;
use super::{Draft, Wish};
use crate::api::{Api, view};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Replaces a product's configuration, and takes its members as they are now. Name, version, context and owner
    /// stay as they are. Without members in the draft those it has stay, with the operations it offers.
    pub async fn update_product(&self, caller: &Caller, id: &str, draft: Draft) -> Result<Api, Error> {
        let mut tx = self.begin().await?;
        let row = self.load_product(&mut tx, caller, id).await?;
        let row = Box::pin(self.replace_product(&mut tx, caller, row, draft)).await?;
        let product = view(&mut tx, caller.tenant(), row).await?;
        tx.commit().await?;
        Ok(product)
    }

    pub(crate) async fn replace_product(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        row: ApiRow,
        draft: Draft,
    ) -> Result<ApiRow, Error> {
        let Draft { mut configuration, mut members } = draft;
        as_product(&mut configuration);
        if members.is_empty() {
            let offered = |m: &model::product::ProductMember| Wish {
                api_id: m.api_id.clone(),
                operations: m.operations.iter().map(|o| (o.verb.clone(), o.target.clone())).collect(),
            };
            members = row.configuration.members.iter().map(offered).collect();
        }
        configuration.name.clone_from(&row.configuration.name);
        configuration.version.clone_from(&row.configuration.version);
        let document = self.take_members(tx, caller, &mut configuration, &members).await?;
        let row = self.replace_configuration(tx, caller, row, configuration).await?;
        store::api::definition::put(tx, &row.tenant, &row.id, &document.to_json()).await?;
        Ok(row)
    }
}
