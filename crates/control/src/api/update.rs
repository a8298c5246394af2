//! Editing an API.

use model::api::ApiConfiguration;
use store::Tx;
use store::api::ApiRow;

use super::{Api, access, endpoint, normalise, product_use, view};
use crate::error::Error;
use crate::operation_policy::attach;
use crate::{Caller, Control};

impl Control {
    /// Replaces an API's configuration. Name, version, context, type and owner stay as they are; empty endpoint
    /// secrets keep their values. What is deployed does not change: deployments are of revisions.
    pub async fn update_api(
        &self,
        caller: &Caller,
        id: &str,
        mut configuration: ApiConfiguration,
    ) -> Result<Api, Error> {
        configuration.members.clear();
        let mut tx = self.begin().await?;
        let row = self.load_single_api(&mut tx, caller, id).await?;
        let row = self.replace_configuration(&mut tx, caller, row, configuration).await?;
        let api = view(&mut tx, caller.tenant(), row).await?;
        tx.commit().await?;
        Ok(api)
    }

    pub(crate) async fn replace_configuration(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        mut row: ApiRow,
        mut new: ApiConfiguration,
    ) -> Result<ApiRow, Error> {
        let old = &row.configuration;
        new.name.clone_from(&old.name);
        new.version.clone_from(&old.version);
        new.context.clone_from(&old.context);
        new.kind.clone_from(&old.kind);
        normalise::normalise(&mut new, caller.tenant())?;
        product_use::ensure_kept(tx, &row, &new).await?;
        access::check_roles(tx, caller, &new).await?;
        self.check_plans(tx, caller.tenant(), &new, Some(old)).await?;
        crate::category::settle(tx, caller.tenant(), &mut new, Some(old)).await?;
        self.drop_deleted_plans(tx, caller.tenant(), &mut new).await?;
        endpoint::seal(&mut new, Some(old), self.sealer())?;
        let attach = self.attach_policies(tx, caller.tenant(), &row.id, &mut new, Some(old));
        let copies = Box::pin(attach).await?;
        self.store_copies(tx, &row.tenant, copies).await?;
        let was_default = row.is_default;
        row.is_default = new.is_default_version;
        row.configuration = new;
        row.updated_at = self.ambient().now().0;
        self.attach_scopes(tx, &mut row).await?;
        store::api::update(tx, &row).await?;
        attach::prune(tx, &row.tenant, &row.id, &row.configuration).await?;
        if row.is_default && !was_default {
            self.make_default(tx, &row).await?;
        } else if was_default && !row.is_default {
            self.settle_default(tx, &row.tenant, &row.configuration.name).await?;
        }
        Ok(row)
    }

    /// Makes `api` the default version instead of whichever it was.
    pub(super) async fn make_default(&self, tx: &mut Tx, api: &ApiRow) -> Result<(), Error> {
        for other in store::api::versions(tx, &api.tenant, &api.configuration.name).await? {
            if other.is_default && other.id != api.id {
                store::api::set_default(tx, &other.tenant, &other.id, false).await?;
            }
        }
        self.settle_default(tx, &api.tenant, &api.configuration.name).await
    }
}
