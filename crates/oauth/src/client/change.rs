//! Changing and deleting a client, and giving it a new secret.

use model::key::ClientRequest;
use model::tenant::TenantDomain;
use serde_json::json;

use super::register::name_taken;
use super::{Registered, check};
use crate::OAuth;
use crate::error::Error;

impl OAuth {
    /// Replaces a client's settings; id and secret stay. An empty owner stays too.
    pub(crate) async fn change_client(
        &self,
        tenant: &TenantDomain,
        id: &str,
        request: ClientRequest,
    ) -> Result<Registered, Error> {
        let mut request = check::check(request)?;
        let mut tx = self.control().begin().await?;
        let mut client = self.own_client(&mut tx, tenant, id).await?;
        request.owner = if request.owner.is_empty() {
            client.row.owner.clone()
        } else {
            self.control().parse_user_name(&mut tx, &request.owner).await?.fully_qualified()
        };
        client.row.name.clone_from(&request.client_name);
        client.row.owner.clone_from(&request.owner);
        client.row.body = json!(request);
        client.row.updated_at = self.control().ambient().now().0;
        client.request = request;
        store::client::update(&mut tx, &client.row).await.map_err(name_taken)?;
        tx.commit().await?;
        Ok(client)
    }

    /// Gives a client a new secret; every other is refused from now on. Tokens stay good.
    pub(crate) async fn renew_secret(&self, tenant: &TenantDomain, id: &str) -> Result<Registered, Error> {
        let mut tx = self.control().begin().await?;
        let mut client = self.own_client(&mut tx, tenant, id).await?;
        let (new, _) = self.new_secret(id)?;
        client.row.secret_hash = new.hash;
        client.row.sealed_secret = new.sealed;
        client.row.updated_at = self.control().ambient().now().0;
        store::client_secret::delete_of_client(&mut tx, tenant.as_str(), id).await?;
        store::client::update(&mut tx, &client.row).await?;
        tx.commit().await?;
        Ok(client)
    }

    /// Deletes a client and revokes every token issued through it.
    pub(crate) async fn delete_client(&self, tenant: &TenantDomain, id: &str) -> Result<(), Error> {
        let mut tx = self.control().begin().await?;
        self.own_client(&mut tx, tenant, id).await?;
        self.control().revoke_client_tokens(&mut tx, tenant, id).await?;
        store::client::delete(&mut tx, tenant.as_str(), id).await?;
        tx.commit().await?;
        Ok(())
    }
}
