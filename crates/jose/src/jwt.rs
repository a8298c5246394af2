//! JSON Web Tokens (RFC 7519), signed. Encrypted ones are a [`crate::jwe`] around one of these.

use crate::json::{Object, Value};
use crate::jws::{self, Header, MAX_TOKEN_LEN};
use crate::{Error, VerificationKeys};

mod claims;
mod time;

#[cfg(test)]
mod tests;

pub use claims::Claims;

/// Leeway for clocks that are off is at most this, in seconds, whatever the caller asks.
pub const MAX_LEEWAY_SECS: u64 = 60;

/// How strictly a token is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Longest token looked at, in bytes.
    pub max_len: usize,
    /// Seconds a clock may be off; capped at [`MAX_LEEWAY_SECS`].
    pub leeway_secs: u64,
    /// Refuse a token without `exp`. Off for API keys, which may be for ever.
    pub require_exp: bool,
}

/// A token whose signature and times were good.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    pub header: Header,
    pub claims: Claims,
    /// The claims as the issuer wrote them: one JSON object, checked to be strict JSON.
    pub payload: Vec<u8>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { max_len: MAX_TOKEN_LEN, leeway_secs: 0, require_exp: true }
    }
}

/// Checks an access token: signature by one of `keys`, `exp` present and not passed, `nbf` not
/// ahead. `now_secs` is Unix time. Issuer, audience, type and scope are the caller's to check.
pub fn verify_compact(
    token: &[u8],
    keys: &VerificationKeys,
    now_secs: u64,
    leeway_secs: u64,
) -> Result<Verified, Error> {
    let rules = Rules { leeway_secs, ..Rules::default() };
    verify_with(token, keys, now_secs, &rules)
}

/// Checks a token by given rules.
pub fn verify_with(
    token: &[u8],
    keys: &VerificationKeys,
    now_secs: u64,
    rules: &Rules,
) -> Result<Verified, Error> {
    let message = jws::verify(token, keys, rules.max_len)?;
    let claims = Claims::parse(&message.payload)?;
    if rules.require_exp && claims.exp.is_none() {
        return Err(Error::claim("exp", "missing"));
    }
    claims.check_times(now_secs, rules.leeway_secs)?;
    Ok(Verified { header: message.header, claims, payload: message.payload })
}

impl Verified {
    /// All claims, one level deep.
    pub fn all_claims(&self) -> Result<Object<'_>, Error> {
        Object::parse(&self.payload, self.payload.len(), "claims")
    }

    /// One claim by name; for those that [`Claims`] does not hold. Reads the payload again.
    pub fn claim(&self, name: &str) -> Option<Value<'_>> {
        self.all_claims()
            .ok()?
            .into_members()
            .into_iter()
            .find_map(|(key, value)| (key == name).then_some(value))
    }
}
