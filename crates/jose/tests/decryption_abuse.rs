//! Encrypted messages an attacker would send: work factors, decompression, other algorithms.

use jose::jwe::{self, ContentEncryption, DecryptionKey, EncryptionKey};
use jose::{Error, Jwk, base64url};
use serde_json::{Value, json};

const LIMIT: usize = 16 * 1024;

fn secret() -> Jwk {
    let k = base64url::encode([5; 32]);
    Jwk::parse(json!({"kty": "oct", "alg": "A256KW", "kid": "k", "k": k}).to_string().as_bytes()).unwrap()
}

fn message(header: &Value) -> String {
    let iv = base64url::encode([0; 12]);
    let tag = base64url::encode([0; 16]);
    let wrapped = base64url::encode([0; 40]);
    format!("{}.{wrapped}.{iv}.AAAA.{tag}", base64url::encode(header.to_string()))
}

fn check(header: &Value) -> Result<(), Error> {
    let key = DecryptionKey::from_jwk(&secret()).unwrap();
    jwe::decrypt(message(header).as_bytes(), &key, LIMIT).map(drop)
}

#[test]
fn the_sender_sets_no_amount_of_work() {
    for count in [1, 1000, 310_000, 2_147_483_647_u64, u64::MAX] {
        for alg in ["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"] {
            let header = json!({"alg": alg, "enc": "A128GCM", "p2c": count, "p2s": "AAAAAAAAAAA"});
            assert_eq!(check(&header), Err(Error::AlgorithmNotAllowed));
        }
    }
    let jwk = json!({"kty": "oct", "alg": "PBES2-HS256+A128KW", "k": "AAAA"}).to_string();
    assert!(DecryptionKey::from_jwk(&Jwk::parse(jwk.as_bytes()).unwrap()).is_err());
}

#[test]
fn headers_that_are_refused_before_any_decryption() {
    let base = json!({"alg": "A256KW", "enc": "A128GCM"});
    assert_eq!(check(&base), Err(Error::DecryptionFailed));
    let with = |name: &str, value: Value| {
        let mut header = base.clone();
        header[name] = value;
        check(&header)
    };
    assert_eq!(with("zip", json!("DEF")), Err(Error::HeaderRefused("zip")));
    assert_eq!(with("crit", json!(["exp"])), Err(Error::HeaderRefused("crit")));
    assert!(matches!(with("kid", json!("other")), Err(Error::UnknownKey(_))));
    for alg in ["none", "dir", "RSA1_5", "RSA-OAEP", "A128KW", "A256GCMKW", "ECDH-ES", "a256kw", ""] {
        assert_eq!(with("alg", json!(alg)), Err(Error::AlgorithmNotAllowed), "{alg}");
    }
    for enc in ["none", "A128CBC", "a128gcm", ""] {
        assert_eq!(with("enc", json!(enc)), Err(Error::AlgorithmNotAllowed), "{enc}");
    }
    for (name, value) in [("alg", json!(1)), ("enc", json!(null)), ("epk", json!("x")), ("apu", json!(1))] {
        assert!(matches!(with(name, value), Err(Error::Malformed { .. })), "{name}");
    }
    assert!(matches!(with("epk", json!({"kty": "EC"})), Err(Error::Key { .. })));
}

#[test]
fn a_message_changed_anywhere_does_not_decrypt() {
    let to = EncryptionKey::from_jwk(&secret()).unwrap();
    let key = DecryptionKey::from_jwk(&secret()).unwrap();
    for enc in ContentEncryption::ALL {
        let good = jwe::encrypt(b"text", &to, enc, &[]).unwrap();
        assert!(jwe::decrypt(good.as_bytes(), &key, LIMIT).is_ok());
        for at in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert!(jwe::decrypt(&bytes, &key, LIMIT).is_err(), "{enc:?} at {at}");
        }
        assert!(matches!(jwe::decrypt(good.as_bytes(), &key, good.len() - 1), Err(Error::TooLong { .. })));
    }
}

#[test]
fn a_shared_secret_for_direct_use_has_one_content_encryption() {
    let k = base64url::encode([5; 32]);
    let jwk = json!({"kty": "oct", "alg": "A256GCM", "k": k}).to_string();
    let jwk = Jwk::parse(jwk.as_bytes()).unwrap();
    let (to, key) = (EncryptionKey::from_jwk(&jwk).unwrap(), DecryptionKey::from_jwk(&jwk).unwrap());
    let good = jwe::encrypt(b"x", &to, ContentEncryption::A256Gcm, &[]).unwrap();
    assert!(jwe::decrypt(good.as_bytes(), &key, LIMIT).is_ok());
    // The same length of key, used for the other family.
    assert!(jwe::encrypt(b"x", &to, ContentEncryption::A128CbcHs256, &[]).is_err());
    let header = base64url::encode(json!({"alg": "dir", "enc": "A128CBC-HS256"}).to_string());
    let (iv, tag) = (base64url::encode([0; 16]), base64url::encode([0; 16]));
    let forged = format!("{header}..{iv}.AAAAAAAAAAAAAAAAAAAAAA.{tag}");
    let refused = jwe::decrypt(forged.as_bytes(), &key, LIMIT).map(drop);
    assert_eq!(refused, Err(Error::AlgorithmNotAllowed));
}

/// Where the content key is agreed or shared, the second part of the message is empty
/// (RFC 7516 §5.2); bytes there are nothing the tag covers.
#[test]
fn an_encrypted_key_where_there_is_none() {
    let private = json!({"kty": "EC", "crv": "P-256", "alg": "ECDH-ES",
        "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"});
    let direct = json!({"kty": "oct", "alg": "dir", "k": base64url::encode([5; 16])});
    for jwk in [private, direct] {
        let jwk = Jwk::parse(jwk.to_string().as_bytes()).unwrap();
        let (to, key) = (EncryptionKey::from_jwk(&jwk).unwrap(), DecryptionKey::from_jwk(&jwk).unwrap());
        let good = jwe::encrypt(b"x", &to, ContentEncryption::A128Gcm, &[]).unwrap();
        assert!(jwe::decrypt(good.as_bytes(), &key, LIMIT).is_ok());
        let stuffed = good.replace("..", ".AAAA.");
        assert_eq!(jwe::decrypt(stuffed.as_bytes(), &key, LIMIT).map(drop), Err(Error::DecryptionFailed));
    }
}
