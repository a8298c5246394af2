//! Keys that wait for approval. Nothing is asked of the key manager before.

use model::application::KeyType;
use model::workflow::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;

use super::generate::client_request;
use super::{KeyMapping, KeyState, of_application};
use crate::application::Application;
use crate::error::Error;
use crate::workflow::{self, Ask, Task};
use crate::{Caller, Control};

#[derive(Serialize, Deserialize)]
struct Wish {
    application: String,
}

impl Control {
    /// Files a request for a key where that is needed. Returns whether it was.
    pub(super) async fn ask_for_key(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        application: &Application,
        key: &KeyMapping,
    ) -> Result<bool, Error> {
        let kind = match key.key_type {
            KeyType::Production => Kind::ProductionKey,
            KeyType::Sandbox => Kind::SandboxKey,
        };
        if !workflow::needed(tx, caller.tenant(), kind).await? {
            return Ok(false);
        }
        let (name, owner, key_type) = (&application.name, &application.owner, key.key_type.as_str());
        let description = format!(
            "Approve request to create {key_type} keys for [{name}] from application creator - {owner} with throttling tier - {}",
            application.policy
        );
        let properties = json!({
            "applicationName": name, "userName": owner.to_string(), "applicationTier": application.policy,
            "keyType": key_type, "keyManager": key.key_manager,
        });
        let ask = Ask { kind, subject: &key.id, part: "", description, properties };
        self.ask_for(tx, caller, ask, &Wish { application: application.id.clone() }).await?;
        Ok(true)
    }

    /// Registers the client of an approved key.
    pub(crate) async fn approve_key(&self, task: &Task) -> Result<(), Error> {
        let tenant = &task.tenant;
        let mut tx = self.read().await?;
        let (application, key) = self.key_of(&mut tx, task).await?;
        drop(tx);
        if key.state == KeyState::Completed {
            return Ok(());
        }
        let request = client_request(&application, key.key_type, &key.terms);
        let connector = self.connector_of(tenant, &key.key_manager).await?;
        let client = connector.register(tenant, request).await?;
        self.finish_or_withdraw(tenant, &*connector, key, &client).await.map(drop)
    }

    /// A rejected key goes, so that another one can be asked for.
    pub(crate) async fn reject_key(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        let (_, key) = self.key_of(tx, task).await?;
        self.delete_key_mapping(tx, &task.tenant, &key).await
    }

    async fn key_of(&self, tx: &mut Tx, task: &Task) -> Result<(Application, KeyMapping), Error> {
        let Wish { application } = task.wish()?;
        let row = store::application::by_id(tx, task.tenant.as_str(), &application).await?;
        let application = Application::from_row(row.ok_or_else(|| task.gone())?)?;
        let keys = of_application(tx, &task.tenant, &application.id).await?;
        let key = keys.into_iter().find(|k| k.id == task.subject).ok_or_else(|| task.gone())?;
        Ok((application, key))
    }
}
