//! Certificates of an API's clients.

use model::application::KeyType;
use model::policy::PolicyLevel;
use store::api::ApiRow;
use store::certificate::client::{self, ClientCertificateRow};
use store::{StoreError, Tx};

use super::{Certificate, MAX_CERTIFICATES, check_alias, full, not_found, taken};
use crate::error::Error;
use crate::{Caller, Control};

pub use store::certificate::client::ClientCertificateRow as ClientCertificate;

/// Which certificate of which API.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    pub api_id: &'a str,
    pub key_type: KeyType,
    pub alias: &'a str,
}

/// A certificate as an archive carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackedCertificate {
    pub key_type: KeyType,
    pub alias: String,
    /// A business plan.
    pub tier: String,
    /// PEM or DER.
    pub content: Vec<u8>,
}

impl Control {
    /// An API's certificates by alias, and how many there are. `which.alias` is a part of it; empty: any.
    pub async fn client_certificates(
        &self,
        caller: &Caller,
        which: Which<'_>,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<ClientCertificate>, i64), Error> {
        let mut tx = self.read().await?;
        let api = self.load_api(&mut tx, caller, which.api_id).await?;
        let key_type = which.key_type.as_str();
        Ok(client::page(&mut tx, &api.tenant, &api.id, key_type, which.alias, offset, limit).await?)
    }

    pub async fn client_certificate(&self, caller: &Caller, which: Which<'_>) -> Result<Certificate, Error> {
        let mut tx = self.read().await?;
        Certificate::stored(&self.load_client_certificate(&mut tx, caller, which).await?.pem)
    }

    /// Stores a certificate, PEM or DER. `tier`: a business plan.
    pub async fn add_client_certificate(
        &self,
        caller: &Caller,
        which: Which<'_>,
        tier: &str,
        content: &[u8],
    ) -> Result<ClientCertificate, Error> {
        check_alias(which.alias)?;
        let mut tx = self.begin().await?;
        let api = self.load_api(&mut tx, caller, which.api_id).await?;
        let row = self.insert_client_certificate(&mut tx, caller, &api, which, tier, content).await?;
        tx.commit().await?;
        Ok(row)
    }

    async fn insert_client_certificate(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        api: &ApiRow,
        which: Which<'_>,
        tier: &str,
        content: &[u8],
    ) -> Result<ClientCertificate, Error> {
        check_alias(which.alias)?;
        let now = self.ambient().now();
        let certificate = Certificate::accept(content, now)?;
        check_tier(tx, caller, tier).await?;
        let key_type = which.key_type.as_str();
        if client::page(tx, &api.tenant, &api.id, key_type, "", 0, 0).await?.1 >= MAX_CERTIFICATES {
            return Err(full());
        }
        let row = ClientCertificateRow {
            api_id: api.id.clone(),
            key_type: key_type.to_owned(),
            alias: which.alias.to_owned(),
            tenant: api.tenant.clone(),
            tier: tier.to_owned(),
            pem: certificate.pem,
            created_at: now.0,
            updated_at: now.0,
        };
        client::insert(tx, &row).await.map_err(|error| match error {
            StoreError::Duplicate { .. } => taken(which.alias),
            other => other.into(),
        })?;
        Ok(row)
    }

    /// Adds a certificate that an archive carries, or puts it in the place of the one with its alias.
    pub(crate) async fn put_client_certificate(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        api: &ApiRow,
        packed: &PackedCertificate,
    ) -> Result<(), Error> {
        let PackedCertificate { key_type, alias, tier, content } = packed;
        let Some(mut row) = client::get(tx, &api.tenant, &api.id, key_type.as_str(), alias).await? else {
            let which = Which { api_id: &api.id, key_type: *key_type, alias };
            return self.insert_client_certificate(tx, caller, api, which, tier, content).await.map(drop);
        };
        let now = self.ambient().now();
        check_tier(tx, caller, tier).await?;
        tier.clone_into(&mut row.tier);
        row.pem = Certificate::accept(content, now)?.pem;
        row.updated_at = now.0;
        client::update(tx, &row).await?;
        Ok(())
    }

    /// Changes what is given.
    pub async fn replace_client_certificate(
        &self,
        caller: &Caller,
        which: Which<'_>,
        tier: Option<&str>,
        content: Option<&[u8]>,
    ) -> Result<ClientCertificate, Error> {
        let now = self.ambient().now();
        let mut tx = self.begin().await?;
        let mut row = self.load_client_certificate(&mut tx, caller, which).await?;
        if let Some(tier) = tier {
            check_tier(&mut tx, caller, tier).await?;
            tier.clone_into(&mut row.tier);
        }
        if let Some(content) = content {
            row.pem = Certificate::accept(content, now)?.pem;
        }
        row.updated_at = now.0;
        client::update(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(row)
    }

    pub async fn remove_client_certificate(&self, caller: &Caller, which: Which<'_>) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let row = self.load_client_certificate(&mut tx, caller, which).await?;
        client::delete(&mut tx, &row.tenant, &row.api_id, &row.key_type, &row.alias).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn load_client_certificate(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        which: Which<'_>,
    ) -> Result<ClientCertificate, Error> {
        let api = self.load_api(tx, caller, which.api_id).await?;
        let key_type = which.key_type.as_str();
        let found = client::get(tx, &api.tenant, &api.id, key_type, which.alias).await?;
        found.ok_or_else(|| not_found(which.alias))
    }
}

async fn check_tier(tx: &mut Tx, caller: &Caller, tier: &str) -> Result<(), Error> {
    if crate::policy::get(tx, caller.tenant(), PolicyLevel::Subscription, tier).await?.is_none() {
        return Err(Error::invalid("tier", "must be the name of a business plan"));
    }
    Ok(())
}
