//! Ids that requests can be looked up by.

use std::cell::Cell;

use http::{HeaderMap, HeaderName, HeaderValue};
use model::Ambient;

/// WSO2's header for the id; every response carries it, and the back end gets it.
pub const ACTIVITY_ID: HeaderName = HeaderName::from_static("activityid");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Ids of one core: a random part per core and a counter, so that an id costs no randomness.
pub struct RequestIds {
    core: u64,
    next: Cell<u64>,
}

impl RequestIds {
    pub fn new(ambient: &Ambient) -> Self {
        let mut bytes = [0u8; 16];
        ambient.random.fill(&mut bytes);
        let (core, start) = bytes.split_at(8);
        let number = |b: &[u8]| b.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
        Self { core: number(core), next: Cell::new(number(start)) }
    }

    /// The id the client gave, if it is harmless, or a new one of 32 hexadecimal digits.
    pub fn of(&self, headers: &HeaderMap) -> HeaderValue {
        for name in [ACTIVITY_ID, REQUEST_ID] {
            if let Some(given) = headers.get(name)
                && (1..=64).contains(&given.len())
                && given
                    .as_bytes()
                    .iter()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
            {
                return given.clone();
            }
        }
        let n = self.next.get();
        self.next.set(n.wrapping_add(1));
        let mut text = [0u8; 32];
        write_hex(self.core, &mut text[..16]);
        write_hex(n, &mut text[16..]);
        // Hexadecimal digits are always a header value.
        HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("0"))
    }
}

fn write_hex(mut n: u64, out: &mut [u8]) {
    for digit in out.iter_mut().rev() {
        *digit = b"0123456789abcdef"[(n & 15) as usize];
        n >>= 4;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harmless_id_is_kept_and_others_replaced() {
        let ids = RequestIds { core: 0xab, next: Cell::new(1) };
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACTIVITY_ID, HeaderValue::from_static(value));
            ids.of(&headers)
        };
        assert_eq!(of("abc-1"), "abc-1");
        assert_eq!(of("a b"), "00000000000000ab0000000000000001");
        assert_eq!(ids.of(&HeaderMap::new()), "00000000000000ab0000000000000002");
    }
}
