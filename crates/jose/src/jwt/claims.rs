use super::MAX_LEEWAY_SECS;
use super::time::{Rounding, seconds};
use crate::Error;
use crate::json::{Object, Value};

/// The claims the platform decides by, with their types checked. Times are Unix seconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    pub iss: Option<Box<str>>,
    pub sub: Option<Box<str>>,
    /// Empty if the token has none.
    pub aud: Vec<Box<str>>,
    /// OpenID Connect: the client the token was issued to.
    pub azp: Option<Box<str>>,
    /// RFC 9068: likewise.
    pub client_id: Option<Box<str>>,
    /// Space-separated (RFC 8693 §4.2). Some issuers write an array; it is joined.
    pub scope: Option<Box<str>>,
    pub exp: Option<u64>,
    pub nbf: Option<u64>,
    pub iat: Option<u64>,
    pub jti: Option<Box<str>>,
    /// `PRODUCTION` or `SANDBOX`, of tokens issued for an application's keys.
    pub keytype: Option<Box<str>>,
}

impl Claims {
    /// Reads a payload: one JSON object, no member twice, and each claim above of its own type
    /// or absent. Other claims may be anything.
    pub fn parse(payload: &[u8]) -> Result<Self, Error> {
        let object = Object::parse(payload, payload.len(), "claims")?;
        let mut claims = Self::default();
        for (name, value) in object.iter() {
            match name {
                "iss" => claims.iss = Some(text("iss", value)?),
                "sub" => claims.sub = Some(text("sub", value)?),
                "aud" => claims.aud = audience(value)?,
                "azp" => claims.azp = Some(text("azp", value)?),
                "client_id" => claims.client_id = Some(text("client_id", value)?),
                "scope" => claims.scope = Some(scope(value)?),
                "exp" => claims.exp = Some(seconds("exp", value, Rounding::Down)?),
                "nbf" => claims.nbf = Some(seconds("nbf", value, Rounding::Up)?),
                "iat" => claims.iat = Some(seconds("iat", value, Rounding::Down)?),
                "jti" => claims.jti = Some(text("jti", value)?),
                "keytype" => claims.keytype = Some(text("keytype", value)?),
                _ => {}
            }
        }
        Ok(claims)
    }

    /// The client the token was issued to: `azp`, else `client_id`.
    pub fn client(&self) -> Option<&str> {
        self.azp.as_deref().or(self.client_id.as_deref())
    }

    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope.as_deref().unwrap_or_default().split_ascii_whitespace()
    }

    pub fn has_audience(&self, audience: &str) -> bool {
        self.aud.iter().any(|aud| **aud == *audience)
    }

    /// `exp` is the first second the token is refused, `nbf` the first it is accepted
    /// (RFC 7519 §4.1.4, §4.1.5).
    pub fn check_times(&self, now_secs: u64, leeway_secs: u64) -> Result<(), Error> {
        let leeway = leeway_secs.min(MAX_LEEWAY_SECS);
        if self.exp.is_some_and(|exp| now_secs >= exp.saturating_add(leeway)) {
            return Err(Error::Expired);
        }
        if self.nbf.is_some_and(|nbf| now_secs.saturating_add(leeway) < nbf) {
            return Err(Error::NotYetValid);
        }
        Ok(())
    }
}

fn text(name: &'static str, value: &Value<'_>) -> Result<Box<str>, Error> {
    value.as_str().map(Box::from).ok_or(Error::claim(name, "not a string"))
}

fn audience(value: &Value<'_>) -> Result<Vec<Box<str>>, Error> {
    if let Some(one) = value.as_str() {
        return Ok(vec![one.into()]);
    }
    let many = value.as_strings().ok_or(Error::claim("aud", "neither a string nor an array of strings"))?;
    Ok(many.into_iter().map(Box::from).collect())
}

fn scope(value: &Value<'_>) -> Result<Box<str>, Error> {
    if let Some(one) = value.as_str() {
        return Ok(one.into());
    }
    let many = value.as_strings().ok_or(Error::claim("scope", "neither a string nor an array of strings"))?;
    // An item with a space in it would become two scopes.
    if many.iter().any(|item| item.contains(|c: char| c.is_whitespace())) {
        return Err(Error::claim("scope", "white space in an item of the array"));
    }
    Ok(many.join(" ").into())
}
