//! Certificates of back ends, of a whole tenant.

use model::api::ApiConfiguration;
use store::StoreError;
use store::api::ApiRow;
use store::certificate::endpoint::{self, EndpointCertificateRow};

use super::{Certificate, MAX_CERTIFICATES, check_alias, full, not_found, taken};
use crate::api::access;
use crate::api::endpoint::{all_urls, check_url};
use crate::error::Error;
use crate::{Caller, Control};

pub use store::certificate::endpoint::EndpointCertificateRow as EndpointCertificate;

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
        check_url(at).map_err(|why| Error::invalid("endpoint", why))?;
        let now = self.ambient().now();
        let certificate = Certificate::accept(content, now)?;
        let mut tx = self.begin().await?;
        let tenant = caller.tenant().to_string();
        if endpoint::page(&mut tx, &tenant, "", "", 0, 0).await?.1 >= MAX_CERTIFICATES {
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
        endpoint::insert(&mut tx, &row).await.map_err(|error| match error {
            StoreError::Duplicate { .. } => taken(alias),
            other => other.into(),
        })?;
        tx.commit().await?;
        Ok(row)
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
