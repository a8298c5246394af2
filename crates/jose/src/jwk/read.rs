use super::{Curve, EcPublic, Jwk, MAX_JWK_LEN, Material, RsaPrivate, RsaPublic, Secret, Usage, strength};
use crate::Error;
use crate::base64url;
use crate::json::{Object, Value};

impl Jwk {
    /// Reads one key, public or private.
    ///
    /// Refused: duplicate members, members of the wrong type, non-canonical base64url, unknown
    /// `kty` or `crv`, weak RSA keys, coordinates of the wrong length. Unknown members are ignored.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_object(&Object::parse(bytes, MAX_JWK_LEN, "key")?)
    }

    pub(crate) fn from_object(object: &Object<'_>) -> Result<Self, Error> {
        let usage = match text(object, "use")? {
            None => None,
            Some("sig") => Some(Usage::Signature),
            Some("enc") => Some(Usage::Encryption),
            Some(_) => return Err(Error::key("use", "neither sig nor enc")),
        };
        let material = match text(object, "kty")? {
            Some("oct") => Material::Oct(required_secret(object, "k")?),
            Some("RSA") => rsa(object)?,
            Some("EC") => ec(object)?,
            Some("OKP") => okp(object)?,
            Some(_) => return Err(Error::key("kty", "not supported: oct, RSA, EC or OKP are")),
            None => return Err(Error::key("kty", "missing")),
        };
        Ok(Self {
            kid: text(object, "kid")?.map(str::to_owned),
            usage,
            key_ops: texts(object, "key_ops")?,
            alg: text(object, "alg")?.map(str::to_owned),
            x5c: texts(object, "x5c")?.unwrap_or_default(),
            x5t_s256: text(object, "x5t#S256")?.map(str::to_owned),
            material,
        })
    }
}

fn rsa(object: &Object<'_>) -> Result<Material, Error> {
    let public = RsaPublic { n: number(object, "n")?, e: number(object, "e")? };
    strength::check_rsa(&public)?;
    if object.contains("oth") {
        return Err(Error::key("oth", "keys of more than two primes are not supported"));
    }
    let private = if object.contains("d") {
        // RFC 7518 §6.3.2 lets a producer leave the CRT members out; we do not factor for it.
        Some(RsaPrivate {
            d: required_secret(object, "d")?,
            p: required_secret(object, "p")?,
            q: required_secret(object, "q")?,
            dp: required_secret(object, "dp")?,
            dq: required_secret(object, "dq")?,
            qi: required_secret(object, "qi")?,
        })
    } else {
        None
    };
    Ok(Material::Rsa(public, private))
}

fn ec(object: &Object<'_>) -> Result<Material, Error> {
    let name = text(object, "crv")?.ok_or(Error::key("crv", "missing"))?;
    let curve = Curve::ALL
        .into_iter()
        .find(|curve| curve.name() == name)
        .ok_or(Error::key("crv", "not supported: P-256, P-384 or P-521 are"))?;
    let public = EcPublic {
        curve,
        x: sized(object, "x", curve.coordinate_len())?,
        y: sized(object, "y", curve.coordinate_len())?,
    };
    let private = if object.contains("d") {
        Some(Secret::new(sized(object, "d", curve.coordinate_len())?))
    } else {
        None
    };
    Ok(Material::Ec(public, private))
}

fn okp(object: &Object<'_>) -> Result<Material, Error> {
    if text(object, "crv")? != Some("Ed25519") {
        return Err(Error::key("crv", "not supported: of OKP keys Ed25519 is"));
    }
    let public = sized(object, "x", 32)?.try_into().map_err(|_| Error::key("x", "wrong length"))?;
    let private = if object.contains("d") { Some(Secret::new(sized(object, "d", 32)?)) } else { None };
    Ok(Material::Ed25519(public, private))
}

fn text<'o>(object: &'o Object<'_>, name: &'static str) -> Result<Option<&'o str>, Error> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::key(name, "not a string")),
    }
}

fn texts(object: &Object<'_>, name: &'static str) -> Result<Option<Vec<String>>, Error> {
    let Some(value) = object.get(name) else {
        return Ok(None);
    };
    let texts = value.as_strings().ok_or(Error::key(name, "not an array of strings"))?;
    Ok(Some(texts.into_iter().map(String::from).collect()))
}

fn bytes(object: &Object<'_>, name: &'static str) -> Result<Vec<u8>, Error> {
    let text = text(object, name)?.ok_or(Error::key(name, "missing"))?;
    base64url::decode(text, name).map_err(|_| Error::key(name, "not canonical base64url without padding"))
}

fn required_secret(object: &Object<'_>, name: &'static str) -> Result<Secret, Error> {
    bytes(object, name).map(Secret::new)
}

fn sized(object: &Object<'_>, name: &'static str, len: usize) -> Result<Vec<u8>, Error> {
    let bytes = bytes(object, name)?;
    if bytes.len() == len { Ok(bytes) } else { Err(Error::key(name, "wrong length for the curve")) }
}

/// Base64urlUInt: big-endian, no leading zero octets (RFC 7518 §2).
fn number(object: &Object<'_>, name: &'static str) -> Result<Vec<u8>, Error> {
    let bytes = bytes(object, name)?;
    match bytes.first() {
        None => Err(Error::key(name, "empty")),
        Some(0) => Err(Error::key(name, "leading zero octet")),
        Some(_) => Ok(bytes),
    }
}
