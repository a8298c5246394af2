use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use serde_json::{Value, json};

use super::*;
use crate::{SignatureAlgorithm, SigningKey, base64url};

/// RFC 7638 §3.1.
const RSA_N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKR\
XjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgd\
AZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awap\
JzKnqDKgw";

/// RFC 8037 §A.1.
const ED25519_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const ED25519_D: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";

fn parse(value: &Value) -> Result<Jwk, Error> {
    Jwk::parse(value.to_string().as_bytes())
}

fn rsa() -> Value {
    json!({"kty": "RSA", "n": RSA_N, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"})
}

fn zero_before(number: &str) -> String {
    base64url::encode([&[0], base64url::decode(number, "number").unwrap().as_slice()].concat())
}

fn ed25519() -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "d": ED25519_D, "x": ED25519_X})
}

#[test]
fn thumbprints_are_those_of_the_rfcs() {
    let rsa = parse(&rsa()).unwrap();
    assert_eq!(rsa.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    let ed25519 = parse(&ed25519()).unwrap();
    assert_eq!(ed25519.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assert_eq!(ed25519.to_public().unwrap().thumbprint(), ed25519.thumbprint());
}

#[test]
fn every_member_survives_a_round_trip() {
    let mut key = ed25519();
    for (name, value) in [
        ("kid", json!("a \"key\"")),
        ("use", json!("sig")),
        ("key_ops", json!(["sign", "verify"])),
        ("alg", json!("EdDSA")),
        ("x5c", json!(["MIIB"])),
        ("x5t#S256", json!("abc")),
    ] {
        key[name] = value;
    }
    let read = parse(&key).unwrap();
    let written: Value = serde_json::from_str(&read.to_private_json()).unwrap();
    assert_eq!(written, key);
    assert_eq!(Jwk::parse(read.to_private_json().as_bytes()).unwrap(), read);
    // What the private half may do is not said of the public one.
    assert_eq!(read.to_public().unwrap().key_ops, None);
}

#[test]
fn a_public_form_holds_nothing_private() {
    let key = SigningKey::generate(SignatureAlgorithm::Es256).unwrap();
    assert!(!key.public_jwk().unwrap().is_private());
    let public = parse(&ed25519()).unwrap().to_public_json().unwrap();
    assert_eq!(public, json!({"kty": "OKP", "crv": "Ed25519", "x": ED25519_X}));
    let secret = parse(&json!({"kty": "oct", "k": "AAAA"})).unwrap();
    assert!(secret.to_public_json().is_err());
    assert!(JwkSet::new(vec![secret.clone()]).to_public_json()["keys"].as_array().unwrap().is_empty());
    assert!(!format!("{secret:?} {:?}", parse(&ed25519())).contains("157"), "a byte of d");
}

#[test]
fn malformed_keys_are_refused_by_name_of_the_member() {
    let change = |mut key: Value, name: &str, value: Value| {
        key[name] = value;
        key
    };
    let p256 = json!({"kty": "EC", "crv": "P-256", "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"});
    assert!(parse(&p256).is_ok());
    for (member, key) in [
        ("kty", json!({"k": "AAAA"})),
        ("kty", json!({"kty": "AKP"})),
        ("kty", json!({"kty": 1})),
        ("k", json!({"kty": "oct"})),
        ("k", json!({"kty": "oct", "k": "AB=="})),
        ("k", json!({"kty": "oct", "k": "AB"})),
        ("use", json!({"kty": "oct", "k": "AAAA", "use": "both"})),
        ("key_ops", json!({"kty": "oct", "k": "AAAA", "key_ops": "sign"})),
        ("kid", json!({"kty": "oct", "k": "AAAA", "kid": 7})),
        ("n", change(rsa(), "n", json!(RSA_N[4..].to_owned()))),
        ("n", change(rsa(), "n", json!(zero_before(RSA_N)))),
        ("e", change(rsa(), "e", json!("AQ"))),
        ("e", change(rsa(), "e", json!("Ag"))),
        ("e", change(rsa(), "e", json!("AQAAAAE"))),
        ("p", change(rsa(), "d", json!("AQAB"))),
        ("oth", change(rsa(), "oth", json!([]))),
        ("crv", change(p256.clone(), "crv", json!("secp256k1"))),
        ("x", change(p256.clone(), "x", json!("AAAA"))),
        ("x", change(p256.clone(), "crv", json!("P-384"))),
        ("crv", change(ed25519(), "crv", json!("Ed448"))),
        ("x", change(ed25519(), "x", json!("AAAA"))),
        ("d", change(ed25519(), "d", json!("AAAA"))),
    ] {
        match parse(&key) {
            Err(Error::Key { member: named, .. }) => assert_eq!(named, member, "{key}"),
            other => panic!("{key}: {other:?}"),
        }
    }
    let twice = br#"{"kty":"oct","k":"AAAA","k":"BBBB"}"#;
    assert!(matches!(Jwk::parse(twice), Err(Error::Json { .. })));
}

#[test]
fn a_set_passes_over_what_it_does_not_understand() {
    let set =
        json!({"keys": [rsa(), {"kty": "AKP", "kid": "new"}, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}]});
    let set = JwkSet::parse(set.to_string().as_bytes()).unwrap();
    assert_eq!(set.keys.len(), 1);
    let skipped: Vec<_> = set.skipped.iter().map(|key| key.kid.as_deref()).collect();
    assert_eq!(skipped, [Some("new"), None]);
    for bad in ["[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[1]}"#, r#"{"keys":[],"keys":[]}"#] {
        assert!(JwkSet::parse(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn the_public_key_of_a_certificate_becomes_a_jwk() {
    for algorithm in [SignatureAlgorithm::Rs256, SignatureAlgorithm::Es384, SignatureAlgorithm::EdDsa] {
        let jwk = SigningKey::generate(algorithm).unwrap().public_jwk().unwrap();
        let spki: PublicKeyX509Der<'_> = match &jwk.material {
            Material::Rsa(public, _) => aws_lc_rs::rsa::PublicKeyComponents { n: &public.n, e: &public.e }
                .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256),
            Material::Ec(public, _) => ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, public.point()),
            Material::Ed25519(public, _) => ParsedPublicKey::new(&ED25519, public),
            Material::Oct(_) => panic!(),
        }
        .unwrap()
        .as_der()
        .unwrap();
        assert_eq!(Jwk::from_spki_der(spki.as_ref()).unwrap().material, jwk.material);
        assert!(Jwk::from_spki_der(&spki.as_ref()[..spki.as_ref().len() - 1]).is_err());
    }
}
