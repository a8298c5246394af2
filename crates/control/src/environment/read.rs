//! Looking at environments.

use hub::Presence;
use store::Tx;

use super::{Registered, code};
use crate::error::Error;
use crate::{Caller, Control};

pub(super) fn not_found(id: &str) -> Error {
    Error::not_found("Gateway Environment", id, code::NOT_FOUND)
}

impl Control {
    /// Every environment of the caller's tenant, for administrators.
    pub async fn environments(&self, caller: &Caller) -> Result<Vec<Registered>, Error> {
        let mut tx = self.read().await?;
        self.environments_in(&mut tx, caller.tenant().as_str()).await
    }

    /// Those that the caller may deploy to.
    pub async fn environments_open_to(&self, caller: &Caller) -> Result<Vec<Registered>, Error> {
        let mut all = self.environments(caller).await?;
        all.retain(|e| e.permissions.admit(&caller.roles));
        Ok(all)
    }

    /// The gateways that serve an environment now.
    pub async fn gateways_of(&self, caller: &Caller, id: &str) -> Result<Vec<Presence>, Error> {
        let mut tx = self.read().await?;
        let environment = self.environment_by_id(&mut tx, caller, id).await?;
        drop(tx);
        let unknown = |_| Error::Unavailable("the event hub does not say which gateways are present");
        let mut present = self.hub().present().await.map_err(unknown)?;
        present.retain(|p| p.serves(&environment.environment.name));
        present.sort_by(|a, b| a.node.cmp(&b.node));
        Ok(present)
    }

    pub(super) async fn environment_by_id(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        id: &str,
    ) -> Result<Registered, Error> {
        if let Some(configured) = self.config().environments.iter().find(|e| e.name == id) {
            return Ok(Registered::of_configuration(configured));
        }
        let row = store::environment::by_id(tx, caller.tenant().as_str(), id).await?;
        Registered::from_row(row.ok_or_else(|| not_found(id))?)
    }
}
