//! Key agreement ECDH-ES (RFC 7518 §4.6) on the NIST curves.

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use zeroize::Zeroizing;

use crate::jwk::{Curve, EcPublic};

/// What both sides feed into the derivation beside the shared secret.
pub(super) struct Info<'a> {
    /// `alg`, or `enc` if the agreed key is the content key.
    pub(super) algorithm: &'a str,
    pub(super) apu: &'a [u8],
    pub(super) apv: &'a [u8],
    /// Bytes of key wanted.
    pub(super) len: usize,
}

pub(super) fn algorithm(curve: Curve) -> &'static agreement::Algorithm {
    match curve {
        Curve::P256 => &agreement::ECDH_P256,
        Curve::P384 => &agreement::ECDH_P384,
        Curve::P521 => &agreement::ECDH_P521,
    }
}

/// The key both sides get. `None` if the peer's point is not on the curve (checked by aws-lc) or
/// the derivation fails.
pub(super) fn derive(own: &PrivateKey, peer: &EcPublic, info: &Info<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let peer = UnparsedPublicKey::new(algorithm(peer.curve), peer.point());
    agreement::agree(own, peer, (), |secret| {
        let sha256 = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256).ok_or(())?;
        let mut key = Zeroizing::new(vec![0; info.len]);
        sskdf_digest(sha256, secret, &info.encode(), &mut key).map_err(|_| ())?;
        Ok(key)
    })
    .ok()
}

impl Info<'_> {
    /// OtherInfo of RFC 7518 §4.6.2: three fields with 32-bit lengths, then the key's bits.
    fn encode(&self) -> Vec<u8> {
        let mut info = Vec::new();
        for field in [self.algorithm.as_bytes(), self.apu, self.apv] {
            info.extend_from_slice(&(field.len() as u32).to_be_bytes());
            info.extend_from_slice(field);
        }
        info.extend_from_slice(&(self.len as u32 * 8).to_be_bytes());
        info
    }
}
