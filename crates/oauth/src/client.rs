//! Clients: what the key manager knows of them, and what can be done with them.

mod change;
mod check;
mod register;
pub mod secret;
mod secrets;

pub use check::FOREVER;
pub use register::Again;

use model::key::{Client, ClientRequest};
use model::tenant::TenantDomain;
use store::Tx;
use store::client::ClientRow;

use crate::OAuth;
use crate::error::Error;

/// A client as it is stored.
pub struct Registered {
    pub row: ClientRow,
    pub request: ClientRequest,
    pub tenant: TenantDomain,
}

impl Registered {
    fn from_row(row: ClientRow) -> Result<Self, Error> {
        let bad = |reason: String| store::StoreError::inconsistent("oauth_client", reason);
        let request = serde_json::from_value(row.body.clone()).map_err(|e| bad(e.to_string()))?;
        let tenant = TenantDomain::parse(&row.tenant).map_err(|e| bad(e.to_string()))?;
        Ok(Self { row, request, tenant })
    }

    pub fn id(&self) -> &str {
        &self.row.client_id
    }
    /// Whether the client was registered for a grant.
    pub fn may_use(&self, grant: &str) -> bool {
        self.request.grant_types.iter().any(|g| g == grant)
    }
}

impl OAuth {
    /// A client of any tenant, by its id.
    pub(crate) async fn find_client(&self, tx: &mut Tx, id: &str) -> Result<Option<Registered>, Error> {
        store::client::by_id(tx, id).await?.map(Registered::from_row).transpose()
    }

    /// A client of this tenant.
    pub(crate) async fn own_client(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        id: &str,
    ) -> Result<Registered, Error> {
        let found = self.find_client(tx, id).await?;
        found.filter(|client| client.tenant == *tenant).ok_or(Error::NotFound)
    }

    /// The client with its secret, for its owner and the control plane.
    pub(crate) fn told(&self, client: Registered) -> Result<Client, Error> {
        // None where every secret of the client expires.
        let known = !client.row.sealed_secret.is_empty();
        let secret = known.then(|| self.open_secret(&client.row)).transpose()?;
        Ok(Client { client_id: client.row.client_id, client_secret: secret, request: client.request })
    }
}
