//! JSON Web Encryption, compact form (RFC 7516).
//!
//! Left out by decision: `RSA1_5` (padding oracles), `PBES2-*` (passwords, and work set by the
//! sender), `zip` (a small message may unpack to a huge one), the JSON forms.

use zeroize::Zeroizing;

use crate::{Error, base64url};

mod algorithm;
mod content;
mod decryption_key;
mod ecdh;
mod encryption_key;
mod header;
mod key_wrap;

#[cfg(test)]
mod tests;

pub use algorithm::{ContentEncryption, KeyManagement};
pub use decryption_key::DecryptionKey;
pub use encryption_key::EncryptionKey;
pub use header::Header;

/// What was inside a message, and its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decrypted {
    pub header: Header,
    pub plaintext: Zeroizing<Vec<u8>>,
}

/// Decrypts a compact JWE of at most `max_len` bytes.
///
/// The key decides the algorithm: a header with another `alg`, another `kid`, or with `crit` or
/// `zip` is refused. Everything that fails after that is [`Error::DecryptionFailed`], whatever
/// the cause.
pub fn decrypt(message: &[u8], key: &DecryptionKey, max_len: usize) -> Result<Decrypted, Error> {
    if message.len() > max_len {
        return Err(Error::TooLong { part: "message", actual: message.len(), limit: max_len });
    }
    let mut parts = message.split(|&byte| byte == b'.');
    let mut next = || parts.next().ok_or(Error::malformed("message", "not five parts with dots between"));
    let (protected, wrapped, iv, ciphertext, tag) = (next()?, next()?, next()?, next()?, next()?);
    if parts.next().is_some() {
        return Err(Error::malformed("message", "not five parts with dots between"));
    }
    let parsed = header::Parsed::read(&base64url::decode(protected, "header")?)?;
    let wrapped = base64url::decode(wrapped, "encrypted key")?;
    let iv = base64url::decode(iv, "initialisation vector")?;
    let ciphertext = base64url::decode(ciphertext, "ciphertext")?;
    let tag = base64url::decode(tag, "tag")?;

    let secret = key.content_key(&parsed, &wrapped)?;
    let plaintext = parsed.header.enc.open(&secret, &iv, protected, ciphertext, &tag)?;
    Ok(Decrypted { header: parsed.header, plaintext })
}

/// Encrypts into a compact JWE. `members` are text members for the header beside those the
/// algorithm needs, such as `("cty", "JWT")` around a signed token.
pub fn encrypt(
    plaintext: &[u8],
    key: &EncryptionKey,
    enc: ContentEncryption,
    members: &[(&str, &str)],
) -> Result<String, Error> {
    let mut header = header::start(key, enc, members)?;
    let (secret, wrapped) = key.content_key(enc, &mut header)?;
    let protected = base64url::encode(serde_json::Value::Object(header).to_string());
    let sealed = enc.seal(&secret, protected.as_bytes(), plaintext)?;
    let mut message = protected;
    for part in [&wrapped, &sealed.iv, &sealed.ciphertext, &sealed.tag] {
        message.push('.');
        base64url::encode_into(part, &mut message);
    }
    Ok(message)
}
