use super::*;
use crate::VerificationKey;
use crate::jwk::{Jwk, JwkSet, Material, Secret};

fn signer(kid: &str) -> SigningKey {
    SigningKey::generate(SignatureAlgorithm::Es256).unwrap().with_kid(kid)
}

fn verify_one(token: &str, keys: &VerificationKeys) -> Result<Message, Error> {
    verify(token.as_bytes(), keys, MAX_TOKEN_LEN)
}

/// A token whose header has no kid.
fn without_kid(key: &SigningKey) -> String {
    let signed = format!("{}.eHg", base64url::encode(br#"{"alg":"ES256"}"#));
    let signature = base64url::encode(key.signature(signed.as_bytes()).unwrap());
    format!("{signed}.{signature}")
}

#[test]
fn the_kid_chooses_and_keys_are_never_tried_in_turn() {
    let (a, b) = (signer("a"), signer("b"));
    let both = [&a, &b].map(|key| key.verification_key().unwrap()).to_vec();
    let set = VerificationKeys::new(both).unwrap();
    assert!(verify_one(&a.sign("JWT", b"").unwrap(), &set).is_ok());
    assert!(verify_one(&b.sign("JWT", b"").unwrap(), &set).is_ok());
    let unknown =
        |token: &str, set: &VerificationKeys| matches!(verify_one(token, set), Err(Error::UnknownKey(_)));
    assert!(unknown(&signer("c").sign("JWT", b"").unwrap(), &set));
    assert!(unknown(&without_kid(&a), &set));
    assert_eq!(verify_one(&signer("a").sign("JWT", b"").unwrap(), &set), Err(Error::BadSignature));
    assert!(unknown(&without_kid(&a), &VerificationKeys::default()));

    let single = VerificationKeys::single(a.verification_key().unwrap());
    assert!(verify_one(&without_kid(&a), &single).is_ok());
    assert!(unknown(&signer("c").sign("JWT", b"").unwrap(), &single));
    let certificate = Jwk { kid: None, ..a.public_jwk().unwrap() };
    let certificate = VerificationKeys::single(VerificationKey::from_jwk(&certificate).unwrap());
    assert!(verify_one(&a.sign("JWT", b"").unwrap(), &certificate).is_ok());
}

#[test]
fn ambiguous_sets_are_refused() {
    let (a, b) = (signer("a").public_jwk().unwrap(), signer("b").public_jwk().unwrap());
    let nameless = Jwk { kid: None, ..b.clone() };
    let secret = Jwk {
        kid: Some("s".to_owned()),
        alg: Some("HS256".to_owned()),
        ..Jwk::new(Material::Oct(Secret::new(vec![1; 32])))
    };
    let set = |keys: &[&Jwk]| {
        VerificationKeys::from_jwk_set(&JwkSet::new(keys.iter().map(|key| (*key).clone()).collect()))
    };
    assert_eq!(set(&[&a, &b]).unwrap().0.len(), 2);
    assert!(set(&[&a, &a]).is_err(), "same kid twice");
    assert!(set(&[&a, &secret]).is_err(), "a secret beside a public key");
    let (usable, skipped) = set(&[&a, &nameless]).unwrap();
    assert_eq!((usable.len(), skipped.len()), (1, 1), "one without kid is passed over");
    let direct = |keys: [&Jwk; 2]| {
        VerificationKeys::new(keys.map(|jwk| VerificationKey::from_jwk(jwk).unwrap()).to_vec())
    };
    assert!(direct([&a, &b]).is_ok());
    for keys in [[&a, &nameless], [&a, &a], [&a, &secret]] {
        assert!(direct(keys).is_err());
    }
}

#[test]
fn a_key_for_encryption_is_passed_over() {
    let a = signer("a").public_jwk().unwrap();
    let encryption = Jwk { usage: Some(crate::jwk::Usage::Encryption), ..a.clone() };
    let (usable, skipped) = VerificationKeys::from_jwk_set(&JwkSet::new(vec![a, encryption])).unwrap();
    assert_eq!((usable.len(), skipped.len()), (1, 1));
}

#[test]
fn an_rsa_key_without_alg_is_for_rs_and_one_with_alg_for_that() {
    let key = SigningKey::generate(SignatureAlgorithm::Rs512).unwrap();
    let token = key.sign("JWT", b"").unwrap();
    let open = Jwk { alg: None, ..key.public_jwk().unwrap() };
    let pinned = Jwk { alg: Some("RS256".to_owned()), ..open.clone() };
    let check = |jwk: &Jwk| {
        verify_one(&token, &VerificationKeys::single(VerificationKey::from_jwk(jwk).unwrap())).map(drop)
    };
    assert_eq!(check(&open), Ok(()));
    assert_eq!(check(&pinned), Err(Error::AlgorithmNotAllowed));
    assert!(VerificationKey::with_algorithms(&pinned, &[SignatureAlgorithm::Rs512]).is_err());
    assert!(VerificationKey::with_algorithms(&open, &[]).is_err());
    assert!(VerificationKey::with_algorithms(&open, &[SignatureAlgorithm::Es256]).is_err());
}
