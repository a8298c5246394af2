use jose::{Error, Jwk, JwkSet, VerificationKey, VerificationKeys, jws};
use serde_json::Value;

/// What the crate says to one case: `Ok` if the token is good.
pub fn decide(group: &Value, case: &Value) -> Result<(), Error> {
    if let Some(token) = case.get("jws") {
        verify(group, &text(token))
    } else {
        Err(Error::NotSupported("encryption"))
    }
}

/// Tokens in a JSON form come as an object in some files and as its text in others.
fn text(token: &Value) -> String {
    token
        .as_str()
        .map_or_else(|| token.to_string(), str::to_owned)
}

fn verify(group: &Value, token: &str) -> Result<(), Error> {
    let key = group
        .get("public")
        .unwrap_or_else(|| &group["private"])
        .to_string();
    let keys = if key.contains(r#""keys":"#) {
        VerificationKeys::from_jwk_set(&JwkSet::parse(key.as_bytes())?)?.0
    } else {
        VerificationKeys::single(VerificationKey::from_jwk(&Jwk::parse(key.as_bytes())?)?)
    };
    jws::verify(token.as_bytes(), &keys, jws::MAX_TOKEN_LEN).map(drop)
}
