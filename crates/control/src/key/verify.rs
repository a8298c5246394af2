//! Checking tokens that we issued.

use jose::jwt::{Rules, Verified, verify_with};
use jose::{Claims, base64url};
use model::tenant::TenantDomain;

use super::ACCESS_TOKEN;
use crate::Control;
use crate::error::Error;

/// A token of ours whose signature and times are good. Whether it was revoked is another question.
pub struct Issued {
    /// Tenant that issued it.
    pub tenant: TenantDomain,
    pub verified: Verified,
}

impl Issued {
    pub fn claims(&self) -> &Claims {
        &self.verified.claims
    }
}

impl Control {
    /// Checks signature, issuer, type (`typ`) and times. `None` for anything that is not a good token of ours;
    /// errors are only our own failures. An opaque access token is what it stands for.
    pub async fn verify_issued(&self, token: &str, typ: &str) -> Result<Option<Issued>, Error> {
        let opened;
        let token = if typ == ACCESS_TOKEN && !token.contains('.') {
            let Some(signed) = self.signed_token(token).await? else { return Ok(None) };
            opened = signed;
            opened.as_str()
        } else {
            token
        };
        let Some(tenant) = self.named_issuer(token) else { return Ok(None) };
        let now = u64::try_from(self.ambient().now().secs()).unwrap_or(0);
        let mut again = false;
        loop {
            let keys = match self.known_keys(&tenant, again).await {
                Ok(keys) => keys,
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            let verified = match verify_with(token.as_bytes(), &keys.verification, now, &Rules::default()) {
                Ok(verified) => verified,
                // Perhaps another process rotated the keys.
                Err(jose::Error::UnknownKey(_)) if !again => {
                    again = true;
                    continue;
                }
                Err(_) => return Ok(None),
            };
            // The key is the tenant's own, so the issuer is what it says; the type tells access tokens from others.
            let right_type = verified.header.typ.as_deref() == Some(typ);
            return Ok(right_type.then_some(Issued { tenant, verified }));
        }
    }

    /// The tenant that an unverified token says it is of: which keys to try.
    fn named_issuer(&self, token: &str) -> Option<TenantDomain> {
        if token.len() > jose::jws::MAX_TOKEN_LEN {
            return None;
        }
        let payload = base64url::decode(token.split('.').nth(1)?, "payload").ok()?;
        self.issuing_tenant(Claims::parse(&payload).ok()?.iss.as_deref()?)
    }
}
