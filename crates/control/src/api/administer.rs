//! Administrators look at everybody's APIs and give them to other providers.

use store::api::search::{Order, Sort};

use super::list::Listing;
use super::search::parse;
use super::{not_found, plain_view};
use crate::error::Error;
use crate::{Caller, Control};

/// WSO2's code of a provider that an API cannot be given to.
const PROVIDER_REFUSED: u32 = 901_409;

impl Control {
    /// The APIs of the caller's tenant, restricted ones too, by name. `query` is a word of theirs or as in
    /// [`Control::list_apis`]; `*` and nothing are all.
    pub async fn all_apis(
        &self,
        caller: &Caller,
        query: &str,
        offset: i64,
        limit: i64,
    ) -> Result<Listing, Error> {
        let plain = !query.contains([':', '"']);
        let filter = parse(if plain { query.trim().trim_matches('*') } else { query })?;
        let order = Order { by: Sort::Name, ascending: true };
        let tenant = caller.tenant();
        let mut tx = self.read().await?;
        let (rows, total) =
            store::api::search::page(&mut tx, tenant.as_str(), &filter, order, offset, limit).await?;
        Ok(Listing { apis: rows.into_iter().map(|row| plain_view(tenant, row)).collect(), total })
    }

    /// Gives an API to another user of its tenant. Gateways are told; nothing else about the API changes.
    pub async fn change_api_provider(&self, caller: &Caller, id: &str, provider: &str) -> Result<(), Error> {
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let row = store::api::get(&mut tx, tenant.as_str(), id).await?;
        let mut row = row.ok_or_else(|| not_found(id))?;
        let user = self.user_named_by(&mut tx, caller, provider).await?;
        let there = user.tenant == *tenant && self.roles_of_active_user(&mut tx, &user).await?.is_some();
        if !there {
            let message = format!("Error while changing the API provider: User {provider} not found.");
            return Err(Error::refused(PROVIDER_REFUSED, message));
        }
        row.provider = user.to_string();
        row.updated_at = self.ambient().now().0;
        store::api::update(&mut tx, &row).await?;
        self.announce_deployments(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(())
    }
}
