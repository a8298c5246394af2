//! Keys, signatures, encryption and token formats of JOSE, on aws-lc.
//!
//! It owns: JWK and JWK sets ([`Jwk`], [`JwkSet`]), compact JWS ([`jws`]), JWT ([`jwt`]), compact
//! JWE ([`jwe`]), and the strict JSON reader they share ([`json`]). It must not know: what a token
//! is for, where keys are stored or fetched from, what time it is (seconds are passed in).
//!
//! Randomness for keys, salts, nonces and initialisation vectors is aws-lc's own: it cannot be
//! passed in, and should not be.
//!
//! ```
//! use jose::{SignatureAlgorithm, SigningKey, VerificationKeys, jwt};
//!
//! let key = SigningKey::generate(SignatureAlgorithm::Es256)?;
//! let token = key.sign("at+jwt", br#"{"sub":"alice","exp":1700000600}"#)?;
//!
//! let keys = VerificationKeys::single(key.verification_key()?);
//! let verified = jwt::verify_compact(token.as_bytes(), &keys, 1_700_000_000, 0)?;
//! assert_eq!(verified.claims.sub.as_deref(), Some("alice"));
//! # Ok::<(), jose::Error>(())
//! ```

mod algorithm;
pub mod base64url;
mod der;
mod error;
pub mod json;
pub mod jwe;
pub mod jwk;
pub mod jws;
pub mod jwt;
mod signing_key;
mod verification_key;
mod verification_keys;

pub use algorithm::SignatureAlgorithm;
pub use error::Error;
pub use jwk::{Jwk, JwkSet};
pub use jwt::{Claims, Rules, Verified, verify_compact};
pub use signing_key::{RsaSize, SigningKey};
pub use verification_key::VerificationKey;
pub use verification_keys::VerificationKeys;
