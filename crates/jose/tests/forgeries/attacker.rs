use aws_lc_rs::hmac;
use jose::jwk::{Jwk, Material};
use jose::{SignatureAlgorithm, SigningKey, base64url};
use serde_json::{Value, json};

pub const NOW: u64 = 1_700_000_000;

pub fn honest_claims() -> Value {
    json!({"sub": "alice", "exp": NOW + 600})
}

/// A token of these parts, the signature as it stands.
pub fn token(header: &Value, claims: &Value, signature: &str) -> String {
    let encode = |value: &Value| base64url::encode(value.to_string());
    format!("{}.{}.{signature}", encode(header), encode(claims))
}

/// Somebody with a private key and full control over the header.
pub struct Attacker {
    key: SigningKey,
}

impl Attacker {
    pub fn new() -> Self {
        Self::with(SigningKey::generate(SignatureAlgorithm::Es256).unwrap())
    }

    pub fn with(key: SigningKey) -> Self {
        Self { key }
    }

    pub fn public_json(&self) -> Value {
        self.key.public_jwk().unwrap().to_public_json().unwrap()
    }

    pub fn sign(&self, header: &Value) -> String {
        self.sign_text(&header.to_string(), &honest_claims().to_string())
    }

    /// Signs a header and claims of any text with the bare primitive, past every check.
    pub fn sign_text(&self, header: &str, claims: &str) -> String {
        use aws_lc_rs::rand::SystemRandom;
        use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
        let signed = format!("{}.{}", base64url::encode(header), base64url::encode(claims));
        let pkcs8 = self.key.to_pkcs8().unwrap();
        let signature = if self.key.algorithm() == SignatureAlgorithm::EdDsa {
            Ed25519KeyPair::from_pkcs8(&pkcs8).unwrap().sign(signed.as_bytes())
        } else {
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8)
                .unwrap()
                .sign(&SystemRandom::new(), signed.as_bytes())
                .unwrap()
        };
        format!("{signed}.{}", base64url::encode(signature))
    }

    /// A MAC under a secret of any length.
    pub fn hmac(secret: &[u8], alg: &str, header: &Value) -> String {
        let hash = match alg {
            "HS256" => hmac::HMAC_SHA256,
            "HS384" => hmac::HMAC_SHA384,
            _ => hmac::HMAC_SHA512,
        };
        let unsigned = token(header, &honest_claims(), "");
        let signed = unsigned.trim_end_matches('.');
        let tag = hmac::sign(&hmac::Key::new(hash, secret), signed.as_bytes());
        format!("{signed}.{}", base64url::encode(tag))
    }
}

/// What a careless verifier might take for the bytes of a public key.
pub fn spellings(public: &Jwk) -> Vec<Vec<u8>> {
    let json = public.to_public_json().unwrap().to_string().into_bytes();
    let raw = match &public.material {
        Material::Rsa(key, _) => key.n.clone(),
        Material::Ec(key, _) => [&[4], key.x.as_slice(), key.y.as_slice()].concat(),
        Material::Ed25519(key, _) => key.to_vec(),
        Material::Oct(_) => Vec::new(),
    };
    vec![base64url::encode(&raw).into_bytes(), raw, json, Vec::new()]
}
