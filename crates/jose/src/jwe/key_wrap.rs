//! AES key wrap (RFC 3394). aws-lc-rs offers it for keys of 128 and 256 bits; JOSE also has 192,
//! so the six rounds are here for all three, over aws-lc's AES.

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm, DecryptingKey, DecryptionContext, EncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::constant_time;
use aws_lc_rs::error::Unspecified;
use zeroize::Zeroizing;

use crate::Error;

const HALF: usize = 8;
const INITIAL: [u8; HALF] = [0xA6; HALF];

/// Wraps a content key under `kek`.
pub(super) fn wrap(kek: &[u8], key: &[u8]) -> Result<Vec<u8>, Error> {
    wrapped(kek, key).map_err(|_| Error::Crypto("key wrap"))
}

/// Unwraps a content key; the integrity check is part of it.
pub(super) fn unwrap(kek: &[u8], wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    unwrapped(kek, wrapped).map_err(|_| Error::DecryptionFailed)
}

fn wrapped(kek: &[u8], key: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let aes = EncryptingKey::ecb(unbound(kek)?)?;
    let halves = check_len(key.len())?;
    let mut block = Zeroizing::new([0; 2 * HALF]);
    block[..HALF].copy_from_slice(&INITIAL);
    let mut out = [&INITIAL, key].concat();
    for step in 1..=6 * halves {
        let half = half_of(step, halves);
        block[HALF..].copy_from_slice(&out[half.clone()]);
        aes.encrypt(&mut *block)?;
        mix(&mut *block, step);
        out[half].copy_from_slice(&block[HALF..]);
    }
    out[..HALF].copy_from_slice(&block[..HALF]);
    Ok(out)
}

fn unwrapped(kek: &[u8], wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
    let aes = DecryptingKey::ecb(unbound(kek)?)?;
    let halves = check_len(wrapped.len().checked_sub(HALF).ok_or(Unspecified)?)?;
    let mut out = Zeroizing::new(wrapped.to_vec());
    let mut block = Zeroizing::new([0; 2 * HALF]);
    block[..HALF].copy_from_slice(&wrapped[..HALF]);
    for step in (1..=6 * halves).rev() {
        let half = half_of(step, halves);
        block[HALF..].copy_from_slice(&out[half.clone()]);
        mix(&mut *block, step);
        aes.decrypt(&mut *block, DecryptionContext::None)?;
        out[half].copy_from_slice(&block[HALF..]);
    }
    constant_time::verify_slices_are_equal(&block[..HALF], &INITIAL)?;
    Ok(Zeroizing::new(out[HALF..].to_vec()))
}

/// Where the half block of a step (counted from 1) lies behind the initial value.
fn half_of(step: usize, halves: usize) -> std::ops::Range<usize> {
    let at = HALF * ((step - 1) % halves + 1);
    at..at + HALF
}

fn mix(block: &mut [u8], step: usize) {
    for (byte, count) in block.iter_mut().zip((step as u64).to_be_bytes()) {
        *byte ^= count;
    }
}

/// Content keys are 16 to 64 bytes; the RFC asks for at least two halves.
fn check_len(len: usize) -> Result<usize, Unspecified> {
    if len.is_multiple_of(HALF) && (2 * HALF..=64).contains(&len) { Ok(len / HALF) } else { Err(Unspecified) }
}

fn unbound(kek: &[u8]) -> Result<UnboundCipherKey, Unspecified> {
    let algorithm: &'static Algorithm = match kek.len() {
        16 => &AES_128,
        24 => &AES_192,
        32 => &AES_256,
        _ => return Err(Unspecified),
    };
    UnboundCipherKey::new(algorithm, kek)
}
