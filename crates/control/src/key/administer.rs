//! What administrators do with signing keys: see them, rotate them, remove one that has leaked.

use model::Timestamp;
use model::tenant::TenantDomain;
use store::Tx;
use store::signing_key::{self, SigningKeyRow};

use crate::error::Error;
use crate::{Caller, Control};

/// A signing key as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    pub kid: String,
    /// `next`, `active` or `retired`.
    pub state: String,
    pub created_at: Timestamp,
    /// Unix seconds: no token signed with the key is valid then or later.
    pub serves_until: i64,
}

impl Control {
    /// The keys of the caller's tenant, oldest first.
    pub async fn signing_keys(&self, caller: &Caller) -> Result<Vec<KeyInfo>, Error> {
        caller.require_admin()?;
        let mut tx = self.read().await?;
        Ok(infos(&mut tx, caller.tenant()).await?.into_iter().map(KeyInfo::from).collect())
    }

    /// Planned rotation of the caller's tenant: no token and no call notices. Returns the keys afterwards.
    pub async fn rotate_signing_keys(&self, caller: &Caller) -> Result<Vec<KeyInfo>, Error> {
        caller.require_admin()?;
        self.rotate_signing_key(caller.tenant()).await?;
        self.signing_keys(caller).await
    }

    /// Emergency: forgets a key of the caller's tenant at once, whatever its state. Everything it signed is refused
    /// as soon as verifiers hear of it (gateways within a second, key managers within 5 s). When it was active, the
    /// next key signs from now on, and a new next one is made.
    pub async fn remove_signing_key(&self, caller: &Caller, kid: &str) -> Result<(), Error> {
        caller.require_admin()?;
        let tenant = caller.tenant();
        let next = self.make_key(tenant, signing_key::NEXT).await?;
        let mut tx = self.begin().await?;
        let keys = infos(&mut tx, tenant).await?;
        let removed =
            keys.iter().find(|k| k.kid == kid).ok_or_else(|| Error::not_found("Signing key", kid, 404))?;
        if removed.state == signing_key::ACTIVE
            && !signing_key::advance(&mut tx, tenant.as_str(), kid).await?
        {
            return Err(Error::internal("a tenant has no next signing key"));
        }
        signing_key::delete(&mut tx, tenant.as_str(), kid).await?;
        if removed.state != signing_key::RETIRED {
            signing_key::insert(&mut tx, &next).await?;
        }
        self.publish_resident_key_manager(&mut tx, tenant).await?;
        tx.commit().await?;
        self.keys().forget(tenant);
        tracing::warn!(tenant = tenant.as_str(), kid, "a signing key was removed: what it signed is refused");
        Ok(())
    }

    /// Rotates the keys of every tenant whose last rotation is older than `max_age_secs`. Any number of processes
    /// may do so at the same time; one rotation comes of it. Returns how many tenants got a new key.
    pub async fn rotate_due_keys(&self, max_age_secs: i64) -> Result<usize, Error> {
        let due = self.ambient().now().secs().saturating_sub(max_age_secs);
        let mut tx = self.read().await?;
        let tenants = signing_key::due(&mut tx, Timestamp::from_secs(due).0).await?;
        drop(tx);
        let mut rotated = 0;
        for (tenant, kid) in tenants {
            let tenant = TenantDomain::parse(&tenant)?;
            rotated += usize::from(self.rotate_from(&tenant, &kid).await?);
        }
        Ok(rotated)
    }
}

async fn infos(tx: &mut Tx, tenant: &TenantDomain) -> Result<Vec<SigningKeyRow>, Error> {
    Ok(signing_key::list(tx, tenant.as_str()).await?)
}

impl From<SigningKeyRow> for KeyInfo {
    fn from(row: SigningKeyRow) -> Self {
        Self {
            kid: row.kid,
            state: row.state,
            created_at: Timestamp(row.created_at),
            serves_until: row.serves_until,
        }
    }
}
