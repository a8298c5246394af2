//! Tokens made from a good one by somebody who has no key of ours (reliability.md, scenario 14).

use anyhow::{Context as _, Result};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The attacker: the parts of a good token, and a key of the attacker's own.
struct Forger {
    header: Value,
    claims: Value,
    payload: String,
    signature: String,
    key: EcdsaKeyPair,
}

/// What is wrong, and the token. `canary` is an address that nobody may fetch.
pub fn all(good: &str, jwks: &Value, canary: &str) -> Result<Vec<(String, String)>> {
    let forger = Forger::new(good)?;
    let mut all = forger.unsigned();
    all.extend(forger.confused(jwks));
    all.extend(forger.own_key(canary)?);
    all.extend(forger.claims()?);
    all.extend(shapes(good));
    Ok(all)
}

impl Forger {
    fn new(good: &str) -> Result<Self> {
        let parts: Vec<_> = good.split('.').collect();
        let [header, payload, signature] = parts[..] else { anyhow::bail!("no JWS: {good}") };
        let json =
            |part: &str| -> Result<Value> { Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part)?)?) };
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok().context("a key")?;
        Ok(Self {
            header: json(header)?,
            claims: json(payload)?,
            payload: payload.to_owned(),
            signature: signature.to_owned(),
            key,
        })
    }

    fn header(&self, changes: &Value) -> String {
        let mut header = self.header.clone();
        for (name, value) in changes.as_object().into_iter().flatten() {
            header[name] = value.clone();
        }
        header.to_string()
    }

    /// Signed with the attacker's key.
    fn signed(&self, header: &str, claims: &str) -> Result<String> {
        let head = format!("{}.{}", encode(header), encode(claims));
        let signature = self.key.sign(&SystemRandom::new(), head.as_bytes()).ok().context("a signature")?;
        Ok(format!("{head}.{}", encode(signature)))
    }

    fn unsigned(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for alg in ["none", "None", "NONE", "nOnE", "", "HS256\0"] {
            let header = encode(self.header(&json!({"alg": alg})));
            all.push((format!("alg {alg:?}, no signature"), format!("{header}.{}.", self.payload)));
            let kept = format!("{header}.{}.{}", self.payload, self.signature);
            all.push((format!("alg {alg:?}, the signature kept"), kept));
        }
        all
    }

    /// HMAC with what is public.
    fn confused(&self, jwks: &Value) -> Vec<(String, String)> {
        let mut secrets = vec![Vec::new(), b"secret".to_vec(), jwks.to_string().into_bytes()];
        for key in jwks["keys"].as_array().into_iter().flatten() {
            secrets.push(key.to_string().into_bytes());
            for member in ["n", "x", "y", "e", "kid"] {
                let text = key[member].as_str().unwrap_or_default();
                secrets.push(text.as_bytes().to_vec());
                secrets.push(URL_SAFE_NO_PAD.decode(text).unwrap_or_default());
            }
        }
        let mut all = Vec::new();
        let algorithms =
            [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)];
        for (alg, algorithm) in algorithms {
            for (number, secret) in secrets.iter().enumerate() {
                let head = format!("{}.{}", encode(self.header(&json!({"alg": alg}))), self.payload);
                let tag = hmac::sign(&hmac::Key::new(algorithm, secret), head.as_bytes());
                all.push((format!("{alg} with public bytes {number}"), format!("{head}.{}", encode(tag))));
            }
        }
        all
    }

    /// Headers that say where to find the attacker's key, or what not to look at.
    fn own_key(&self, canary: &str) -> Result<Vec<(String, String)>> {
        let point = self.key.public_key().as_ref();
        let (x, y) = (encode(&point[1..33]), encode(&point[33..65]));
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "attacker", "alg": "ES256"});
        let headers = [
            ("its key under our name", json!({})),
            ("its key under its name", json!({"kid": "attacker"})),
            ("its key, embedded", json!({"jwk": jwk})),
            ("its key, embedded under its name", json!({"jwk": jwk, "kid": "attacker"})),
            ("jku", json!({"jku": format!("{canary}/jwks"), "kid": "attacker"})),
            ("x5u", json!({"x5u": format!("{canary}/x5u"), "kid": "attacker"})),
            ("x5c", json!({"x5c": ["MIIB"], "kid": "attacker"})),
            ("kid with a path", json!({"kid": "../../../../../../dev/null"})),
            ("kid with SQL", json!({"kid": "' UNION SELECT 'x' --"})),
            ("kid with an address", json!({"kid": format!("{canary}/kid")})),
            ("an empty kid", json!({"kid": ""})),
            ("a kid that is no text", json!({"kid": ["a"]})),
            ("a long kid", json!({"kid": "k".repeat(8_000)})),
            ("crit", json!({"crit": ["exp"]})),
            ("crit with what nobody knows", json!({"crit": ["x"], "x": true})),
            ("an empty crit", json!({"crit": []})),
            ("b64", json!({"b64": false, "crit": ["b64"]})),
            ("zip", json!({"zip": "DEF"})),
            ("enc", json!({"enc": "A128GCM", "alg": "dir"})),
            (
                "PBES2 with a high count",
                json!({"alg": "PBES2-HS256+A128KW", "p2c": 2_000_000_000, "enc": "A128GCM"}),
            ),
        ];
        let mut all = Vec::new();
        for (what, changes) in headers {
            // Its own algorithm, unless the case is about one.
            let mut changes = changes;
            if changes.get("alg").is_none() {
                changes["alg"] = json!("ES256");
            }
            let header = self.header(&changes);
            all.push((format!("{what}, signed"), self.signed(&header, &self.claims.to_string())?));
            let mut kept = changes.clone();
            kept["alg"] = self.header["alg"].clone();
            let kept = encode(self.header(&kept));
            if kept != encode(self.header.to_string()) {
                all.push((
                    format!("{what}, our signature kept"),
                    format!("{kept}.{}.{}", self.payload, self.signature),
                ));
            }
        }
        let twice = format!("{{\"alg\":\"none\",{}", &self.header.to_string()[1..]);
        all.push(("alg twice".to_owned(), format!("{}.{}.{}", encode(twice), self.payload, self.signature)));
        Ok(all)
    }

    /// Other claims under our signature and under the attacker's.
    fn claims(&self) -> Result<Vec<(String, String)>> {
        let text = self.claims.to_string();
        let without_exp = text.replace(&format!("\"exp\":{}", self.claims["exp"]), "\"exp\":@");
        let with_exp = |exp: &str| without_exp.replace('@', exp);
        let bodies = [
            ("exp as a text", with_exp("\"9999999999\"")),
            ("exp as a fraction", with_exp("9999999999.5")),
            ("exp beyond floating point", with_exp("1e400")),
            ("exp beyond 64 bits", with_exp("99999999999999999999999")),
            ("exp twice", with_exp("1,\"exp\":9999999999")),
            ("sub twice", format!("{{\"sub\":\"admin@carbon.super\",{}", &text[1..])),
            ("50 kB of claims", format!("{{\"pad\":\"{}\",{}", "x".repeat(50_000), &text[1..])),
            ("no JSON", "exp=9999999999".to_owned()),
            ("a list", "[]".to_owned()),
            ("deep claims", format!("{{\"x\":{}{},{}", "[".repeat(5_000), "]".repeat(5_000), &text[1..])),
        ];
        let header = self.header(&json!({"alg": "ES256"}));
        let mut all = Vec::new();
        for (what, body) in bodies {
            let kept = format!("{}.{}.{}", encode(self.header.to_string()), encode(&body), self.signature);
            all.push((format!("{what}, our signature kept"), kept));
            all.push((what.to_owned(), self.signed(&header, &body)?));
        }
        Ok(all)
    }
}

/// The good token, written otherwise.
fn shapes(good: &str) -> Vec<(String, String)> {
    // The last character of a signature has bits that stand for nothing.
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = good.as_bytes()[good.len() - 1];
    let at = ALPHABET.iter().position(|b| *b == last).unwrap_or(0);
    let other = char::from(ALPHABET[at ^ 1]);
    let (head, _) = good.rsplit_once('.').unwrap_or_default();
    let named = |what: &str, token: String| (what.to_owned(), token);
    vec![
        named("spare bits of the signature", format!("{}{other}", &good[..good.len() - 1])),
        named("padding", format!("{good}==")),
        named("a fourth part", format!("{good}.x")),
        named("five parts", format!("{head}.a.b.c")),
        named("two parts", head.to_owned()),
        named("a point before it", format!(".{good}")),
        named("a comma and another", format!("{good},{good}")),
        named("50 kB of one part", "x".repeat(50_000)),
        named("points only", ".".repeat(1_000)),
        named("a signature of sevens", format!("{head}.{}", encode([7u8; 256]))),
    ]
}
