//! The tenant that a request's path names.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use model::tenant::TenantDomain;

use crate::OAuth;
use crate::error::Error;

/// `/t/<tenant>/...`, or none: then the client decides.
#[derive(Debug, Clone)]
pub struct Realm(pub Option<TenantDomain>);

impl Realm {
    /// The named tenant, else the super tenant.
    pub fn tenant(&self) -> TenantDomain {
        self.0.clone().unwrap_or_else(TenantDomain::super_tenant)
    }
    /// Whether something of this tenant may be asked for here.
    pub fn admits(&self, tenant: &str) -> bool {
        self.0.as_ref().is_none_or(|named| named.as_str() == tenant)
    }
}

impl FromRequestParts<OAuth> for Realm {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, oauth: &OAuth) -> Result<Self, Error> {
        let params = RawPathParams::from_request_parts(parts, oauth).await;
        let params = params.map_err(|_| Error::request("the path is not UTF-8"))?;
        let Some((_, named)) = params.iter().find(|(name, _)| *name == "tenant") else {
            return Ok(Self(None));
        };
        TenantDomain::parse(named)
            .map(|tenant| Self(Some(tenant)))
            .map_err(|problem| Error::request(format!("the tenant in the path: {problem}")))
    }
}
