//! Base64url as JOSE wants it (RFC 7515 §2): URL-safe alphabet, no padding, no white space, and
//! only the one canonical form of each value (unused bits zero).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Error;

/// Encodes without padding.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes; `part` names the input in the error.
pub fn decode(text: impl AsRef<[u8]>, part: &'static str) -> Result<Vec<u8>, Error> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| Error::malformed(part, "not canonical base64url without padding"))
}

pub(crate) fn encode_into(bytes: &[u8], out: &mut String) {
    URL_SAFE_NO_PAD.encode_string(bytes, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_form_is_taken() {
        assert_eq!(decode("Zm9v", "x").unwrap(), b"foo");
        for bad in ["Zg==", "Zh", "Z", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm9v?"] {
            assert!(decode(bad, "x").is_err(), "{bad:?}");
        }
    }
}
