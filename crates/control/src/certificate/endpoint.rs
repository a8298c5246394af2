//! Certificates of back ends, of a whole tenant.

use model::api::ApiConfiguration;
use store::api::ApiRow;
use store::certificate::endpoint::{self, EndpointCertificateRow};
use store::{StoreError, Tx};

use super::{Certificate, MAX_CERTIFICATES, check_alias, full, not_found, taken};
use crate::api::access;
use crate::api::endpoint::{all_urls, check_url};
use crate::error::Error;
use crate::{Caller, Control};

pub use store::certificate::endpoint::EndpointCertificateRow as EndpointCertificate;

/// A certificate as an archive carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackedCertificate {
    pub alias: String,
    /// URL of the back end.
    pub endpoint: String,
    /// PEM or DER.
    pub content: Vec<u8>,
}

/// The certificates of the back ends that an API's endpoints are at, by alias.
pub(crate) async fn of_api(tx: &mut Tx, api: &ApiRow) -> Result<Vec<EndpointCertificate>, Error> {
    let (mut all, _) = endpoint::page(tx, &api.tenant, "", "", 0, MAX_CERTIFICATES).await?;
    all.retain(|row| uses(&api.configuration, row.endpoint.trim_end_matches('/')));
    Ok(all)
}

impl Control {
    /// Certificates by alias, and how many there are. `alias` and `at` (the back end) are parts of them; empty: any.
    pub async fn endpoint_certificates(
        &self,
        caller: &Caller,
        alias: &str,
        at: &str,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<EndpointCertificate>, i64), Error> {
        let mut tx = self.read().await?;
        Ok(endpoint::page(&mut tx, caller.tenant().as_str(), alias, at, offset, limit).await?)
    }

    pub async fn endpoint_certificate(&self, caller: &Caller, alias: &str) -> Result<Certificate, Error> {
        let mut tx = self.read().await?;
        let row = endpoint::get(&mut tx, caller.tenant().as_str(), alias).await?;
        Certificate::stored(&row.ok_or_else(|| not_found(alias))?.pem)
    }

    /// Stores a certificate, PEM or DER, of the back end `at`.
    pub async fn add_endpoint_certificate(
        &self,
        caller: &Caller,
        alias: &str,
        at: &str,
        content: &[u8],
    ) -> Result<EndpointCertificate, Error> {
        check_alias(alias)?;
        let mut tx = self.begin().await?;
        let row = self.insert_endpoint_certificate(&mut tx, caller, alias, at, content).await?;
        tx.commit().await?;
        Ok(row)
    }

    async fn insert_endpoint_certificate(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        alias: &str,
        at: &str,
        content: &[u8],
    ) -> Result<EndpointCertificate, Error> {
        check_alias(alias)?;
        check_url(at).map_err(|why| Error::invalid("endpoint", why))?;
        let now = self.ambient().now();
        let certificate = Certificate::accept(content, now)?;
        let tenant = caller.tenant().to_string();
        if endpoint::page(tx, &tenant, "", "", 0, 0).await?.1 >= MAX_CERTIFICATES {
            return Err(full());
        }
        let row = EndpointCertificateRow {
            tenant,
            alias: alias.to_owned(),
            endpoint: at.to_owned(),
            pem: certificate.pem,
            created_at: now.0,
            updated_at: now.0,
        };
        endpoint::insert(tx, &row).await.map_err(|error| match error {
            StoreError::Duplicate { .. } => taken(alias),
            other => other.into(),
        })?;
        Ok(row)
    }

    /// Adds a certificate that an archive carries, or puts it in the place of the one with its alias, if that is of the
    /// same back end: certificates are the whole tenant's.
    pub(crate) async fn put_endpoint_certificate(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        packed: &PackedCertificate,
    ) -> Result<(), Error> {
        let PackedCertificate { alias, endpoint: at, content } = packed;
        let Some(mut row) = endpoint::get(tx, caller.tenant().as_str(), alias).await? else {
            return self.insert_endpoint_certificate(tx, caller, alias, at, content).await.map(drop);
        };
        if row.endpoint != *at {
            return Err(taken(alias));
        }
        let now = self.ambient().now();
        row.pem = Certificate::accept(content, now)?.pem;
        row.updated_at = now.0;
        endpoint::update(tx, &row).await?;
        Ok(())
    }

    /// Replaces a certificate by another of the same back end.
    pub async fn replace_endpoint_certificate(
        &self,
        caller: &Caller,
        alias: &str,
        content: &[u8],
    ) -> Result<EndpointCertificate, Error> {
        let now = self.ambient().now();
        let mut tx = self.begin().await?;
        let row = endpoint::get(&mut tx, caller.tenant().as_str(), alias).await?;
        let mut row = row.ok_or_else(|| not_found(alias))?;
        row.pem = Certificate::accept(content, now)?.pem;
        row.updated_at = now.0;
        endpoint::update(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(row)
    }

    pub async fn remove_endpoint_certificate(&self, caller: &Caller, alias: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        if !endpoint::delete(&mut tx, caller.tenant().as_str(), alias).await? {
            return Err(not_found(alias));
        }
        tx.commit().await?;
        Ok(())
    }

    /// The APIs one of whose endpoints is at the certificate's back end, of those that the caller may work on. None
    /// for an alias that is not there, as in WSO2.
    pub async fn endpoint_certificate_usage(
        &self,
        caller: &Caller,
        alias: &str,
    ) -> Result<Vec<ApiRow>, Error> {
        let mut tx = self.read().await?;
        let tenant = caller.tenant().as_str();
        let Some(row) = endpoint::get(&mut tx, tenant, alias).await? else { return Ok(Vec::new()) };
        let base = row.endpoint.trim_end_matches('/');
        let mut apis = endpoint::naming(&mut tx, tenant, base).await?;
        apis.retain(|api| {
            let may = access::ensure_may_work(caller, &api.configuration).is_ok();
            may && uses(&api.configuration, base)
        });
        Ok(apis)
    }
}

/// Is an endpoint at `base` or below it? A longer host that begins alike is another.
fn uses(api: &ApiConfiguration, base: &str) -> bool {
    all_urls(api).into_iter().any(|url| {
        url.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', ':', '#']))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_endpoint_is_at_a_back_end_or_is_not() {
        let api = |url: &str| ApiConfiguration {
            endpoint_config: Some(json!({"endpoint_type": "http", "sandbox_endpoints": {"url": url}})),
            ..ApiConfiguration::default()
        };
        let base = "https://a.example";
        for (url, expected) in [
            ("https://a.example", true),
            ("https://a.example/v1", true),
            ("https://a.example:8443/v1", true),
            ("https://a.example.org", false),
            ("https://b.example/https://a.example", false),
        ] {
            assert_eq!(uses(&api(url), base), expected, "{url}");
        }
    }
}
