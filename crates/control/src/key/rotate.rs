//! Making, publishing, rotating and deleting keys.

use jose::{SignatureAlgorithm, SigningKey};
use model::catalog::{Key, KeyManager, Kind};
use model::key::RESIDENT;
use model::tenant::TenantDomain;
use serde_json::json;
use store::Tx;
use store::signing_key::{self, SigningKeyRow};

use super::cache::jwks;
use crate::Control;
use crate::error::Error;

/// Id of the resident key manager's catalog document; the tenant is the rest of its key.
pub const RESIDENT_ID: &str = "resident";

impl Control {
    /// The next key, published since the last rotation, signs from now on; the active one retires; a new next one
    /// is made and published.
    pub async fn rotate_signing_key(&self, tenant: &TenantDomain) -> Result<(), Error> {
        let mut tx = self.read().await?;
        let keys = signing_key::list(&mut tx, tenant.as_str()).await?;
        drop(tx);
        let active = keys.iter().find(|k| k.state == signing_key::ACTIVE);
        let active = active.ok_or_else(|| Error::not_found("signing key", tenant.as_str(), 0))?;
        self.rotate_from(tenant, &active.kid).await?;
        Ok(())
    }

    /// Rotates if `active` still is the active key: whoever comes second finds that it is done. Returns whether this
    /// call did it.
    pub(super) async fn rotate_from(&self, tenant: &TenantDomain, active: &str) -> Result<bool, Error> {
        let next = self.make_key(tenant, signing_key::NEXT).await?;
        let mut tx = self.begin().await?;
        if !signing_key::advance(&mut tx, tenant.as_str(), active).await? {
            return Ok(false);
        }
        signing_key::insert(&mut tx, &next).await?;
        self.publish_resident_key_manager(&mut tx, tenant).await?;
        tx.commit().await?;
        self.keys().forget(tenant);
        tracing::info!(tenant = tenant.as_str(), retired = active, "signing keys rotated");
        Ok(true)
    }

    /// Gives a new tenant its keys, in the caller's transaction.
    pub(crate) async fn insert_signing_keys(&self, tx: &mut Tx, tenant: &TenantDomain) -> Result<(), Error> {
        for state in [signing_key::ACTIVE, signing_key::NEXT] {
            signing_key::insert(tx, &self.make_key(tenant, state).await?).await?;
        }
        self.publish_resident_key_manager(tx, tenant).await
    }

    /// Gives an existing tenant its keys if it has none.
    pub(super) async fn ensure_signing_keys(&self, tenant: &TenantDomain) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        if store::tenant::get(&mut tx, tenant.as_str()).await?.is_none() {
            return Err(Error::not_found("tenant", tenant.as_str(), 0));
        }
        if signing_key::list(&mut tx, tenant.as_str()).await?.is_empty() {
            self.insert_signing_keys(&mut tx, tenant).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Writes the catalog document by which gateways trust this tenant's tokens, in the caller's transaction.
    pub(crate) async fn publish_resident_key_manager(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
    ) -> Result<(), Error> {
        let rows = signing_key::list(tx, tenant.as_str()).await?;
        let body = json!(KeyManager {
            name: RESIDENT.to_owned(),
            issuer: self.issuer(tenant),
            enabled: true,
            jwks: jwks(&rows),
            consumer_key_claim: "azp".to_owned(),
            scopes_claim: "scope".to_owned(),
        });
        let key =
            Key { kind: Kind::KeyManager, tenant: tenant.as_str().to_owned(), id: RESIDENT_ID.to_owned() };
        store::catalog::put(tx, &key, &[], Some(&body), self.ambient().now()).await?;
        Ok(())
    }

    /// Deletes retired keys of which no valid token is left.
    pub(crate) async fn purge_signing_keys(&self, tx: &mut Tx) -> Result<(), Error> {
        for tenant in signing_key::purge(tx, self.ambient().now().secs()).await? {
            let tenant = TenantDomain::parse(&tenant)?;
            self.publish_resident_key_manager(tx, &tenant).await?;
            self.keys().forget(&tenant);
        }
        Ok(())
    }

    pub(super) async fn make_key(&self, tenant: &TenantDomain, state: &str) -> Result<SigningKeyRow, Error> {
        let key = tokio::task::spawn_blocking(|| SigningKey::generate(SignatureAlgorithm::Rs256))
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)?;
        let public = key.public_jwk().and_then(|jwk| jwk.to_public_json()).map_err(Error::internal)?;
        let pkcs8 = key.to_pkcs8().map_err(Error::internal)?;
        Ok(SigningKeyRow {
            kid: key.kid().to_owned(),
            tenant: tenant.as_str().to_owned(),
            state: state.to_owned(),
            public_jwk: public,
            sealed_private: Some(self.sealer().seal(&purpose(key.kid()), &pkcs8)?),
            serves_until: 0,
            created_at: self.ambient().now().0,
        })
    }
}

pub(super) fn purpose(kid: &str) -> String {
    format!("signing key {kid}")
}
