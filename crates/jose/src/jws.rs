//! JSON Web Signature, compact form (RFC 7515). The JSON forms are not taken.

use crate::json::{Object, Value};
use crate::{Error, SignatureAlgorithm, SigningKey, VerificationKeys, base64url};

mod sign;

#[cfg(test)]
mod tests;

/// A token longer than this is refused unless the caller says otherwise, in bytes.
pub const MAX_TOKEN_LEN: usize = 16 * 1024;

/// What of a verified header a caller may go by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub alg: SignatureAlgorithm,
    pub kid: Option<Box<str>>,
    /// The kind of token, such as `at+jwt` or `JWT`, as written.
    pub typ: Option<Box<str>>,
    pub cty: Option<Box<str>>,
}

/// A message whose signature was good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub header: Header,
    pub payload: Vec<u8>,
}

/// Checks a compact JWS of at most `max_len` bytes and hands out its payload.
///
/// The key comes from `keys` alone: `jwk`, `jku`, `x5u` and `x5c` in a header are not read.
/// A header with `crit`, `b64` or `zip` is refused.
pub fn verify(token: &[u8], keys: &VerificationKeys, max_len: usize) -> Result<Message, Error> {
    if token.len() > max_len {
        return Err(Error::TooLong { part: "token", actual: token.len(), limit: max_len });
    }
    let parts = Parts::split(token)?;
    let header = Header::parse(&base64url::decode(parts.header, "header")?)?;
    let key = keys.find(header.kid.as_deref())?;
    let signature = base64url::decode(parts.signature, "signature")?;
    key.verify(header.alg, parts.signed, &signature)?;
    Ok(Message { header, payload: base64url::decode(parts.payload, "payload")? })
}

/// The three parts of a compact JWS, still encoded.
struct Parts<'a> {
    header: &'a [u8],
    payload: &'a [u8],
    signature: &'a [u8],
    /// Header, dot and payload: what the signature is over.
    signed: &'a [u8],
}

impl<'a> Parts<'a> {
    fn split(token: &'a [u8]) -> Result<Self, Error> {
        let mut dots = token.iter().enumerate().filter_map(|(at, &byte)| (byte == b'.').then_some(at));
        match (dots.next(), dots.next(), dots.next()) {
            (Some(first), Some(second), None) => Ok(Self {
                header: &token[..first],
                payload: &token[first + 1..second],
                signature: &token[second + 1..],
                signed: &token[..second],
            }),
            _ => Err(Error::malformed("token", "not three parts with dots between")),
        }
    }
}

impl Header {
    fn parse(json: &[u8]) -> Result<Self, Error> {
        const PART: &str = "header";
        let object = Object::parse(json, json.len(), PART)?;
        let (mut alg, mut kid, mut typ, mut cty) = (None, None, None, None);
        for (name, value) in object.iter() {
            match name {
                "alg" => alg = Some(text(value, "alg is not a string")?),
                "kid" => kid = Some(text(value, "kid is not a string")?.into()),
                "typ" => typ = Some(text(value, "typ is not a string")?.into()),
                "cty" => cty = Some(text(value, "cty is not a string")?.into()),
                // We implement no extension, so whatever crit lists we do not understand.
                "crit" => return Err(Error::HeaderRefused("crit")),
                "b64" => return Err(Error::HeaderRefused("b64")),
                "zip" => return Err(Error::HeaderRefused("zip")),
                _ => {}
            }
        }
        let alg = alg.ok_or(Error::malformed(PART, "alg is missing"))?;
        Ok(Self { alg: SignatureAlgorithm::from_name(alg).ok_or(Error::AlgorithmNotAllowed)?, kid, typ, cty })
    }
}

fn text<'v>(value: &'v Value<'_>, problem: &'static str) -> Result<&'v str, Error> {
    value.as_str().ok_or(Error::malformed("header", problem))
}

impl SigningKey {
    /// Signs `payload` into a compact JWS with `alg`, `kid` and `typ` in its header.
    pub fn sign(&self, typ: &str, payload: &[u8]) -> Result<String, Error> {
        self.sign_with(&[("typ", typ)], payload)
    }

    /// Serialises `claims` to a JSON object and signs it.
    pub fn sign_claims<T: serde::Serialize>(&self, typ: &str, claims: &T) -> Result<String, Error> {
        let payload = serde_json::to_vec(claims)
            .map_err(|_| Error::malformed("claims", "cannot be written as JSON"))?;
        if payload.first() != Some(&b'{') {
            return Err(Error::malformed("claims", "not an object"));
        }
        self.sign(typ, &payload)
    }
}
