//! Whatever the bytes: no panic, no acceptance, and what was written is read back.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jose::json::Object;
use jose::jwe::{self, ContentEncryption, DecryptionKey, EncryptionKey};
use jose::{
    Claims, Error, Jwk, JwkSet, SignatureAlgorithm, SigningKey, VerificationKeys, base64url, jws,
    verify_compact,
};
use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

static SIGNER: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(SignatureAlgorithm::Es256).expect("a key"));
static KEYS: LazyLock<VerificationKeys> =
    LazyLock::new(|| VerificationKeys::single(SIGNER.verification_key().expect("a key")));
static SECRET: LazyLock<Jwk> = LazyLock::new(|| {
    let jwk = json!({"kty": "oct", "alg": "A128KW", "k": base64url::encode([3; 16])});
    Jwk::parse(jwk.to_string().as_bytes()).expect("a key")
});

/// Bytes that look enough like JSON or tokens to get far.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        r#"[\[\]{}":,\\0-9eE.+a-u \n-]{0,200}"#.prop_map(String::into_bytes),
        r"[A-Za-z0-9_.=-]{0,300}".prop_map(String::into_bytes),
        r#"\{"(alg|kty|exp|keys|kid|n|x)":("[A-Za-z0-9_-]{0,50}"|-?[0-9.eE+-]{0,20}|\[\]|\{\}|null)\}"#
            .prop_map(String::into_bytes),
    ]
}

/// A JSON value of any shape, without duplicate names by construction.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in hostile()) {
        prop_assert!(jws::verify(&bytes, &KEYS, 1000).is_err());
        prop_assert!(verify_compact(&bytes, &KEYS, 0, 0).is_err());
        let key = DecryptionKey::from_jwk(&SECRET).unwrap();
        prop_assert!(jwe::decrypt(&bytes, &key, 1000).is_err());
        for algorithm in SignatureAlgorithm::ALL {
            prop_assert!(SigningKey::from_pkcs8(&bytes, algorithm).is_err());
        }
        prop_assert!(Jwk::from_spki_der(&bytes).is_err());
        let _ = Jwk::parse(&bytes);
        let _ = JwkSet::parse(&bytes);
        let _ = Claims::parse(&bytes);
        let _ = base64url::decode(&bytes, "bytes");
    }

    #[test]
    fn any_header_and_payload_are_refused_without_a_panic(
        header in hostile(), payload in hostile(), signature in hostile()
    ) {
        let [h, p, s] = [&header, &payload, &signature].map(base64url::encode);
        let token = [h.as_str(), &p, &s].join(".");
        prop_assert!(verify_compact(token.as_bytes(), &KEYS, 0, 0).is_err());
        let key = DecryptionKey::from_jwk(&SECRET).unwrap();
        let message = [h.as_str(), &p, &s, &p, &h].join(".");
        prop_assert!(jwe::decrypt(message.as_bytes(), &key, 10_000).is_err());
    }

    #[test]
    fn what_our_reader_takes_others_take_too(bytes in hostile()) {
        if Object::parse(&bytes, 1000, "bytes").is_ok() {
            prop_assert!(serde_json::from_slice::<BTreeMap<String, Box<RawValue>>>(&bytes).is_ok());
        }
    }

    #[test]
    fn any_object_is_read_as_it_was_written(members in prop::collection::vec((any::<String>(), value()), 0..40)) {
        let written: Map<String, Value> = members.into_iter().collect();
        let text = Value::Object(written.clone()).to_string();
        let read = Object::parse(text.as_bytes(), text.len(), "object").unwrap();
        prop_assert_eq!(read.len(), written.len());
        for ((name, value), (expected_name, expected)) in read.iter().zip(&written) {
            prop_assert_eq!(name, expected_name);
            prop_assert_eq!(value.as_str(), expected.as_str());
            if let Some(nested) = value.as_object() {
                prop_assert_eq!(nested.unwrap().len(), expected.as_object().unwrap().len());
            }
            if let Some(items) = value.as_array() {
                prop_assert_eq!(items.unwrap().len(), expected.as_array().unwrap().len());
            }
        }
    }

    #[test]
    fn a_repeated_member_is_found_wherever_it_is(
        members in prop::collection::btree_map("[a-z]{1,8}", 0..9_i32, 1..60),
        chosen in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(),
    ) {
        let mut written: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let again = written[chosen.index(written.len())].clone();
        written.insert(place.index(written.len() + 1), again);
        let text = format!("{{\"outer\":{{{}}}}}", written.join(","));
        prop_assert!(Claims::parse(text.as_bytes()).is_err());
    }

    #[test]
    fn a_signed_payload_comes_back_and_a_changed_token_does_not(
        payload in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let token = SIGNER.sign("JWT", &payload).unwrap();
        let message = jws::verify(token.as_bytes(), &KEYS, 10_000).unwrap();
        prop_assert_eq!(message.payload, payload);
        let mut changed = token.clone().into_bytes();
        let at = at.index(changed.len());
        if changed[at] != byte {
            changed[at] = byte;
            prop_assert!(jws::verify(&changed, &KEYS, 10_000).is_err());
        }
    }

    #[test]
    fn an_encrypted_text_comes_back(text in prop::collection::vec(any::<u8>(), 0..200), enc in 0..6_usize) {
        let enc = ContentEncryption::ALL[enc];
        let to = EncryptionKey::from_jwk(&SECRET).unwrap();
        let key = DecryptionKey::from_jwk(&SECRET).unwrap();
        let message = jwe::encrypt(&text, &to, enc, &[]).unwrap();
        prop_assert_eq!(&*jwe::decrypt(message.as_bytes(), &key, 10_000).unwrap().plaintext, &text);
    }

    #[test]
    fn time_checks_agree_with_arithmetic(exp in 0..4000_u64, nbf in 0..4000_u64, now in 0..4000_u64, leeway in 0..90_u64) {
        let claims = Claims { exp: Some(exp), nbf: Some(nbf), ..Claims::default() };
        let leeway_used = leeway.min(60);
        let expected = if now >= exp + leeway_used {
            Err(Error::Expired)
        } else if now + leeway_used < nbf {
            Err(Error::NotYetValid)
        } else {
            Ok(())
        };
        prop_assert_eq!(claims.check_times(now, leeway), expected);
    }
}
