//! Client secrets: made by us with 166 bits of randomness, so that one SHA-256 keeps them as well as a slow hash
//! would, at a cost the token endpoint can afford (docs/adr/0020-client-secrets.md).

use std::fmt::Write as _;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use store::client::ClientRow;

use crate::OAuth;
use crate::error::Error;

/// Characters of an id and of a secret; each has at least 5.9 bits.
pub const LENGTH: usize = 28;

/// SHA-256, hexadecimal: of client secrets and refresh tokens.
pub fn hash(secret: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in digest(&SHA256, secret.as_bytes()).as_ref() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Whether `given` has this hash; takes as long whatever the difference is.
pub fn matches(given: &str, stored: &str) -> bool {
    verify_slices_are_equal(hash(given).as_bytes(), stored.as_bytes()).is_ok()
}

/// A new secret for a client as it is kept.
pub struct NewSecret {
    pub hash: String,
    pub sealed: String,
}

impl OAuth {
    /// With the secret in clear.
    pub(super) fn new_secret(&self, client_id: &str) -> Result<(NewSecret, String), Error> {
        let clear = self.control().ambient().secret(LENGTH);
        let sealed = self.control().sealer().seal(&purpose(client_id), clear.as_bytes())?;
        Ok((NewSecret { hash: hash(&clear), sealed }, clear))
    }

    pub(super) fn open_secret(&self, row: &ClientRow) -> Result<String, Error> {
        let clear = self.control().sealer().open(&purpose(&row.client_id), &row.sealed_secret)?;
        Ok(String::from_utf8(clear).map_err(control::Error::internal)?)
    }
}

fn purpose(client_id: &str) -> String {
    format!("client secret {client_id}")
}
