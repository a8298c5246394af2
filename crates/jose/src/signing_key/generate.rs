use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};

use super::{Pair, SigningKey};
use crate::algorithm::{Scheme, ecdsa_signing};
use crate::{Error, SignatureAlgorithm};

/// Size of a new RSA key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RsaSize {
    #[default]
    Bits2048,
    Bits3072,
    Bits4096,
}

impl SigningKey {
    /// A new key, named by its thumbprint. RSA keys are of
    /// 2048 bits, which takes tens of milliseconds of CPU to find.
    pub fn generate(algorithm: SignatureAlgorithm) -> Result<Self, Error> {
        match algorithm.scheme() {
            Scheme::Hmac(_) => {
                Err(Error::NotSupported("generating shared secrets: make a JWK of random bytes"))
            }
            Scheme::Rsa(..) => Self::generate_rsa(algorithm, RsaSize::default()),
            Scheme::Ecdsa(curve) => {
                let pair = EcdsaKeyPair::generate(ecdsa_signing(curve)).map_err(failed)?;
                Self::named(algorithm, Pair::Ecdsa(pair))
            }
            Scheme::Ed25519 => {
                let pair = Ed25519KeyPair::generate().map_err(failed)?;
                Self::named(algorithm, Pair::Ed25519(pair))
            }
        }
    }

    /// A new RSA key of a given size.
    pub fn generate_rsa(algorithm: SignatureAlgorithm, size: RsaSize) -> Result<Self, Error> {
        let Scheme::Rsa(_, encoding) = algorithm.scheme() else {
            return Err(Error::key("alg", "does not fit the type of the key"));
        };
        let size = match size {
            RsaSize::Bits2048 => KeySize::Rsa2048,
            RsaSize::Bits3072 => KeySize::Rsa3072,
            RsaSize::Bits4096 => KeySize::Rsa4096,
        };
        let pair = RsaKeyPair::generate(size).map_err(failed)?;
        Self::named(algorithm, Pair::Rsa(pair, encoding))
    }

    /// The same key under another id.
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = kid.into();
        self
    }

    pub(super) fn named(algorithm: SignatureAlgorithm, pair: Pair) -> Result<Self, Error> {
        let mut key = Self { algorithm, kid: String::new(), pair };
        key.kid = key.public_jwk()?.thumbprint();
        Ok(key)
    }
}

fn failed(_: aws_lc_rs::error::Unspecified) -> Error {
    Error::Crypto("key generation")
}
