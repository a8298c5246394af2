//! JSON Web Keys (RFC 7517, 7518 §6, 8037).

use zeroize::Zeroizing;

use crate::Error;

mod read;
mod set;
mod spki;
pub(crate) mod strength;
mod thumbprint;
mod write;

#[cfg(test)]
mod tests;

pub use set::{JwkSet, SkippedKey};

/// A document with one key may not be longer than this, in bytes.
pub const MAX_JWK_LEN: usize = 64 * 1024;

/// Bytes that are wiped when dropped and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// One key: its material, and what it may be used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    pub kid: Option<String>,
    /// `use`.
    pub usage: Option<Usage>,
    pub key_ops: Option<Vec<String>>,
    /// The one algorithm the key is for, as written. It may be a name we do not know; such a key
    /// can be kept and shown but not used.
    pub alg: Option<String>,
    /// `x5c`: carried along, never looked into and never trusted.
    pub x5c: Vec<String>,
    /// `x5t#S256`: likewise.
    pub x5t_s256: Option<String>,
    pub material: Material,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    Signature,
    Encryption,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Material {
    /// A shared secret.
    Oct(Secret),
    Rsa(RsaPublic, Option<RsaPrivate>),
    Ec(EcPublic, Option<Secret>),
    /// OKP with curve Ed25519: public key, and the seed if it is a private key.
    Ed25519([u8; 32], Option<Secret>),
}

/// Modulus and exponent: big-endian, without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RsaPublic {
    pub n: Vec<u8>,
    pub e: Vec<u8>,
}

/// The private half of an RSA key; two primes, with the CRT members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RsaPrivate {
    pub d: Secret,
    pub p: Secret,
    pub q: Secret,
    pub dp: Secret,
    pub dq: Secret,
    pub qi: Secret,
}

/// A point; both coordinates have the full length of the curve's field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EcPublic {
    pub curve: Curve,
    pub x: Vec<u8>,
    pub y: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    P256,
    P384,
    P521,
}

impl Jwk {
    /// A key with nothing but its material.
    pub fn new(material: Material) -> Self {
        Self { kid: None, usage: None, key_ops: None, alg: None, x5c: Vec::new(), x5t_s256: None, material }
    }

    /// Whether it holds a secret: a shared one or the private half.
    pub fn is_private(&self) -> bool {
        match &self.material {
            Material::Oct(_) => true,
            Material::Rsa(_, private) => private.is_some(),
            Material::Ec(_, private) | Material::Ed25519(_, private) => private.is_some(),
        }
    }

    /// The key without its secret half. A shared secret has no public half: `None`.
    pub fn to_public(&self) -> Option<Self> {
        let material = match &self.material {
            Material::Oct(_) => return None,
            Material::Rsa(public, _) => Material::Rsa(public.clone(), None),
            Material::Ec(public, _) => Material::Ec(public.clone(), None),
            Material::Ed25519(public, _) => Material::Ed25519(*public, None),
        };
        // What the private half may do is not what the public half may do.
        Some(Self { key_ops: None, material, ..self.clone() })
    }

    /// Refuses a key whose `use` or `key_ops` exclude what is asked (RFC 7517 §4.2, §4.3).
    pub(crate) fn require(&self, usage: Usage, operations: &[&str]) -> Result<(), Error> {
        if self.usage.is_some_and(|declared| declared != usage) {
            return Err(Error::key("use", "the key is for another use"));
        }
        match &self.key_ops {
            Some(declared) if !declared.iter().any(|op| operations.contains(&op.as_str())) => {
                Err(Error::key("key_ops", "the key is not for this operation"))
            }
            _ => Ok(()),
        }
    }
}

impl EcPublic {
    /// The uncompressed point (SEC 1 §2.3.3).
    pub(crate) fn point(&self) -> Vec<u8> {
        let mut point = Vec::with_capacity(1 + 2 * self.x.len());
        point.push(4);
        point.extend_from_slice(&self.x);
        point.extend_from_slice(&self.y);
        point
    }

    pub(crate) fn from_point(curve: Curve, point: &[u8]) -> Result<Self, Error> {
        match point.split_first() {
            Some((4, rest)) if rest.len() == 2 * curve.coordinate_len() => {
                let (x, y) = rest.split_at(curve.coordinate_len());
                Ok(Self { curve, x: x.to_vec(), y: y.to_vec() })
            }
            _ => Err(Error::key("x", "not an uncompressed point of the curve")),
        }
    }
}

impl Curve {
    pub const ALL: [Self; 3] = [Self::P256, Self::P384, Self::P521];

    /// The registered name, as in `crv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// Bytes of a coordinate, and of the private scalar.
    pub const fn coordinate_len(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl Secret {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}
