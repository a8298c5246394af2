//! Secrets at rest: AES-256-GCM under a key that is not in the database (reliability.md).

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Random;

use crate::error::Error;

const VERSION: &str = "s1.";
const NONCE: usize = 12;

/// Seals and opens small secrets. Sealed form: `s1.<base64url(nonce || ciphertext || tag)>`; 2^32 seals under one
/// key are safe with random nonces (NIST SP 800-38D 8.3).
#[derive(Clone)]
pub struct Sealer {
    key: Arc<LessSafeKey>,
    random: Arc<dyn Random>,
}

impl Sealer {
    /// Length of the key in bytes.
    pub const KEY_LEN: usize = 32;

    pub fn new(key: &[u8; Self::KEY_LEN], random: Arc<dyn Random>) -> Result<Self, Error> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(Error::internal)?;
        Ok(Self { key: Arc::new(LessSafeKey::new(key)), random })
    }

    /// Seals `secret` for a `purpose`; opening needs the same purpose.
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> Result<String, Error> {
        let mut nonce = [0u8; NONCE];
        self.random.fill(&mut nonce);
        let mut sealed = secret.to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose), &mut sealed)
            .map_err(Error::internal)?;
        let mut out = nonce.to_vec();
        out.extend_from_slice(&sealed);
        Ok(format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(out)))
    }

    pub fn open(&self, purpose: &str, sealed: &str) -> Result<Vec<u8>, Error> {
        let unreadable = || Error::internal("a sealed secret cannot be opened: wrong sealing key or damage");
        let bytes = sealed
            .strip_prefix(VERSION)
            .and_then(|s| URL_SAFE_NO_PAD.decode(s).ok())
            .ok_or_else(unreadable)?;
        let (nonce, rest) = bytes.split_at_checked(NONCE).ok_or_else(unreadable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unreadable())?;
        let mut rest = rest.to_vec();
        let open = self.key.open_in_place(nonce, Aad::from(purpose), &mut rest).map_err(|_| unreadable())?;
        Ok(open.to_vec())
    }
}
