use serde_json::{Map, Value};

use crate::{Error, SigningKey, base64url};

/// Members the signer sets itself, or whose meaning it does not implement.
const RESERVED: [&str; 8] = ["alg", "kid", "crit", "b64", "zip", "enc", "jwk", "jku"];

impl SigningKey {
    /// Signs with these text members in the header, beside `alg` and `kid`.
    pub fn sign_with(&self, members: &[(&str, &str)], payload: &[u8]) -> Result<String, Error> {
        let mut header = Map::new();
        header.insert("alg".to_owned(), self.algorithm().name().into());
        header.insert("kid".to_owned(), self.kid().into());
        for (name, value) in members {
            if RESERVED.contains(name) {
                return Err(Error::malformed("header", "a member that cannot be set"));
            }
            header.insert((*name).to_owned(), Value::from(*value));
        }
        let header = Value::Object(header).to_string();
        let mut token = String::with_capacity((header.len() + payload.len()) * 4 / 3 + 360);
        base64url::encode_into(header.as_bytes(), &mut token);
        token.push('.');
        base64url::encode_into(payload, &mut token);
        let signature = self.signature(token.as_bytes())?;
        token.push('.');
        base64url::encode_into(&signature, &mut token);
        Ok(token)
    }
}
