//! Tokens as a key manager issues them.

use std::time::SystemTime;

use jose::{SignatureAlgorithm, SigningKey};
use model::catalog::KeyManager;
use serde_json::{Value, json};

use super::KEY;

pub const ISSUER: &str = "https://localhost:9443/oauth2/token";

/// A key manager's signing key.
pub struct TokenFactory {
    key: SigningKey,
}

impl TokenFactory {
    pub fn new() -> Self {
        Self { key: SigningKey::generate(SignatureAlgorithm::Es256).unwrap().with_kid("k1") }
    }

    /// The catalog's document about this key manager.
    pub fn key_manager(&self) -> KeyManager {
        KeyManager {
            name: "Resident Key Manager".to_owned(),
            issuer: ISSUER.to_owned(),
            enabled: true,
            jwks: json!({"keys": [self.key.public_jwk().unwrap().to_public_json().unwrap()]}),
            consumer_key_claim: "azp".to_owned(),
            scopes_claim: "scope".to_owned(),
        }
    }

    /// A token that everything is right with.
    pub fn good(&self) -> String {
        self.with(&json!({}))
    }

    /// A good token with some claims replaced; `null` leaves one out.
    pub fn with(&self, changes: &Value) -> String {
        self.typed("at+jwt", changes)
    }

    /// The same with another `typ` in its header.
    pub fn typed(&self, typ: &str, changes: &Value) -> String {
        let mut claims = json!({
            "iss": ISSUER, "sub": "bob", "azp": KEY, "aud": KEY, "scope": "default",
            "iat": now(), "exp": now() + 3_600, "jti": "jti-1",
        });
        let members = claims.as_object_mut().unwrap();
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                members.remove(name);
            } else {
                members.insert(name.clone(), value.clone());
            }
        }
        self.key.sign_claims(typ, &claims).unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "tokens of tests are of now")]
pub fn now() -> i64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() as i64
}
