//! Which RSA keys are too weak to trust, whatever they are used for.

use super::RsaPublic;
use crate::Error;

/// RFC 7518 §3.3: a key of 2048 bits or larger.
const MIN_RSA_BITS: usize = 2048;
/// What aws-lc takes; also bounds the cost of one verification.
const MAX_RSA_BITS: usize = 8192;

/// The ROCA generator (CVE-2017-15361) made moduli that are a power of 65537 modulo each small
/// prime; modulo these, few numbers are (Nemec et al., 2017).
const ROCA_PRIMES: [u32; 17] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

pub(crate) fn check_rsa(key: &RsaPublic) -> Result<(), Error> {
    let bits = bit_len(&key.n);
    if bits < MIN_RSA_BITS {
        return Err(Error::key("n", "fewer than 2048 bits"));
    }
    if bits > MAX_RSA_BITS {
        return Err(Error::key("n", "more than 8192 bits"));
    }
    if key.n.last().is_none_or(|low| low % 2 == 0) {
        return Err(Error::key("n", "even"));
    }
    // aws-lc takes exponents of up to 33 bits; 32 is what anybody uses.
    if key.e.len() > 4 || key.e == [1] || key.e.last().is_none_or(|low| low % 2 == 0) {
        return Err(Error::key("e", "not an odd number of 3 to 2^32"));
    }
    if is_roca(&key.n) {
        return Err(Error::key("n", "made by the flawed generator of CVE-2017-15361"));
    }
    Ok(())
}

fn bit_len(number: &[u8]) -> usize {
    number.first().map_or(0, |high| number.len() * 8 - high.leading_zeros() as usize)
}

/// A modulus of independent primes passes for a ROCA modulus with a probability below 2^-27.
fn is_roca(modulus: &[u8]) -> bool {
    ROCA_PRIMES.into_iter().all(|prime| is_power_of_65537(remainder(modulus, prime), prime))
}

fn remainder(number: &[u8], divisor: u32) -> u32 {
    number.iter().fold(0, |rest, &byte| (rest * 256 + u32::from(byte)) % divisor)
}

fn is_power_of_65537(residue: u32, prime: u32) -> bool {
    let mut power = 1;
    loop {
        if power == residue {
            return true;
        }
        power = power * (65537 % prime) % prime;
        if power == 1 {
            return false;
        }
    }
}
