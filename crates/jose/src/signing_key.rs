use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaEncoding, RsaKeyPair};
use zeroize::Zeroizing;

use crate::algorithm::{Scheme, ecdsa_signing};
use crate::jwk::{EcPublic, Jwk, Material, RsaPrivate, RsaPublic, Secret, Usage};
use crate::verification_key::shared;
use crate::{Error, SignatureAlgorithm, VerificationKey, der};

mod generate;
mod pkcs8;

pub use generate::RsaSize;

#[cfg(test)]
mod tests;

/// A key that signs with one algorithm, parsed once. Its `kid` goes into every header.
pub struct SigningKey {
    algorithm: SignatureAlgorithm,
    kid: String,
    pair: Pair,
}

enum Pair {
    /// Boxed: an HMAC state is over a kilobyte.
    Shared(Box<hmac::Key>, Secret),
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// The key of a private JWK that declares its `alg`. Without `kid` it takes its thumbprint.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, Error> {
        let name = jwk.alg.as_deref().ok_or(Error::key("alg", "missing"))?;
        let algorithm = SignatureAlgorithm::from_name(name)
            .ok_or(Error::key("alg", "not a signature algorithm we know"))?;
        jwk.require(Usage::Signature, &["sign"])?;
        let pair = match (&jwk.material, algorithm.scheme()) {
            (Material::Oct(secret), Scheme::Hmac(hash)) => {
                Pair::Shared(Box::new(shared(secret.expose(), hash)?), secret.clone())
            }
            (Material::Rsa(public, Some(private)), Scheme::Rsa(_, encoding)) => {
                Pair::Rsa(rsa_pair(public, private)?, encoding)
            }
            (Material::Ec(public, Some(private)), Scheme::Ecdsa(curve)) if public.curve == curve => {
                Pair::Ecdsa(
                    EcdsaKeyPair::from_private_key_and_public_key(
                        ecdsa_signing(curve),
                        private.expose(),
                        &public.point(),
                    )
                    .map_err(|_| Error::key("d", "does not belong to the public key"))?,
                )
            }
            (Material::Ed25519(public, Some(seed)), Scheme::Ed25519) => Pair::Ed25519(
                Ed25519KeyPair::from_seed_and_public_key(seed.expose(), public)
                    .map_err(|_| Error::key("d", "does not belong to the public key"))?,
            ),
            _ if !jwk.is_private() => return Err(Error::key("d", "missing: a public key")),
            _ => return Err(Error::key("alg", "does not fit the type of the key")),
        };
        Ok(Self { algorithm, kid: jwk.kid.clone().unwrap_or_else(|| jwk.thumbprint()), pair })
    }

    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half, ready to be published: with `kid`, `use` and `alg`.
    /// A shared secret has none.
    pub fn public_jwk(&self) -> Result<Jwk, Error> {
        let material = match &self.pair {
            Pair::Shared(..) => {
                return Err(Error::key("kty", "a shared secret has no public form"));
            }
            Pair::Rsa(pair, _) => {
                let mut numbers = der::Reader::new(pair.public_key().as_ref()).sequence()?;
                let public = RsaPublic { n: numbers.unsigned()?.to_vec(), e: numbers.unsigned()?.to_vec() };
                Material::Rsa(public, None)
            }
            Pair::Ecdsa(pair) => {
                let Scheme::Ecdsa(curve) = self.algorithm.scheme() else {
                    return Err(Error::Crypto("key pair of another curve"));
                };
                Material::Ec(EcPublic::from_point(curve, pair.public_key().as_ref())?, None)
            }
            Pair::Ed25519(pair) => Material::Ed25519(
                pair.public_key()
                    .as_ref()
                    .try_into()
                    .map_err(|_| Error::Crypto("Ed25519 public key length"))?,
                None,
            ),
        };
        Ok(Jwk {
            kid: Some(self.kid.clone()),
            usage: Some(Usage::Signature),
            alg: Some(self.algorithm.name().to_owned()),
            ..Jwk::new(material)
        })
    }

    /// The key that checks what this one signs.
    pub fn verification_key(&self) -> Result<VerificationKey, Error> {
        match &self.pair {
            Pair::Shared(_, secret) => VerificationKey::from_jwk(&Jwk {
                kid: Some(self.kid.clone()),
                alg: Some(self.algorithm.name().to_owned()),
                ..Jwk::new(Material::Oct(secret.clone()))
            }),
            _ => VerificationKey::from_jwk(&self.public_jwk()?),
        }
    }

    /// The private key as PKCS#8 DER (RFC 5208), for storage under encryption.
    /// Shared secrets have no such form.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let failed = |_| Error::Crypto("PKCS#8 export");
        let bytes = match &self.pair {
            Pair::Shared(..) => {
                return Err(Error::NotSupported("PKCS#8 of a shared secret"));
            }
            Pair::Rsa(pair, _) => {
                let document: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
                document.as_ref().to_vec()
            }
            Pair::Ecdsa(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
        };
        Ok(Zeroizing::new(bytes))
    }

    /// The signature over `message`, in the form JWS wants it.
    pub(crate) fn signature(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        // aws-lc draws PSS salts and ECDSA nonces itself and ignores the generator handed in.
        let random = SystemRandom::new();
        let failed = |_| Error::Crypto("signing");
        match &self.pair {
            Pair::Shared(key, _) => Ok(hmac::sign(key, message).as_ref().to_vec()),
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Pair::Ecdsa(pair) => {
                let signature = pair.sign(&random, message).map_err(failed)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }
}

/// A private key from its members, which aws-lc checks against each other.
pub(crate) fn rsa_pair(public: &RsaPublic, private: &RsaPrivate) -> Result<RsaKeyPair, Error> {
    RsaKeyPair::from_components(&KeyPairComponents {
        public_key: PublicKeyComponents { n: public.n.as_slice(), e: public.e.as_slice() },
        d: private.d.expose(),
        p: private.p.expose(),
        q: private.q.expose(),
        dP: private.dp.expose(),
        dQ: private.dq.expose(),
        qInv: private.qi.expose(),
    })
    .map_err(|_| Error::key("d", "the members do not form an RSA key"))
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
