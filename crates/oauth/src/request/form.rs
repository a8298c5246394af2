//! `application/x-www-form-urlencoded`, strictly: what is not UTF-8 is refused rather than repaired.

use percent_encoding::percent_decode;

use crate::error::Error;

/// The pairs of a form, decoded, in order.
pub fn pairs(text: &[u8]) -> impl Iterator<Item = Result<(String, String), Error>> {
    text.split(|&b| b == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let at = pair.iter().position(|&b| b == b'=');
        let (name, value) = at.map_or((pair, &b""[..]), |at| (&pair[..at], &pair[at + 1..]));
        Ok((decode(name)?, decode(value)?))
    })
}

fn decode(text: &[u8]) -> Result<String, Error> {
    let spaced: Vec<u8> = text.iter().map(|&b| if b == b'+' { b' ' } else { b }).collect();
    let decoded = percent_decode(&spaced).decode_utf8();
    let decoded = decoded.map_err(|_| Error::request("the parameters are not UTF-8"))?.into_owned();
    if decoded.contains('\0') {
        return Err(Error::request("the parameters have a NUL character"));
    }
    Ok(decoded)
}
