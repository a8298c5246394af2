use super::*;
use crate::{VerificationKeys, base64url, jws};

fn secret(algorithm: SignatureAlgorithm, len: usize) -> Result<SigningKey, Error> {
    SigningKey::from_jwk(&Jwk {
        alg: Some(algorithm.name().to_owned()),
        ..Jwk::new(Material::Oct(Secret::new(vec![7; len])))
    })
}

fn key(algorithm: SignatureAlgorithm) -> SigningKey {
    if algorithm.is_symmetric() {
        secret(algorithm, 64).unwrap()
    } else {
        SigningKey::generate(algorithm).unwrap()
    }
}

#[test]
fn every_algorithm_signs_what_its_own_key_alone_verifies() {
    let keys: Vec<_> = SignatureAlgorithm::ALL.into_iter().map(key).collect();
    for signer in &keys {
        let token = signer.sign("JWT", b"payload").unwrap();
        for other in &keys {
            // Under the signer's kid, so that the key is found and must itself refuse.
            let jwk = Jwk { kid: Some(signer.kid().to_owned()), ..other.verification_jwk() };
            let set = VerificationKeys::single(VerificationKey::from_jwk(&jwk).unwrap());
            let verified = jws::verify(token.as_bytes(), &set, jws::MAX_TOKEN_LEN);
            if std::ptr::eq(signer, other) {
                let message = verified.unwrap();
                assert_eq!(message.payload, b"payload");
                assert_eq!(message.header.alg, signer.algorithm());
                assert_eq!(message.header.typ.as_deref(), Some("JWT"));
            } else {
                assert!(verified.is_err(), "{} by {}", signer.algorithm(), other.algorithm());
            }
        }
    }
}

#[test]
fn private_keys_survive_storage_as_pkcs8() {
    for algorithm in SignatureAlgorithm::ALL.into_iter().filter(|alg| !alg.is_symmetric()) {
        let key = key(algorithm);
        let stored = key.to_pkcs8().unwrap();
        let restored = SigningKey::from_pkcs8(&stored, algorithm).unwrap();
        assert_eq!(restored.kid(), key.kid());
        assert_eq!(restored.public_jwk().unwrap(), key.public_jwk().unwrap());
        let token = restored.sign("JWT", b"x").unwrap();
        let keys = VerificationKeys::single(key.verification_key().unwrap());
        assert!(jws::verify(token.as_bytes(), &keys, jws::MAX_TOKEN_LEN).is_ok());
        assert!(SigningKey::from_pkcs8(&stored[1..], algorithm).is_err());
    }
    let ec = key(SignatureAlgorithm::Es256).to_pkcs8().unwrap();
    for other in [SignatureAlgorithm::Es384, SignatureAlgorithm::Rs256, SignatureAlgorithm::EdDsa] {
        assert!(SigningKey::from_pkcs8(&ec, other).is_err(), "{other}");
    }
}

#[test]
fn rsa_keys_come_in_the_sizes_asked_for() {
    let key = SigningKey::generate_rsa(SignatureAlgorithm::Ps256, RsaSize::Bits3072).unwrap();
    let Material::Rsa(public, None) = key.public_jwk().unwrap().material else { panic!() };
    assert_eq!(public.n.len(), 384);
    assert!(SigningKey::generate_rsa(SignatureAlgorithm::Es256, RsaSize::Bits2048).is_err());
}

#[test]
fn the_example_of_rfc_8037_is_reproduced() {
    let jwk = br#"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"a",
        "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let key = SigningKey::from_jwk(&Jwk::parse(jwk).unwrap()).unwrap();
    let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    assert_eq!(base64url::encode(key.signature(signed.as_bytes()).unwrap()), signature);
    let keys = VerificationKeys::single(key.verification_key().unwrap());
    let message = jws::verify(format!("{signed}.{signature}").as_bytes(), &keys, 1000).unwrap();
    assert_eq!(message.payload, b"Example of Ed25519 signing");
}

#[test]
fn keys_that_cannot_sign_are_refused() {
    let good = key(SignatureAlgorithm::Es256);
    assert!(SigningKey::from_jwk(&good.public_jwk().unwrap()).is_err(), "public");
    assert!(secret(SignatureAlgorithm::Hs256, 31).is_err(), "short");
    assert!(secret(SignatureAlgorithm::Es256, 32).is_err(), "wrong type");
    assert!(secret(SignatureAlgorithm::Hs512, 64).unwrap().public_jwk().is_err());
    assert!(secret(SignatureAlgorithm::Hs512, 64).unwrap().to_pkcs8().is_err());
    // A private half that belongs to another public half.
    let stranger = br#"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA",
        "d":"mWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert!(SigningKey::from_jwk(&Jwk::parse(stranger).unwrap()).is_err());
}

#[test]
fn the_header_is_the_signers_own() {
    let key = key(SignatureAlgorithm::EdDsa).with_kid("k1");
    for name in ["alg", "kid", "crit", "b64", "zip", "jwk"] {
        assert!(key.sign_with(&[(name, "x")], b"").is_err(), "{name}");
    }
    let token = key.sign_with(&[("typ", "at+jwt"), ("x5t", "abc")], b"").unwrap();
    let header = base64url::decode(token.split('.').next().unwrap(), "header").unwrap();
    let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header, serde_json::json!({"alg": "EdDSA", "kid": "k1", "typ": "at+jwt", "x5t": "abc"}));
}

impl SigningKey {
    fn verification_jwk(&self) -> Jwk {
        self.public_jwk().unwrap_or_else(|_| Jwk {
            alg: Some(self.algorithm.name().to_owned()),
            ..Jwk::new(Material::Oct(Secret::new(vec![7; 64])))
        })
    }
}
