use super::*;
use crate::{SignatureAlgorithm, SigningKey};

const NOW: u64 = 1_700_000_000;

fn claims(payload: &str) -> Result<Claims, Error> {
    Claims::parse(payload.as_bytes())
}

#[test]
fn the_claims_of_an_access_token_are_read() {
    let payload = r#"{"sub":"a@carbon.super","aut":"APPLICATION","aud":["one","two"],"nbf":1699999990,
        "azp":"client","scope":"default read","iss":"https://localhost:9443/oauth2/token","exp":1700003600,
        "iat":1699999990,"jti":"j-1","keytype":"PRODUCTION","realm":{"tenant":["x"]}}"#;
    let key = SigningKey::generate(SignatureAlgorithm::Es256).unwrap();
    let token = key.sign("at+jwt", payload.as_bytes()).unwrap();
    let keys = VerificationKeys::single(key.verification_key().unwrap());
    let verified = verify_compact(token.as_bytes(), &keys, NOW, 0).unwrap();
    let claims = &verified.claims;
    assert_eq!(claims.sub.as_deref(), Some("a@carbon.super"));
    assert_eq!(claims.client(), Some("client"));
    assert!(claims.has_audience("two") && !claims.has_audience("tw"));
    assert_eq!(claims.scopes().collect::<Vec<_>>(), ["default", "read"]);
    assert_eq!((claims.exp, claims.nbf, claims.iat), (Some(1_700_003_600), Some(1_699_999_990), claims.nbf));
    assert_eq!(claims.jti.as_deref(), Some("j-1"));
    assert_eq!(claims.keytype.as_deref(), Some("PRODUCTION"));
    assert_eq!(verified.header.kid.as_deref(), Some(key.kid()));
    assert_eq!(verified.claim("aut").unwrap().as_str(), Some("APPLICATION"));
    assert_eq!(verified.claim("nothing"), None);
    assert_eq!(verified.payload, payload.as_bytes());
}

#[test]
fn times_are_numbers_within_range() {
    for good in ["0", "1700000000", "1700000000.0", "1.7e9", "9223372036854775807"] {
        assert!(claims(&format!(r#"{{"exp":{good}}}"#)).is_ok(), "{good}");
    }
    for bad in [
        "\"1700000000\"",
        "\"\"",
        "null",
        "true",
        "[1700000000]",
        "{}",
        "-1",
        "-0",
        "-1.5",
        "1e400",
        "1e300",
        "9223372036854775808",
        "99999999999999999999999999",
        "9007199254740993.5",
    ] {
        for name in ["exp", "nbf", "iat"] {
            let read = claims(&format!(r#"{{"{name}":{bad}}}"#));
            assert!(matches!(read, Err(Error::Claim { name: named, .. }) if named == name), "{name} {bad}");
        }
    }
    for bad in ["NaN", "Infinity", "-Infinity", "01", "1.", "0x65"] {
        assert!(matches!(claims(&format!(r#"{{"exp":{bad}}}"#)), Err(Error::Json { .. })), "{bad}");
    }
}

#[test]
fn a_fraction_of_a_second_never_makes_a_token_last_longer() {
    let read = claims(r#"{"exp":99.9,"nbf":10.1,"iat":5.9}"#).unwrap();
    assert_eq!((read.exp, read.nbf, read.iat), (Some(99), Some(11), Some(5)));
}

#[test]
fn a_token_lives_from_nbf_until_before_exp_with_leeway_on_both_sides() {
    let read = claims(r#"{"exp":1000,"nbf":500}"#).unwrap();
    for (now, leeway, expected) in [
        (499, 0, Err(Error::NotYetValid)),
        (500, 0, Ok(())),
        (999, 0, Ok(())),
        (1000, 0, Err(Error::Expired)),
        (470, 30, Ok(())),
        (469, 30, Err(Error::NotYetValid)),
        (1029, 30, Ok(())),
        (1030, 30, Err(Error::Expired)),
        // The cap on leeway.
        (1059, 100_000, Ok(())),
        (1060, 100_000, Err(Error::Expired)),
        (439, u64::MAX, Err(Error::NotYetValid)),
    ] {
        assert_eq!(read.check_times(now, leeway), expected, "{now} {leeway}");
    }
    let for_ever = claims(r#"{"exp":9223372036854775807}"#).unwrap();
    assert_eq!(for_ever.check_times(u64::MAX / 2 - 1, 60), Ok(()));
}

#[test]
fn a_token_without_exp_needs_a_rule_that_allows_it() {
    let key = SigningKey::generate(SignatureAlgorithm::EdDsa).unwrap();
    let keys = VerificationKeys::single(key.verification_key().unwrap());
    let token = key.sign("JWT", br#"{"sub":"a"}"#).unwrap();
    let refused = verify_compact(token.as_bytes(), &keys, NOW, 0);
    assert_eq!(refused, Err(Error::Claim { name: "exp", problem: "missing" }));
    let rules = Rules { require_exp: false, ..Rules::default() };
    assert!(verify_with(token.as_bytes(), &keys, NOW, &rules).is_ok());
}

#[test]
fn claims_of_another_type_are_refused() {
    for (name, bad) in [
        ("iss", "1"),
        ("sub", "null"),
        ("aud", "{}"),
        ("aud", "[1]"),
        ("aud", "[\"a\",null]"),
        ("azp", "[]"),
        ("client_id", "true"),
        ("scope", "{}"),
        ("scope", "[\"a b\"]"),
        ("jti", "12"),
        ("keytype", "[\"PRODUCTION\"]"),
    ] {
        let read = claims(&format!(r#"{{"{name}":{bad}}}"#));
        assert!(matches!(read, Err(Error::Claim { name: named, .. }) if named == name), "{name} {bad}");
    }
    assert_eq!(claims(r#"{"scope":["a","b"]}"#).unwrap().scope.as_deref(), Some("a b"));
    assert_eq!(claims(r#"{"aud":"one"}"#).unwrap().aud, ["one".into()]);
    for bad in ["", "[]", "\"x\"", "1", "{", "{}{}"] {
        assert!(claims(bad).is_err(), "{bad}");
    }
}
