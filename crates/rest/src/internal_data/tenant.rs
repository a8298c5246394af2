//! The header that names a tenant.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::Error;

const HEADER: &str = "xwso2tenant";

/// Domain in `xWSO2Tenant`, `ALL`, or empty: the caller's own.
pub struct Tenant(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Tenant {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self(String::new())) };
        let text = value.to_str().map_err(|_| Error::invalid("xWSO2Tenant", "must be a domain"))?;
        Ok(Self(text.trim().to_owned()))
    }
}
