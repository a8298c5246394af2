//! Claims that two parsers would read differently, or that a lax one would let pass. All are
//! signed by the right key: a careless or hostile issuer.

use jose::{Error, SignatureAlgorithm, SigningKey, VerificationKeys, verify_compact};

use super::attacker::NOW;

struct Issuer {
    key: SigningKey,
    keys: VerificationKeys,
}

impl Issuer {
    fn new() -> Self {
        let key = SigningKey::generate(SignatureAlgorithm::EdDsa).unwrap();
        let keys = VerificationKeys::single(key.verification_key().unwrap());
        Self { key, keys }
    }

    fn check(&self, payload: &[u8]) -> Result<(), Error> {
        let token = self.key.sign("at+jwt", payload).unwrap();
        verify_compact(token.as_bytes(), &self.keys, NOW, 60).map(drop)
    }
}

#[test]
fn duplicate_claims() {
    let issuer = Issuer::new();
    for payload in [
        r#"{"exp":1,"exp":9999999999}"#,
        r#"{"exp":9999999999,"exp":9999999999}"#,
        r#"{"exp":9999999999,"sub":"alice","sub":"admin"}"#,
        r#"{"exp":9999999999,"sub":"alice","s\u0075b":"admin"}"#,
        r#"{"exp":9999999999,"realm":{"tenant":"a","tenant":"b"}}"#,
        r#"{"exp":9999999999,"list":[{"a":1,"a":2}]}"#,
    ] {
        let refused = issuer.check(payload.as_bytes());
        assert!(matches!(refused, Err(Error::Json { problem: "duplicate member name", .. })), "{payload}");
    }
}

#[test]
fn exp_that_is_no_time() {
    let issuer = Issuer::new();
    assert_eq!(issuer.check(br#"{"exp":9999999999}"#), Ok(()));
    assert_eq!(issuer.check(br#"{"exp":9999999999.5}"#), Ok(()));
    for exp in [
        "\"9999999999\"",
        "\"never\"",
        "null",
        "true",
        "[]",
        "{}",
        "-1",
        "-9999999999",
        "1e400",
        "-1e400",
        "1e99",
        "9999999999999999999",
        "99999999999999999999999999999999",
    ] {
        let refused = issuer.check(format!(r#"{{"exp":{exp}}}"#).as_bytes());
        assert!(matches!(refused, Err(Error::Claim { name: "exp", .. })), "{exp}: {refused:?}");
    }
    for exp in ["NaN", "Infinity", "0x7fffffff", "01", "1_000", "9999999999.", ".5", "+1", "1e", ""] {
        let refused = issuer.check(format!(r#"{{"exp":{exp}}}"#).as_bytes());
        assert!(matches!(refused, Err(Error::Json { .. })), "{exp}");
    }
    for (exp, wanted) in [
        ("1699999940", Err(Error::Expired)),
        ("1699999940.9", Err(Error::Expired)),
        ("1.69999994e9", Err(Error::Expired)),
        ("0", Err(Error::Expired)),
        ("1e-400", Err(Error::Expired)),
        ("1699999941", Ok(())),
    ] {
        assert_eq!(issuer.check(format!(r#"{{"exp":{exp}}}"#).as_bytes()), wanted, "{exp}");
    }
    assert_eq!(issuer.check(b"{}"), Err(Error::Claim { name: "exp", problem: "missing" }));
}

#[test]
fn payloads_that_are_no_claims() {
    let issuer = Issuer::new();
    for payload in [
        &b""[..],
        b"null",
        b"[]",
        b"\"text\"",
        b"{\"exp\":9999999999}\0",
        b"{\"exp\":9999999999}{}",
        b"\xef\xbb\xbf{\"exp\":9999999999}",
        b"{\"exp\":9999999999,\"sub\":\"\xff\"}",
        b"{\"exp\":9999999999,\"sub\":\"\\ud800\"}",
        b"{\"exp\":9999999999,\"sub\":\"a\nb\"}",
        b"{\"exp\":9999999999,}",
        b"{\"exp\":9999999999 /* */}",
    ] {
        assert!(matches!(issuer.check(payload), Err(Error::Json { .. })), "{}", payload.escape_ascii());
    }
}
