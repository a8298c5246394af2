use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey,
    PublicKeyComponents,
};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::algorithm::Family;
use super::decryption_key::{check_shared, declared};
use super::{ContentEncryption, KeyManagement, ecdh, key_wrap};
use crate::jwk::{EcPublic, Jwk, Material, Secret, Usage};
use crate::{Error, base64url};

/// A key to encrypt to, for one way of key management.
pub struct EncryptionKey {
    kid: Option<Box<str>>,
    alg: KeyManagement,
    enc: Option<ContentEncryption>,
    recipient: Recipient,
}

enum Recipient {
    Shared(Secret),
    Rsa(OaepPublicEncryptingKey),
    Ec(EcPublic),
}

/// A content key, and the second part of the message.
type ContentKey = (Zeroizing<Vec<u8>>, Vec<u8>);

impl EncryptionKey {
    /// The key for the algorithm it declares in `alg`; public keys and shared secrets.
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
        jwk.require(Usage::Encryption, &["encrypt", "wrapKey", "deriveKey", "deriveBits"])?;
        let recipient = match (&jwk.material, alg.family()) {
            (Material::Rsa(public, _), Family::Rsa) => {
                let key: PublicEncryptingKey = PublicKeyComponents { n: &public.n, e: &public.e }
                    .try_into()
                    .map_err(|_| Error::key("n", "not an RSA key"))?;
                Recipient::Rsa(
                    OaepPublicEncryptingKey::new(key).map_err(|_| Error::Crypto("RSA encryption key"))?,
                )
            }
            (Material::Ec(public, _), Family::Agreement(_)) => Recipient::Ec(public.clone()),
            (Material::Oct(secret), _) => {
                check_shared(secret, alg, enc)?;
                Recipient::Shared(secret.clone())
            }
            _ => return Err(Error::key("alg", "does not fit the type of the key")),
        };
        Ok(Self { kid: jwk.kid.as_deref().map(Box::from), alg, enc, recipient })
    }

    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    pub fn algorithm(&self) -> KeyManagement {
        self.alg
    }

    /// Makes or takes a content key; puts what the recipient needs to know into `header`.
    pub(super) fn content_key(
        &self,
        enc: ContentEncryption,
        header: &mut Map<String, Value>,
    ) -> Result<ContentKey, Error> {
        if self.enc.is_some_and(|declared| declared != enc) {
            return Err(Error::key("alg", "the key is for another content encryption"));
        }
        match (&self.recipient, self.alg.family()) {
            (Recipient::Rsa(public), _) => {
                let key = enc.new_key()?;
                let wrapped = self.wrap_rsa(public, &key)?;
                Ok((key, wrapped))
            }
            (Recipient::Shared(kek), Family::AesWrap(_)) => {
                let key = enc.new_key()?;
                let wrapped = key_wrap::wrap(kek.expose(), &key)?;
                Ok((key, wrapped))
            }
            (Recipient::Shared(kek), Family::GcmWrap(gcm)) => {
                let key = enc.new_key()?;
                let sealed = gcm.seal(kek.expose(), &[], &key)?;
                header.insert("iv".to_owned(), base64url::encode(&sealed.iv).into());
                header.insert("tag".to_owned(), base64url::encode(&sealed.tag).into());
                Ok((key, sealed.ciphertext))
            }
            (Recipient::Shared(key), _) if key.expose().len() == enc.key_len() => {
                Ok((Zeroizing::new(key.expose().to_vec()), Vec::new()))
            }
            (Recipient::Shared(_), _) => Err(Error::key("k", "wrong length for the content encryption")),
            (Recipient::Ec(public), Family::Agreement(wrap)) => self.agree(public, enc, wrap, header),
            (Recipient::Ec(_), _) => Err(Error::Crypto("key of another algorithm")),
        }
    }

    fn wrap_rsa(&self, public: &OaepPublicEncryptingKey, key: &[u8]) -> Result<Vec<u8>, Error> {
        let hash = match self.alg {
            KeyManagement::RsaOaep => &OAEP_SHA1_MGF1SHA1,
            _ => &OAEP_SHA256_MGF1SHA256,
        };
        let mut wrapped = vec![0; public.ciphertext_size()];
        let len =
            public.encrypt(hash, key, &mut wrapped, None).map_err(|_| Error::Crypto("RSA encryption"))?.len();
        wrapped.truncate(len);
        Ok(wrapped)
    }

    fn agree(
        &self,
        public: &EcPublic,
        enc: ContentEncryption,
        wrap: Option<usize>,
        header: &mut Map<String, Value>,
    ) -> Result<ContentKey, Error> {
        let failed = |_| Error::Crypto("ephemeral key");
        let own = PrivateKey::generate(ecdh::algorithm(public.curve)).map_err(failed)?;
        let point = own.compute_public_key().map_err(failed)?;
        let epk = EcPublic::from_point(public.curve, point.as_ref())?;
        let info = ecdh::Info {
            algorithm: wrap.map_or(enc.name(), |_| self.alg.name()),
            apu: &[],
            apv: &[],
            len: wrap.unwrap_or(enc.key_len()),
        };
        let agreed = ecdh::derive(&own, public, &info).ok_or(Error::key("x", "not a point of the curve"))?;
        header.insert("epk".to_owned(), Jwk::new(Material::Ec(epk, None)).to_public_json()?);
        if wrap.is_none() {
            return Ok((agreed, Vec::new()));
        }
        let key = enc.new_key()?;
        let wrapped = key_wrap::wrap(&agreed, &key)?;
        Ok((key, wrapped))
    }
}

impl std::fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EncryptionKey")
            .field("kid", &self.kid)
            .field("alg", &self.alg)
            .finish_non_exhaustive()
    }
}
