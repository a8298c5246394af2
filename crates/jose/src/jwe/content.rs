//! Content encryption: AES-GCM (RFC 7518 §5.3) and AES-CBC with HMAC (§5.2).

use aws_lc_rs::aead::{AES_128_GCM, AES_192_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    self, AES_128, AES_192, AES_256, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey,
    PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::{aead, constant_time, hmac, rand};
use zeroize::Zeroizing;

use super::ContentEncryption;
use crate::Error;

const GCM_TAG_LEN: usize = 16;
const AES_BLOCK_LEN: usize = 16;

/// The three last parts of a message.
pub(super) struct Sealed {
    pub(super) iv: Vec<u8>,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

enum Mode {
    Gcm(&'static aead::Algorithm),
    CbcHmac(&'static cipher::Algorithm, hmac::Algorithm),
}

impl ContentEncryption {
    fn mode(self) -> Mode {
        match self {
            Self::A128Gcm => Mode::Gcm(&AES_128_GCM),
            Self::A192Gcm => Mode::Gcm(&AES_192_GCM),
            Self::A256Gcm => Mode::Gcm(&AES_256_GCM),
            Self::A128CbcHs256 => Mode::CbcHmac(&AES_128, hmac::HMAC_SHA256),
            Self::A192CbcHs384 => Mode::CbcHmac(&AES_192, hmac::HMAC_SHA384),
            Self::A256CbcHs512 => Mode::CbcHmac(&AES_256, hmac::HMAC_SHA512),
        }
    }

    /// A new content key.
    pub(super) fn new_key(self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut key = Zeroizing::new(vec![0; self.key_len()]);
        rand::fill(&mut key).map_err(|_| Error::Crypto("random bytes"))?;
        Ok(key)
    }

    /// Checks the tag over `aad` and the ciphertext, then decrypts.
    pub(super) fn open(
        self,
        key: &[u8],
        iv: &[u8],
        aad: &[u8],
        ciphertext: Vec<u8>,
        tag: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut text = Zeroizing::new(ciphertext);
        let opened = match self.mode() {
            _ if key.len() != self.key_len() => Err(Unspecified),
            Mode::Gcm(algorithm) => open_gcm(algorithm, key, iv, aad, &mut text, tag),
            Mode::CbcHmac(algorithm, hash) => {
                let (mac, key) = key.split_at(key.len() / 2);
                constant_time::verify_slices_are_equal(&cbc_tag(hash, mac, aad, iv, &text), tag)
                    .and_then(|()| open_cbc(algorithm, key, iv, &mut text))
            }
        };
        let len = opened.map_err(|_| Error::DecryptionFailed)?;
        text.truncate(len);
        Ok(text)
    }

    /// Encrypts under a fresh initialisation vector.
    pub(super) fn seal(self, key: &[u8], aad: &[u8], plaintext: &[u8]) -> Result<Sealed, Error> {
        match self.mode() {
            Mode::Gcm(algorithm) => seal_gcm(algorithm, key, aad, plaintext),
            Mode::CbcHmac(algorithm, hash) => {
                let (mac, key) = key.split_at(key.len() / 2);
                seal_cbc(algorithm, key, plaintext).map(|(iv, ciphertext)| Sealed {
                    tag: cbc_tag(hash, mac, aad, &iv, &ciphertext),
                    iv,
                    ciphertext,
                })
            }
        }
        .map_err(|_| Error::Crypto("content encryption"))
    }
}

fn open_gcm(
    algorithm: &'static aead::Algorithm,
    key: &[u8],
    iv: &[u8],
    aad: &[u8],
    text: &mut [u8],
    tag: &[u8],
) -> Result<usize, Unspecified> {
    if tag.len() != GCM_TAG_LEN {
        return Err(Unspecified);
    }
    let nonce = Nonce::try_assume_unique_for_key(iv)?;
    LessSafeKey::new(UnboundKey::new(algorithm, key)?)
        .open_in_place_separate_tag(nonce, Aad::from(aad), tag, text)
        .map(|opened| opened.len())
}

fn seal_gcm(
    algorithm: &'static aead::Algorithm,
    key: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Sealed, Unspecified> {
    let mut iv = vec![0; algorithm.nonce_len()];
    rand::fill(&mut iv)?;
    let mut ciphertext = plaintext.to_vec();
    let tag = LessSafeKey::new(UnboundKey::new(algorithm, key)?).seal_in_place_separate_tag(
        Nonce::try_assume_unique_for_key(&iv)?,
        Aad::from(aad),
        &mut ciphertext,
    )?;
    Ok(Sealed { iv, ciphertext, tag: tag.as_ref().to_vec() })
}

fn open_cbc(
    algorithm: &'static cipher::Algorithm,
    key: &[u8],
    iv: &[u8],
    text: &mut [u8],
) -> Result<usize, Unspecified> {
    let iv: &[u8; AES_BLOCK_LEN] = iv.try_into().map_err(|_| Unspecified)?;
    if text.is_empty() || !text.len().is_multiple_of(AES_BLOCK_LEN) {
        return Err(Unspecified);
    }
    let key = UnboundCipherKey::new(algorithm, key)?;
    PaddedBlockDecryptingKey::cbc_pkcs7(key)?
        .decrypt(text, DecryptionContext::Iv128(FixedLength::from(iv)))
        .map(|opened| opened.len())
}

fn seal_cbc(
    algorithm: &'static cipher::Algorithm,
    key: &[u8],
    plaintext: &[u8],
) -> Result<(Vec<u8>, Vec<u8>), Unspecified> {
    let mut iv = [0; AES_BLOCK_LEN];
    rand::fill(&mut iv)?;
    let mut text = plaintext.to_vec();
    let key = UnboundCipherKey::new(algorithm, key)?;
    PaddedBlockEncryptingKey::cbc_pkcs7(key)?
        .less_safe_encrypt(&mut text, EncryptionContext::Iv128(FixedLength::from(&iv)))?;
    Ok((iv.to_vec(), text))
}

/// The first half of the HMAC over aad, IV, ciphertext and the bit length of aad.
fn cbc_tag(hash: hmac::Algorithm, key: &[u8], aad: &[u8], iv: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = hmac::Context::with_key(&hmac::Key::new(hash, key));
    mac.update(aad);
    mac.update(iv);
    mac.update(text);
    mac.update(&(aad.len() as u64 * 8).to_be_bytes());
    let tag = mac.sign();
    tag.as_ref()[..tag.as_ref().len() / 2].to_vec()
}
