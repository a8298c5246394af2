use aws_lc_rs::key_wrap::{AES_128, AES_256, AesKek, KeyWrap};

use super::*;
use crate::jwk::{Curve, EcPublic, Jwk, Material, RsaPrivate, RsaPublic, Secret};

const LIMIT: usize = 64 * 1024;

fn shared(len: usize) -> Jwk {
    Jwk::new(Material::Oct(Secret::new((0..len as u8).collect())))
}

fn ec(curve: Curve) -> Jwk {
    use aws_lc_rs::agreement::PrivateKey;
    use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};
    let key = PrivateKey::generate(ecdh::algorithm(curve)).unwrap();
    let private: EcPrivateKeyBin<'_> = key.as_be_bytes().unwrap();
    let public = EcPublic::from_point(curve, key.compute_public_key().unwrap().as_ref()).unwrap();
    Jwk::new(Material::Ec(public, Some(Secret::new(private.as_ref().to_vec()))))
}

/// A generated RSA key taken apart: PKCS#8 around PKCS#1 (RFC 8017 §A.1.2).
fn rsa() -> Jwk {
    let key = crate::SigningKey::generate(crate::SignatureAlgorithm::Rs256).unwrap();
    let pkcs8 = key.to_pkcs8().unwrap();
    // version, algorithm and the octet string's header come to 26 bytes for a key of 2048 bits.
    let mut pkcs1 = crate::der::Reader::new(&pkcs8[26..]).sequence().unwrap();
    let mut number = || pkcs1.unsigned().unwrap().to_vec();
    assert!(number().is_empty(), "version");
    let public = RsaPublic { n: number(), e: number() };
    let mut secret = || Secret::new(number());
    let private =
        RsaPrivate { d: secret(), p: secret(), q: secret(), dp: secret(), dq: secret(), qi: secret() };
    Jwk::new(Material::Rsa(public, Some(private)))
}

fn keys_for(alg: KeyManagement, rsa: &Jwk) -> Vec<Jwk> {
    match alg.family() {
        algorithm::Family::Rsa => vec![rsa.clone()],
        algorithm::Family::AesWrap(len) => vec![shared(len)],
        algorithm::Family::GcmWrap(gcm) => vec![shared(gcm.key_len())],
        algorithm::Family::Direct => ContentEncryption::ALL.map(|enc| shared(enc.key_len())).to_vec(),
        algorithm::Family::Agreement(_) => Curve::ALL.map(ec).to_vec(),
    }
}

#[test]
fn what_one_side_encrypts_the_other_decrypts() {
    let rsa = rsa();
    for alg in KeyManagement::ALL {
        for jwk in keys_for(alg, &rsa) {
            let jwk = Jwk { kid: Some("k".to_owned()), ..jwk };
            let public = jwk.to_public().unwrap_or_else(|| jwk.clone());
            let to = EncryptionKey::with_algorithm(&public, alg).unwrap();
            let from = DecryptionKey::with_algorithm(&jwk, alg).unwrap();
            for enc in ContentEncryption::ALL {
                let Ok(message) = encrypt(b"some text", &to, enc, &[("cty", "JWT")]) else {
                    assert_eq!(alg, KeyManagement::Dir, "{enc:?}");
                    continue;
                };
                let decrypted = decrypt(message.as_bytes(), &from, LIMIT).unwrap();
                assert_eq!(*decrypted.plaintext, b"some text", "{alg:?} {enc:?}");
                assert_eq!(decrypted.header.cty.as_deref(), Some("JWT"));
                assert_eq!((decrypted.header.alg, decrypted.header.enc), (alg, enc));
            }
        }
    }
}

#[test]
fn every_length_of_text_survives() {
    let jwk = shared(32);
    for (alg, enc) in [
        (KeyManagement::Dir, ContentEncryption::A256Gcm),
        (KeyManagement::A256Kw, ContentEncryption::A256CbcHs512),
    ] {
        let to = EncryptionKey::with_algorithm(&jwk, alg).unwrap();
        let from = DecryptionKey::with_algorithm(&jwk, alg).unwrap();
        for len in 0..66 {
            let text = vec![b'x'; len];
            let message = encrypt(&text, &to, enc, &[]).unwrap();
            assert_eq!(*decrypt(message.as_bytes(), &from, LIMIT).unwrap().plaintext, text);
        }
    }
}

#[test]
fn key_wrap_is_that_of_aws_lc_where_it_has_one_and_of_the_rfc() {
    for key_len in [16, 24, 32, 48, 64] {
        let key: Vec<u8> = (100..100 + key_len).collect();
        for cipher in [&AES_128, &AES_256] {
            let kek = vec![9; aws_lc_rs::key_wrap::BlockCipher::key_len(cipher)];
            let mut buffer = vec![0; key.len() + 8];
            let theirs = AesKek::new(cipher, &kek).unwrap().wrap(&key, &mut buffer).unwrap().to_vec();
            assert_eq!(key_wrap::wrap(&kek, &key).unwrap(), theirs);
            assert_eq!(*key_wrap::unwrap(&kek, &theirs).unwrap(), key);
        }
    }
    // RFC 3394 §4.4: 192 bits of key under 192 bits.
    let kek: Vec<u8> = (0..24).collect();
    let key = [
        &[0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77][..],
        &[0x88, 0x99, 0xAA, 0xBB],
        &[0xCC, 0xDD, 0xEE, 0xFF],
        &[0, 1, 2, 3, 4, 5, 6, 7],
    ]
    .concat();
    let wrapped = key_wrap::wrap(&kek, &key).unwrap();
    assert_eq!(wrapped[..8], [0x03, 0x1D, 0x33, 0x26, 0x4E, 0x15, 0xD3, 0x32]);
    assert_eq!(*key_wrap::unwrap(&kek, &wrapped).unwrap(), key);
    for bad in [&wrapped[..24], &wrapped[..31], &wrapped[..8], &[]] {
        assert!(key_wrap::unwrap(&kek, bad).is_err());
    }
}

#[test]
fn keys_that_do_not_fit_are_refused() {
    let named = |jwk: Jwk, alg: &str| Jwk { alg: Some(alg.to_owned()), ..jwk };
    for (jwk, why) in [
        (shared(16), "no alg"),
        (named(shared(15), "A128KW"), "short"),
        (named(shared(32), "A128KW"), "long"),
        (named(shared(32), "A128GCM"), "wrong length for direct use"),
        (named(shared(32), "PBES2-HS256+A128KW"), "passwords"),
        (named(ec(Curve::P256), "RSA-OAEP"), "wrong type"),
        (named(ec(Curve::P256), "A128GCM"), "wrong type"),
        (named(shared(32), "HS256"), "for signatures"),
        (named(ec(Curve::P256).to_public().unwrap(), "ECDH-ES"), "public"),
        (Jwk { usage: Some(crate::jwk::Usage::Signature), ..named(shared(16), "A128KW") }, "use"),
        (Jwk { key_ops: Some(vec!["encrypt".into()]), ..named(shared(16), "A128KW") }, "key_ops"),
    ] {
        assert!(DecryptionKey::from_jwk(&jwk).is_err(), "{why}");
    }
    let rsa = rsa();
    assert!(DecryptionKey::from_jwk(&named(rsa.clone(), "RSA1_5")).is_err());
    assert!(EncryptionKey::from_jwk(&named(rsa, "RSA1_5")).is_err());
    let (Material::Ec(public, _), Material::Ec(_, private)) =
        (ec(Curve::P256).material, ec(Curve::P256).material)
    else {
        panic!()
    };
    let mixed = named(Jwk::new(Material::Ec(public, private)), "ECDH-ES");
    assert!(DecryptionKey::from_jwk(&mixed).is_err(), "halves of two keys");
}
