//! The keys that other key managers sign with: fetched here, and announced to gateways, which never go and ask. They
//! are looked at again from time to time, whatever tokens name: a stranger's token makes nobody fetch.

use std::time::Duration;

use base64::Engine as _;
use jose::VerificationKeys;
use jose::jwk::{Jwk, JwkSet};
use model::catalog;
use model::tenant::TenantDomain;
use outbound::Ask;
use serde_json::{Value, json};
use store::Tx;
use store::key_manager::KeyManagerRow;
use tokio::task::JoinSet;
use tracing::{info, warn};

use super::{KeyManager, Settings, catalog_key};
use crate::Control;
use crate::certificate::Certificate;
use crate::error::Error;

const LARGEST: usize = 256 * 1024;
const PATIENCE: Duration = Duration::from_secs(5);
/// Key managers that are asked at the same time.
const AT_ONCE: usize = 8;

/// The key of a certificate, as a set. PEM, or that in base64 as WSO2's portal sends it.
pub fn of_certificate(text: &str) -> Result<Value, String> {
    let text = text.trim();
    let decoded = base64::engine::general_purpose::STANDARD.decode(text).ok();
    let pem = decoded.filter(|d| d.starts_with(b"-----BEGIN")).unwrap_or_else(|| text.as_bytes().to_vec());
    let spki = Certificate::public_key(&pem)?;
    let key = Jwk::from_spki_der(&spki).and_then(|jwk| jwk.to_public_json());
    Ok(json!({"keys": [key.map_err(|e| e.to_string())?]}))
}

/// The set of a key manager that has a certificate.
pub fn of_pem(settings: &Settings) -> Option<String> {
    let certificates = settings.certificates.as_ref().filter(|c| c.kind == "PEM")?;
    of_certificate(&certificates.value).ok().map(|set| set.to_string())
}

/// The public keys of a set that can check signatures.
fn public(body: &[u8]) -> Result<Value, String> {
    let set = JwkSet::parse(body).map_err(|e| e.to_string())?;
    let (keys, _) = VerificationKeys::from_jwk_set(&set).map_err(|e| e.to_string())?;
    // A shared secret among public keys would let anybody sign who can read it.
    if keys.is_empty() || keys.iter().any(jose::VerificationKey::is_symmetric) {
        return Err("needs public keys, and those only".to_owned());
    }
    Ok(set.to_public_json())
}

impl Control {
    /// Tells gateways whose tokens they may take, in the caller's transaction.
    pub(super) async fn announce_key_manager(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        row: &KeyManagerRow,
        settings: &Settings,
    ) -> Result<(), Error> {
        let keys = row.jwks.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let usable = settings.enabled && settings.is_direct() && !settings.issuer.is_empty();
        let body = keys.filter(|_| usable).map(|jwks| {
            json!(catalog::KeyManager {
                name: row.name.clone(),
                issuer: settings.issuer.clone(),
                enabled: true,
                jwks,
                consumer_key_claim: settings.consumer_key_claim.clone(),
                scopes_claim: settings.scopes_claim.clone(),
            })
        });
        let key = catalog_key(tenant, &row.id);
        store::catalog::put(tx, &key, &[], body.as_ref(), self.ambient().now()).await?;
        Ok(())
    }

    /// Looks at the keys of every key manager, now and then, until it is told to stop.
    pub async fn watch_key_managers(&self, every: Duration, stop: impl Future<Output = ()>) {
        let watch = async {
            loop {
                if let Err(error) = self.look_at_all_keys().await {
                    warn!(%error, "keys of other key managers could not be looked at; trying again");
                }
                tokio::time::sleep(every).await;
            }
        };
        tokio::select! { () = watch => {}, () = stop => {} }
    }

    async fn look_at_all_keys(&self) -> Result<(), Error> {
        let mut tx = self.read().await?;
        let all = store::key_manager::everywhere(&mut tx).await?;
        drop(tx);
        let mut under_way = JoinSet::new();
        for (tenant, id) in all {
            if under_way.len() >= AT_ONCE {
                under_way.join_next().await;
            }
            let (control, tenant) = (self.clone(), TenantDomain::parse(&tenant)?);
            under_way.spawn(async move { control.look_at_keys(&tenant, &id).await });
        }
        while under_way.join_next().await.is_some() {}
        Ok(())
    }

    /// Whoever made or changed it does not wait for it.
    pub(super) fn look_at_keys_soon(&self, tenant: TenantDomain, id: String) {
        let control = self.clone();
        tokio::spawn(async move { control.look_at_keys(&tenant, &id).await });
    }

    async fn look_at_keys(&self, tenant: &TenantDomain, id: &str) {
        if let Err(error) = self.fetch_keys(tenant, id).await {
            warn!(%error, tenant = tenant.as_str(), id, "the keys of a key manager cannot be had; those known stay");
        }
    }

    async fn fetch_keys(&self, tenant: &TenantDomain, id: &str) -> Result<(), Error> {
        let mut tx = self.read().await?;
        let row = store::key_manager::by_id(&mut tx, tenant.as_str(), id).await?;
        drop(tx);
        let Some(row) = row else { return Ok(()) };
        let settings = KeyManager::from_row(&row)?.settings;
        let Some(source) = settings.certificates.clone().filter(|c| c.kind == "JWKS" && settings.enabled)
        else {
            return Ok(());
        };
        let ask = Ask::get(&source.value).most(LARGEST).within(PATIENCE);
        let answer = self.outbound()?.fetch(ask).await;
        let answer = answer.map_err(|e| crate::outbound::wrong_url("certificates.value", &e))?;
        let keys = public(&answer.body).map_err(|e| Error::invalid("certificates.value", e))?.to_string();
        if row.jwks.as_ref() == Some(&keys) {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        let row = store::key_manager::by_id(&mut tx, tenant.as_str(), id).await?;
        let Some(mut row) = row else { return Ok(()) };
        let settings = KeyManager::from_row(&row)?.settings;
        // It may have been changed meanwhile: then these keys are not its own.
        if settings.certificates.as_ref() != Some(&source) {
            return Ok(());
        }
        row.jwks = Some(keys);
        store::key_manager::update(&mut tx, &row).await?;
        self.announce_key_manager(&mut tx, tenant, &row, &settings).await?;
        tx.commit().await?;
        info!(tenant = tenant.as_str(), key_manager = row.name, "its keys are others now");
        Ok(())
    }
}
