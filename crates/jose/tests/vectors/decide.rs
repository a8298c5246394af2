use jose::jwe::{self, DecryptionKey};
use jose::{Error, Jwk, JwkSet, VerificationKey, VerificationKeys, jws};
use serde_json::Value;

/// What the crate says to one case: `Ok` if the token is good.
pub fn decide(group: &Value, case: &Value) -> Result<(), Error> {
    match (case.get("jws"), case.get("jwe")) {
        (Some(token), None) => verify(group, &text(token)),
        (None, Some(message)) => decrypt(group, case, &text(message)),
        _ => panic!("neither or both of jws and jwe: {case}"),
    }
}

/// Tokens in a JSON form come as an object in some files and as its text in others.
fn text(token: &Value) -> String {
    token.as_str().map_or_else(|| token.to_string(), str::to_owned)
}

fn verify(group: &Value, token: &str) -> Result<(), Error> {
    let key = group.get("public").unwrap_or_else(|| &group["private"]).to_string();
    let keys = if key.contains(r#""keys":"#) {
        VerificationKeys::from_jwk_set(&JwkSet::parse(key.as_bytes())?)?.0
    } else {
        VerificationKeys::single(VerificationKey::from_jwk(&Jwk::parse(key.as_bytes())?)?)
    };
    jws::verify(token.as_bytes(), &keys, jws::MAX_TOKEN_LEN).map(drop)
}

fn decrypt(group: &Value, case: &Value, message: &str) -> Result<(), Error> {
    let jwk = Jwk::parse(group["private"].to_string().as_bytes())?;
    let key = DecryptionKey::from_jwk(&jwk)?;
    let decrypted = jwe::decrypt(message.as_bytes(), &key, jws::MAX_TOKEN_LEN)?;
    if let Some(expected) = case.get("pt").and_then(Value::as_str) {
        assert_eq!(*decrypted.plaintext, unhex(expected), "{}", case["tcId"]);
    }
    Ok(())
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
