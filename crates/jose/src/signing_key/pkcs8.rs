use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};

use super::{Pair, SigningKey};
use crate::algorithm::{Scheme, ecdsa_signing};
use crate::jwk::{Material, strength};
use crate::{Error, SignatureAlgorithm};

impl SigningKey {
    /// A private key from PKCS#8 DER, named by its thumbprint. Weak RSA keys and keys that do not
    /// fit the algorithm are refused.
    pub fn from_pkcs8(pkcs8: &[u8], algorithm: SignatureAlgorithm) -> Result<Self, Error> {
        let refused = |_| Error::key("pkcs8", "not a private key that fits the algorithm");
        let pair = match algorithm.scheme() {
            Scheme::Hmac(_) => return Err(Error::NotSupported("PKCS#8 of a shared secret")),
            Scheme::Rsa(_, encoding) => Pair::Rsa(RsaKeyPair::from_pkcs8(pkcs8).map_err(refused)?, encoding),
            Scheme::Ecdsa(curve) => {
                Pair::Ecdsa(EcdsaKeyPair::from_pkcs8(ecdsa_signing(curve), pkcs8).map_err(refused)?)
            }
            Scheme::Ed25519 => Pair::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8).map_err(refused)?),
        };
        let key = Self::named(algorithm, pair)?;
        if let Material::Rsa(public, _) = key.public_jwk()?.material {
            strength::check_rsa(&public)?;
        }
        Ok(key)
    }
}
