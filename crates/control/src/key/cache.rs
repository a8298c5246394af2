//! Keys of tenants in memory.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jose::jwk::Jwk;
use jose::{SignatureAlgorithm, SigningKey, VerificationKey, VerificationKeys};
use model::tenant::TenantDomain;
use serde_json::{Value, json};
use store::signing_key::{self, SigningKeyRow};

use super::rotate::purpose;
use crate::Control;
use crate::error::Error;

/// Keys are read again after this long: rotations by other processes. A stale view of a rotation does no harm
/// meanwhile, because keys are published before they sign and stay published after; a key that was removed in an
/// emergency is used for so long.
const STALE: Duration = Duration::from_secs(5);
/// A token that names an unknown key makes us read again at most this often.
const REREAD: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(crate) struct KeyCache {
    tenants: RwLock<HashMap<TenantDomain, Arc<TenantKeys>>>,
}

/// The keys of one tenant.
pub(crate) struct TenantKeys {
    pub(super) active: Arc<SigningKey>,
    pub(super) verification: VerificationKeys,
    /// Public halves, as a JWK set.
    pub(super) jwks: Value,
    serves_until: AtomicI64,
    read_at: Duration,
}

impl TenantKeys {
    pub(super) fn serves_until(&self) -> i64 {
        self.serves_until.load(Ordering::Relaxed)
    }
    pub(super) fn extend(&self, until: i64) {
        self.serves_until.fetch_max(until, Ordering::Relaxed);
    }
}

impl KeyCache {
    pub(super) fn get(&self, tenant: &TenantDomain) -> Option<Arc<TenantKeys>> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(tenant).cloned()
    }
    fn put(&self, tenant: &TenantDomain, keys: Arc<TenantKeys>) {
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).insert(tenant.clone(), keys);
    }
    pub(super) fn forget(&self, tenant: &TenantDomain) {
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).remove(tenant);
    }
}

impl Control {
    /// A tenant's keys; made when it has none (a tenant from before there were keys).
    pub(super) async fn tenant_keys(&self, tenant: &TenantDomain) -> Result<Arc<TenantKeys>, Error> {
        if let Some(keys) = self.fresh_keys(tenant, STALE) {
            return Ok(keys);
        }
        match self.reload_keys(tenant).await {
            Err(Error::NotFound { .. }) => {
                self.ensure_signing_keys(tenant).await?;
                self.reload_keys(tenant).await
            }
            other => other,
        }
    }

    /// Like [`Control::tenant_keys`], for a tenant that a token names: never makes any. With `again`, what is in
    /// memory is good only if it was read just now.
    pub(super) async fn known_keys(
        &self,
        tenant: &TenantDomain,
        again: bool,
    ) -> Result<Arc<TenantKeys>, Error> {
        match self.fresh_keys(tenant, if again { REREAD } else { STALE }) {
            Some(keys) => Ok(keys),
            None => self.reload_keys(tenant).await,
        }
    }

    fn fresh_keys(&self, tenant: &TenantDomain, age: Duration) -> Option<Arc<TenantKeys>> {
        let now = self.ambient().clock.monotonic();
        self.keys().get(tenant).filter(|k| now.saturating_sub(k.read_at) < age)
    }

    pub(super) async fn reload_keys(&self, tenant: &TenantDomain) -> Result<Arc<TenantKeys>, Error> {
        let read_at = self.ambient().clock.monotonic();
        let mut tx = self.read().await?;
        let rows = signing_key::list(&mut tx, tenant.as_str()).await?;
        drop(tx);
        let row = rows
            .iter()
            .find(|r| r.state == signing_key::ACTIVE)
            .ok_or_else(|| Error::not_found("signing key", tenant.as_str(), 0))?;
        let known = self.keys().get(tenant).filter(|k| k.active.kid() == row.kid);
        let active = match known {
            Some(keys) => keys.active.clone(),
            None => Arc::new(self.open_key(row)?),
        };
        let keys = Arc::new(TenantKeys {
            active,
            verification: verification(&rows)?,
            jwks: jwks(&rows),
            serves_until: AtomicI64::new(row.serves_until),
            read_at,
        });
        self.keys().put(tenant, keys.clone());
        Ok(keys)
    }

    fn open_key(&self, row: &SigningKeyRow) -> Result<SigningKey, Error> {
        let sealed = row.sealed_private.as_deref();
        let sealed = sealed.ok_or_else(|| Error::internal("the active signing key has no private half"))?;
        let pkcs8 = zeroize::Zeroizing::new(self.sealer().open(&purpose(&row.kid), sealed)?);
        let key = SigningKey::from_pkcs8(&pkcs8, SignatureAlgorithm::Rs256).map_err(Error::internal)?;
        Ok(key.with_kid(row.kid.clone()))
    }
}

/// The public halves as they are published.
pub(super) fn jwks(rows: &[SigningKeyRow]) -> Value {
    json!({ "keys": rows.iter().map(|r| &r.public_jwk).collect::<Vec<_>>() })
}

fn verification(rows: &[SigningKeyRow]) -> Result<VerificationKeys, Error> {
    let keys = rows.iter().map(|row| {
        let jwk = Jwk::parse(row.public_jwk.to_string().as_bytes())?;
        VerificationKey::from_jwk(&jwk)
    });
    let keys = keys.collect::<Result<Vec<_>, _>>().map_err(Error::internal)?;
    VerificationKeys::new(keys).map_err(Error::internal)
}
