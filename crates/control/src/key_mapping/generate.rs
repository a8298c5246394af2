//! A developer generates a key: a client is registered at the key manager for the application.

use std::time::Duration;

use model::application::KeyType;
use model::key::{Client, ClientRequest};
use model::tenant::TenantDomain;
use store::StoreError;
use tracing::warn;

use super::{KeyMapping, KeyMode, KeyState, KeyTerms, already_exists, of_application};
use crate::application::{Application, TokenType, owned};
use crate::connector::{IssuedToken, KeyManagerConnector, TokenRequest};
use crate::error::Error;
use crate::{Caller, Control, workflow};

/// A key that has not been finished for so long was left behind by a crash.
const ABANDONED: Duration = Duration::from_secs(120);

/// What a developer asks for.
#[derive(Debug, Clone)]
pub struct KeyDraft {
    pub key_type: KeyType,
    /// Name of the key manager; the resident one when absent.
    pub key_manager: Option<String>,
    pub terms: KeyTerms,
    /// Scopes of the first token.
    pub scopes: Vec<String>,
    /// Seconds that the first token is good for.
    pub validity: Option<i64>,
}

/// A new key with its secret, which is not told again, and a first token where the key may have one. One that waits for
/// approval has neither.
pub struct GeneratedKey {
    pub key: KeyMapping,
    pub secret: Option<String>,
    pub token: Option<IssuedToken>,
}

impl Control {
    /// Generates a key. Goes on to its end even when the caller goes away, so that no client is forgotten.
    pub async fn generate_key(
        &self,
        caller: &Caller,
        application_id: &str,
        draft: KeyDraft,
    ) -> Result<GeneratedKey, Error> {
        draft.terms.check()?;
        let (control, caller, id) = (self.clone(), caller.clone(), application_id.to_owned());
        let work = async move { control.generate_key_to_the_end(&caller, &id, draft).await };
        tokio::spawn(work).await.map_err(Error::internal)?
    }

    async fn generate_key_to_the_end(
        &self,
        caller: &Caller,
        application_id: &str,
        draft: KeyDraft,
    ) -> Result<GeneratedKey, Error> {
        let tenant = caller.tenant();
        let manager = self.choose_key_manager(caller, draft.key_manager.as_deref()).await?;
        manager.require_creation()?;
        let connector = &manager.connector;
        let (application, key, waits) = self.claim_key(caller, application_id, &draft, &manager.name).await?;
        if waits {
            return Ok(GeneratedKey { key, secret: None, token: None });
        }
        let request = client_request(&application, draft.key_type, &draft.terms);
        let client = match connector.register(tenant, request).await {
            Ok(client) => client,
            Err(error) => {
                self.forget_claim(tenant, &key).await;
                return Err(error.into());
            }
        };
        let key = match self.finish_or_withdraw(tenant, &**connector, key.clone(), &client).await {
            Ok(key) => key,
            Err(error) => {
                self.forget_claim(tenant, &key).await;
                return Err(error);
            }
        };
        let token = first_token(&**connector, tenant, &draft, &client).await;
        Ok(GeneratedKey { key, secret: client.client_secret, token })
    }

    /// Takes the application's place for this key, so that of two requests one goes on. Says whether the key has to
    /// wait for approval.
    async fn claim_key(
        &self,
        caller: &Caller,
        application_id: &str,
        draft: &KeyDraft,
        manager: &str,
    ) -> Result<(Application, KeyMapping, bool), Error> {
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let application = owned(&mut tx, caller, application_id).await?;
        application.ensure_usable()?;
        let now = self.ambient().now();
        let keys = of_application(&mut tx, tenant, application_id).await?;
        if let Some(there) = keys.iter().find(|k| k.key_type == draft.key_type && k.key_manager == manager) {
            let age = now.since(model::Timestamp(there.updated_at));
            let asked = !workflow::waiting(&mut tx, tenant.as_str(), &there.id).await?.is_empty();
            if there.state == KeyState::Completed || age < ABANDONED || asked {
                return Err(already_exists());
            }
            store::key_mapping::delete(&mut tx, tenant.as_str(), &there.id).await?;
        }
        let key = KeyMapping {
            id: self.ambient().id(),
            application_id: application_id.to_owned(),
            key_type: draft.key_type,
            key_manager: manager.to_owned(),
            consumer_key: None,
            state: KeyState::Created,
            mode: KeyMode::Created,
            created_at: now.0,
            updated_at: now.0,
            terms: draft.terms.clone(),
        };
        store::key_mapping::insert(&mut tx, &key.to_row(tenant)?).await?;
        let waits = self.ask_for_key(&mut tx, caller, &application, &key).await?;
        tx.commit().await?;
        Ok((application, key, waits))
    }

    /// Finishes a key; when that fails its client goes.
    pub(super) async fn finish_or_withdraw(
        &self,
        tenant: &TenantDomain,
        connector: &dyn KeyManagerConnector,
        key: KeyMapping,
        client: &Client,
    ) -> Result<KeyMapping, Error> {
        let finished = self.finish_key(tenant, key, client).await;
        if finished.is_err()
            && let Err(error) = connector.delete(tenant, &client.client_id).await
        {
            warn!(%error, client = client.client_id, "a client without a key is left at the key manager");
        }
        finished
    }

    async fn finish_key(
        &self,
        tenant: &TenantDomain,
        mut key: KeyMapping,
        client: &Client,
    ) -> Result<KeyMapping, Error> {
        key.consumer_key = Some(client.client_id.clone());
        key.state = KeyState::Completed;
        key.terms = KeyTerms::of(&client.request);
        key.updated_at = self.ambient().now().0;
        let mut tx = self.begin().await?;
        let there = store::key_mapping::update(&mut tx, &key.to_row(tenant)?).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => already_exists(),
            other => other.into(),
        })?;
        if !there {
            return Err(Error::conflict(super::ALREADY_EXISTS, "The key was removed while it was generated"));
        }
        self.announce_key(&mut tx, tenant, &key, &client.client_id).await?;
        tx.commit().await?;
        Ok(key)
    }

    /// Gives the place back after a failure; when that fails too, it counts as abandoned in a while.
    async fn forget_claim(&self, tenant: &TenantDomain, key: &KeyMapping) {
        let work = async {
            let mut tx = self.begin().await?;
            store::key_mapping::delete(&mut tx, tenant.as_str(), &key.id).await?;
            tx.commit().await?;
            Ok::<(), Error>(())
        };
        if let Err(error) = work.await {
            warn!(%error, key = key.id, "an unfinished key could not be removed; the next attempt takes it over");
        }
    }
}

/// A key that may have tokens of its own comes with one. The key is good without it.
async fn first_token(
    connector: &dyn KeyManagerConnector,
    tenant: &TenantDomain,
    draft: &KeyDraft,
    client: &Client,
) -> Option<IssuedToken> {
    if !client.request.grant_types.iter().any(|g| g == "client_credentials") {
        return None;
    }
    let ask = TokenRequest {
        client_id: client.client_id.clone(),
        client_secret: None,
        scopes: draft.scopes.clone(),
        validity: draft.validity,
        revoke: None,
    };
    match connector.issue_token(tenant, ask).await {
        Ok(token) => Some(token),
        Err(error) => {
            warn!(%error, client = client.client_id, "a new key got no first token");
            None
        }
    }
}

pub(super) fn client_request(
    application: &Application,
    key_type: KeyType,
    terms: &KeyTerms,
) -> ClientRequest {
    let mut request = ClientRequest {
        client_name: format!("{}_{}_{}", application.owner, application.id, key_type.as_str()),
        token_type: match application.details.token_type {
            TokenType::Jwt => "JWT",
            // Key managers that know no opaque tokens give signed ones for this.
            TokenType::Oauth => "OAUTH",
        }
        .to_owned(),
        owner: application.owner.fully_qualified(),
        ..ClientRequest::default()
    };
    terms.write_to(&mut request);
    request
}
