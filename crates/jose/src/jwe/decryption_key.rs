use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use zeroize::Zeroizing;

use super::algorithm::Family;
use super::header::Parsed;
use super::{ContentEncryption, KeyManagement, ecdh, key_wrap};
use crate::Error;
use crate::jwk::{EcPublic, Jwk, Material, RsaPrivate, RsaPublic, Secret, Usage};
use crate::signing_key::rsa_pair;

/// A key that decrypts, parsed once, for one way of key management.
pub struct DecryptionKey {
    kid: Option<Box<str>>,
    alg: KeyManagement,
    /// Set if the key declared the one content encryption it is for.
    enc: Option<ContentEncryption>,
    secret: Parts,
}

enum Parts {
    Shared(Secret),
    Rsa(OaepPrivateDecryptingKey),
    Ec(PrivateKey),
}

impl DecryptionKey {
    /// The key for the algorithm it declares in `alg`. A shared secret may declare a content
    /// encryption there (RFC 7517 §4.4); it is then used directly, with that alone.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, Error> {
        let (alg, enc) = declared(jwk)?;
        Self::build(jwk, alg, enc)
    }

    /// A key that does not declare `alg`, for this one.
    pub fn with_algorithm(jwk: &Jwk, alg: KeyManagement) -> Result<Self, Error> {
        if jwk.alg.is_some() && declared(jwk)?.0 != alg {
            return Err(Error::key("alg", "the key is for another algorithm"));
        }
        Self::build(jwk, alg, None)
    }

    fn build(jwk: &Jwk, alg: KeyManagement, enc: Option<ContentEncryption>) -> Result<Self, Error> {
        jwk.require(Usage::Encryption, &["decrypt", "unwrapKey", "deriveKey", "deriveBits"])?;
        let secret = match (&jwk.material, alg.family()) {
            (Material::Rsa(public, Some(private)), Family::Rsa) => Parts::Rsa(rsa(public, private)?),
            (Material::Ec(public, Some(private)), Family::Agreement(_)) => {
                Parts::Ec(agreement_key(public, private)?)
            }
            (Material::Oct(secret), _) => {
                check_shared(secret, alg, enc)?;
                Parts::Shared(secret.clone())
            }
            _ if !jwk.is_private() => return Err(Error::key("d", "missing: a public key")),
            _ => return Err(Error::key("alg", "does not fit the type of the key")),
        };
        Ok(Self { kid: jwk.kid.as_deref().map(Box::from), alg, enc, secret })
    }

    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    pub fn algorithm(&self) -> KeyManagement {
        self.alg
    }

    /// The content key of a message; its length is for the content encryption to check.
    pub(super) fn content_key(&self, message: &Parsed, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let header = &message.header;
        if header.alg != self.alg || self.enc.is_some_and(|enc| enc != header.enc) {
            return Err(Error::AlgorithmNotAllowed);
        }
        if let (Some(own), Some(named)) = (&self.kid, &header.kid)
            && own != named
        {
            return Err(Error::UnknownKey("the message names another key"));
        }
        match (&self.secret, self.alg.family()) {
            (Parts::Rsa(private), _) => self.unwrap_rsa(private, wrapped),
            (Parts::Shared(kek), Family::AesWrap(_)) => key_wrap::unwrap(kek.expose(), wrapped),
            (Parts::Shared(kek), Family::GcmWrap(gcm)) => {
                gcm.open(kek.expose(), &message.iv, &[], wrapped.to_vec(), &message.tag)
            }
            (Parts::Shared(key), Family::Direct) if wrapped.is_empty() => {
                Ok(Zeroizing::new(key.expose().to_vec()))
            }
            (Parts::Ec(private), Family::Agreement(wrap)) => agree(private, message, wrap, wrapped),
            _ => Err(Error::DecryptionFailed),
        }
    }

    fn unwrap_rsa(
        &self,
        private: &OaepPrivateDecryptingKey,
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let hash = match self.alg {
            KeyManagement::RsaOaep => &OAEP_SHA1_MGF1SHA1,
            _ => &OAEP_SHA256_MGF1SHA256,
        };
        if wrapped.len() != private.key_size_bytes() {
            return Err(Error::DecryptionFailed);
        }
        let mut buffer = Zeroizing::new(vec![0; private.min_output_size()]);
        let key = private.decrypt(hash, wrapped, &mut buffer, None).map_err(|_| Error::DecryptionFailed)?;
        Ok(Zeroizing::new(key.to_vec()))
    }
}

fn agree(
    private: &PrivateKey,
    message: &Parsed,
    wrap: Option<usize>,
    wrapped: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let header = &message.header;
    let peer = message.epk.as_ref().ok_or(Error::malformed("header", "epk is missing"))?;
    if wrap.is_none() && !wrapped.is_empty() {
        return Err(Error::DecryptionFailed);
    }
    let info = ecdh::Info {
        algorithm: wrap.map_or(header.enc.name(), |_| header.alg.name()),
        apu: &message.apu,
        apv: &message.apv,
        len: wrap.unwrap_or(header.enc.key_len()),
    };
    let agreed = ecdh::derive(private, peer, &info).ok_or(Error::DecryptionFailed)?;
    match wrap {
        Some(_) => key_wrap::unwrap(&agreed, wrapped),
        None => Ok(agreed),
    }
}

/// What a key declares in `alg`.
pub(super) fn declared(jwk: &Jwk) -> Result<(KeyManagement, Option<ContentEncryption>), Error> {
    let name = jwk.alg.as_deref().ok_or(Error::key("alg", "missing"))?;
    if let Some(alg) = KeyManagement::from_name(name) {
        return Ok((alg, None));
    }
    match (ContentEncryption::from_name(name), &jwk.material) {
        (Some(enc), Material::Oct(_)) => Ok((KeyManagement::Dir, Some(enc))),
        _ => Err(Error::key("alg", "not an encryption algorithm we take")),
    }
}

/// Whether a shared secret has the length its algorithm wants.
pub(super) fn check_shared(
    secret: &Secret,
    alg: KeyManagement,
    enc: Option<ContentEncryption>,
) -> Result<(), Error> {
    let len = secret.expose().len();
    let fits = match alg.family() {
        Family::AesWrap(wanted) => len == wanted,
        Family::GcmWrap(gcm) => len == gcm.key_len(),
        Family::Direct => match enc {
            Some(enc) => len == enc.key_len(),
            None => ContentEncryption::ALL.iter().any(|enc| len == enc.key_len()),
        },
        Family::Rsa | Family::Agreement(_) => {
            return Err(Error::key("alg", "does not fit the type of the key"));
        }
    };
    if fits { Ok(()) } else { Err(Error::key("k", "wrong length for the algorithm")) }
}

fn rsa(public: &RsaPublic, private: &RsaPrivate) -> Result<OaepPrivateDecryptingKey, Error> {
    let pair = rsa_pair(public, private)?;
    let failed = |_| Error::Crypto("RSA decryption key");
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    let key =
        PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref()).map_err(|_| Error::Crypto("RSA decryption key"))?;
    OaepPrivateDecryptingKey::new(key).map_err(failed)
}

fn agreement_key(public: &EcPublic, private: &Secret) -> Result<PrivateKey, Error> {
    let key = PrivateKey::from_private_key(ecdh::algorithm(public.curve), private.expose())
        .map_err(|_| Error::key("d", "not a private key of the curve"))?;
    let own = key.compute_public_key().map_err(|_| Error::Crypto("public key of a private one"))?;
    if own.as_ref() == public.point() {
        Ok(key)
    } else {
        Err(Error::key("d", "does not belong to the public key"))
    }
}

impl std::fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecryptionKey")
            .field("kid", &self.kid)
            .field("alg", &self.alg)
            .finish_non_exhaustive()
    }
}
