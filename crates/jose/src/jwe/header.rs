use serde_json::{Map, Value as Json};

use super::{ContentEncryption, EncryptionKey, KeyManagement};
use crate::json::{Object, Value};
use crate::jwk::{EcPublic, Jwk, Material};
use crate::{Error, base64url};

const PART: &str = "header";

/// Members the encryption sets itself, or whose meaning it does not implement.
const RESERVED: [&str; 14] =
    ["alg", "enc", "kid", "crit", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c", "jwk", "jku"];

/// What of a header a caller may go by once the message is decrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub alg: KeyManagement,
    pub enc: ContentEncryption,
    pub kid: Option<Box<str>>,
    pub typ: Option<Box<str>>,
    /// `JWT` around a signed token.
    pub cty: Option<Box<str>>,
}

/// A header with the parameters of its algorithm.
pub(super) struct Parsed {
    pub(super) header: Header,
    pub(super) epk: Option<EcPublic>,
    pub(super) apu: Vec<u8>,
    pub(super) apv: Vec<u8>,
    pub(super) iv: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

impl Parsed {
    pub(super) fn read(json: &[u8]) -> Result<Self, Error> {
        let object = Object::parse(json, json.len(), PART)?;
        for name in ["crit", "zip"] {
            if object.contains(name) {
                return Err(Error::HeaderRefused(name));
            }
        }
        let alg =
            text(&object, "alg", "alg is not a string")?.ok_or(Error::malformed(PART, "alg is missing"))?;
        let enc =
            text(&object, "enc", "enc is not a string")?.ok_or(Error::malformed(PART, "enc is missing"))?;
        let header = Header {
            alg: KeyManagement::from_name(alg).ok_or(Error::AlgorithmNotAllowed)?,
            enc: ContentEncryption::from_name(enc).ok_or(Error::AlgorithmNotAllowed)?,
            kid: text(&object, "kid", "kid is not a string")?.map(Box::from),
            typ: text(&object, "typ", "typ is not a string")?.map(Box::from),
            cty: text(&object, "cty", "cty is not a string")?.map(Box::from),
        };
        Ok(Self {
            header,
            epk: ephemeral(&object)?,
            apu: bytes(&object, "apu", "apu is not a string")?,
            apv: bytes(&object, "apv", "apv is not a string")?,
            iv: bytes(&object, "iv", "iv is not a string")?,
            tag: bytes(&object, "tag", "tag is not a string")?,
        })
    }
}

/// The header of a new message, before the parameters of its algorithm.
pub(super) fn start(
    key: &EncryptionKey,
    enc: ContentEncryption,
    members: &[(&str, &str)],
) -> Result<Map<String, Json>, Error> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), key.algorithm().name().into());
    header.insert("enc".to_owned(), enc.name().into());
    if let Some(kid) = key.kid() {
        header.insert("kid".to_owned(), kid.into());
    }
    for (name, value) in members {
        if RESERVED.contains(name) {
            return Err(Error::malformed(PART, "a member that cannot be set"));
        }
        header.insert((*name).to_owned(), Json::from(*value));
    }
    Ok(header)
}

fn ephemeral(object: &Object<'_>) -> Result<Option<EcPublic>, Error> {
    let Some(value) = object.get("epk") else {
        return Ok(None);
    };
    let key = value.as_object().ok_or(Error::malformed(PART, "epk is not a key"))??;
    match Jwk::from_object(&key)?.material {
        Material::Ec(public, None) => Ok(Some(public)),
        _ => Err(Error::malformed(PART, "epk is not a public EC key")),
    }
}

fn text<'o>(object: &'o Object<'_>, name: &str, problem: &'static str) -> Result<Option<&'o str>, Error> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::malformed(PART, problem)),
    }
}

fn bytes(object: &Object<'_>, name: &'static str, problem: &'static str) -> Result<Vec<u8>, Error> {
    text(object, name, problem)?.map_or(Ok(Vec::new()), |text| base64url::decode(text, name))
}
