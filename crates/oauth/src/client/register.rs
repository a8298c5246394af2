//! Registering a client.

use model::key::ClientRequest;
use model::tenant::TenantDomain;
use serde_json::json;
use store::StoreError;
use store::client::ClientRow;

use super::{Registered, check, secret};
use crate::OAuth;
use crate::error::Error;

/// What to do when the owner already has a client of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It stays as it is, as in WSO2's dynamic registration.
    Keep,
    /// It takes the new settings.
    Update,
}

impl OAuth {
    /// The client of this name of this owner in this tenant, made if it does not exist; with the same id and
    /// secret however often it is asked for.
    pub(crate) async fn register(
        &self,
        tenant: &TenantDomain,
        request: ClientRequest,
        again: Again,
    ) -> Result<Registered, Error> {
        let mut request = check::check(request)?;
        let mut tx = self.control().begin().await?;
        request.owner = self.control().parse_user_name(&mut tx, &request.owner).await?.fully_qualified();
        let (owner, name) = (request.owner.as_str(), request.client_name.as_str());
        if let Some(row) = store::client::by_name(&mut tx, tenant.as_str(), owner, name).await? {
            let mut found = Registered::from_row(row)?;
            if again == Again::Update && found.request != request {
                found.row.body = json!(request);
                found.row.updated_at = self.control().ambient().now().0;
                found.request = request;
                store::client::update(&mut tx, &found.row).await?;
                tx.commit().await?;
            }
            return Ok(found);
        }
        if store::tenant::get(&mut tx, tenant.as_str()).await?.is_none() {
            return Err(Error::NotFound);
        }
        let client_id = self.control().ambient().secret(secret::LENGTH);
        let (new, _) = self.new_secret(&client_id)?;
        let now = self.control().ambient().now().0;
        let row = ClientRow {
            client_id,
            tenant: tenant.as_str().to_owned(),
            name: request.client_name.clone(),
            owner: request.owner.clone(),
            active: true,
            secret_hash: new.hash,
            sealed_secret: new.sealed,
            created_at: now,
            updated_at: now,
            body: json!(request),
        };
        store::client::insert(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(Registered { row, request, tenant: tenant.clone() })
    }
}

/// A unique key that is taken, told apart from other failures of the store.
pub(super) fn name_taken(error: StoreError) -> Error {
    match error {
        StoreError::Duplicate { .. } => {
            Error::request("client_name: the owner has another client of this name")
        }
        other => other.into(),
    }
}
