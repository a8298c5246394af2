//! Who looks, at the catalogue of which tenant: the caller, if there is one, and the header `X-WSO2-Tenant`.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use control::Control;
use control::catalogue::Viewer;

use crate::error::Error;
use crate::extract::CallerExtractor;

const TENANT: &str = "x-wso2-tenant";

/// Extractor of the viewer.
pub struct Looking(pub Viewer);

impl FromRequestParts<Control> for Looking {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, control: &Control) -> Result<Self, Error> {
        let caller =
            <CallerExtractor as OptionalFromRequestParts<Control>>::from_request_parts(parts, control)
                .await?;
        let asked = match parts.headers.get(TENANT) {
            Some(value) => Some(
                value.to_str().map_err(|_| Error::invalid("X-WSO2-Tenant", "is not a tenant's domain"))?,
            ),
            None => None,
        };
        Ok(Self(control.viewer(caller.map(|c| c.0), asked).await?))
    }
}
