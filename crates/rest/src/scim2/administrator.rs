//! Who may use the API: an administrator, for the own tenant.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use control::Caller;

use super::tenanted::OfTenant;
use crate::error::Error;
use crate::extract::CallerExtractor;

/// An administrator of the tenant that the path names.
pub struct Administrator(pub Caller);

/// Any user of the tenant that the path names.
pub struct Member(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for Administrator {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let CallerExtractor(caller) = CallerExtractor::from_request_parts(parts, state).await?;
        caller.require_admin()?;
        of_this_tenant(parts, &caller)?;
        Ok(Self(caller))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Member {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let CallerExtractor(caller) = CallerExtractor::from_request_parts(parts, state).await?;
        of_this_tenant(parts, &caller)?;
        Ok(Self(caller))
    }
}

/// To anybody else the tenant does not exist.
fn of_this_tenant(parts: &Parts, caller: &Caller) -> Result<(), Error> {
    match parts.extensions.get::<OfTenant>() {
        Some(OfTenant(domain)) if domain != caller.tenant().as_str() => Err(Error::NotFound),
        _ => Ok(()),
    }
}
