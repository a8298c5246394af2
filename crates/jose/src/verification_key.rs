use aws_lc_rs::hmac;
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{self, ParsedPublicKey};

use crate::algorithm::Scheme;
use crate::jwk::{Curve, Jwk, Material, Usage};
use crate::{Error, SignatureAlgorithm};

/// A key that checks signatures, parsed once. It knows which algorithms it is for; a token can
/// only ask for one of those, never bring its own (RFC 8725 §3.1).
#[derive(Clone)]
pub struct VerificationKey {
    kid: Option<Box<str>>,
    /// Seldom more than one.
    parsed: Vec<(SignatureAlgorithm, Parsed)>,
}

#[derive(Clone)]
enum Parsed {
    /// Boxed: an HMAC state is over a kilobyte.
    Shared(Box<hmac::Key>),
    Public(ParsedPublicKey),
}

impl VerificationKey {
    /// The key for its own algorithm: the one it declares in `alg`; without that the one its curve
    /// stands for, and RS256, RS384, RS512 for an RSA key (many providers leave `alg` out).
    /// A shared secret must declare it.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, Error> {
        use SignatureAlgorithm::{EdDsa, Es256, Es384, Es512, Rs256, Rs384, Rs512};
        if let Some(name) = &jwk.alg {
            let declared = SignatureAlgorithm::from_name(name)
                .ok_or(Error::key("alg", "not a signature algorithm we know"))?;
            return Self::with_algorithms(jwk, &[declared]);
        }
        match &jwk.material {
            Material::Oct(_) => Err(Error::key("alg", "a shared secret must declare it")),
            Material::Rsa(..) => Self::with_algorithms(jwk, &[Rs256, Rs384, Rs512]),
            Material::Ec(public, _) => {
                let algorithm = match public.curve {
                    Curve::P256 => Es256,
                    Curve::P384 => Es384,
                    Curve::P521 => Es512,
                };
                Self::with_algorithms(jwk, &[algorithm])
            }
            Material::Ed25519(..) => Self::with_algorithms(jwk, &[EdDsa]),
        }
    }

    /// The key for these algorithms. Refused if it is not for signatures, declares another
    /// algorithm, or does not fit one of them.
    pub fn with_algorithms(jwk: &Jwk, algorithms: &[SignatureAlgorithm]) -> Result<Self, Error> {
        jwk.require(Usage::Signature, &["verify"])?;
        if algorithms.is_empty() {
            return Err(Error::key("alg", "at least one algorithm is needed"));
        }
        let parsed = algorithms
            .iter()
            .map(|&algorithm| {
                if jwk.alg.as_deref().is_some_and(|alg| alg != algorithm.name()) {
                    return Err(Error::key("alg", "the key is for another algorithm"));
                }
                Ok((algorithm, Parsed::new(&jwk.material, algorithm)?))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { kid: jwk.kid.as_deref().map(Box::from), parsed })
    }

    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    pub fn algorithms(&self) -> impl Iterator<Item = SignatureAlgorithm> {
        self.parsed.iter().map(|(algorithm, _)| *algorithm)
    }

    pub fn is_symmetric(&self) -> bool {
        self.algorithms().any(SignatureAlgorithm::is_symmetric)
    }

    /// Checks `signature` over `message`.
    pub(crate) fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        let (_, parsed) = self
            .parsed
            .iter()
            .find(|(allowed, _)| *allowed == algorithm)
            .ok_or(Error::AlgorithmNotAllowed)?;
        match parsed {
            Parsed::Shared(key) => hmac::verify(key, message, signature),
            Parsed::Public(key) => key.verify_sig(message, signature),
        }
        .map_err(|_| Error::BadSignature)
    }
}

impl Parsed {
    fn new(material: &Material, algorithm: SignatureAlgorithm) -> Result<Self, Error> {
        match (material, algorithm.scheme()) {
            (Material::Oct(secret), Scheme::Hmac(hash)) => {
                shared(secret.expose(), hash).map(|key| Self::Shared(Box::new(key)))
            }
            (Material::Rsa(public, _), Scheme::Rsa(parameters, _)) => {
                PublicKeyComponents { n: &public.n, e: &public.e }
                    .to_parsed_public_key(parameters)
                    .map(Self::Public)
                    .map_err(|_| Error::key("n", "not an RSA key"))
            }
            (Material::Ec(public, _), Scheme::Ecdsa(curve)) if public.curve == curve => {
                let algorithm = match curve {
                    Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED,
                    Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED,
                    Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED,
                };
                ParsedPublicKey::new(algorithm, public.point())
                    .map(Self::Public)
                    .map_err(|_| Error::key("x", "not a point of the curve"))
            }
            (Material::Ed25519(public, _), Scheme::Ed25519) => {
                ParsedPublicKey::new(&signature::ED25519, public)
                    .map(Self::Public)
                    .map_err(|_| Error::key("x", "not an Ed25519 key"))
            }
            _ => Err(Error::key("alg", "does not fit the type of the key")),
        }
    }
}

/// RFC 7518 §3.2: a key as long as the hash output, or longer.
pub(crate) fn shared(secret: &[u8], hash: hmac::Algorithm) -> Result<hmac::Key, Error> {
    if secret.len() < hash.digest_algorithm().output_len() {
        return Err(Error::key("k", "shorter than the output of the hash"));
    }
    Ok(hmac::Key::new(hash, secret))
}

impl std::fmt::Debug for VerificationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerificationKey")
            .field("kid", &self.kid)
            .field("algorithms", &self.algorithms().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
