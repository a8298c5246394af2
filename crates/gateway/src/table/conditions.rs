//! Conditions of a policy's group, compiled.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use http::{HeaderMap, HeaderName};
use jose::json::{Object, Value};
use model::policy::Condition;
use percent_encoding::percent_decode_str;
use regex::Regex;

/// All of them must hold. A condition that cannot be understood never holds.
#[derive(Debug, Clone)]
pub struct Conditions {
    all: Arc<[Test]>,
}

#[derive(Debug)]
struct Test {
    what: What,
    invert: bool,
}

#[derive(Debug)]
enum What {
    Address { from: IpAddr, to: IpAddr },
    Header { name: HeaderName, value: Regex },
    Query { name: Box<str>, value: Box<str> },
    Claim { name: Box<str>, value: Regex },
    Never,
}

/// What of a call conditions look at.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub client: IpAddr,
    pub headers: &'a HeaderMap,
    pub query: Option<&'a str>,
    /// The token's claims, as JSON.
    pub claims: Option<&'a [u8]>,
}

impl Conditions {
    pub fn new(list: &[Condition]) -> Self {
        Self { all: list.iter().map(Test::new).collect() }
    }

    pub fn match_call(&self, call: &Call<'_>) -> bool {
        self.all.iter().all(|test| match test.what.holds(call) {
            Some(holds) => holds != test.invert,
            None => false,
        })
    }
}

impl Test {
    fn new(condition: &Condition) -> Self {
        let (what, invert) = match condition {
            Condition::Ip { address, invert } => (addresses(address, address), *invert),
            Condition::IpRange { from, to, invert } => (addresses(from, to), *invert),
            Condition::Header { name, value, invert } => {
                let parsed = name.parse().ok().zip(Regex::new(value).ok());
                (parsed.map(|(name, value)| What::Header { name, value }), *invert)
            }
            Condition::Query { name, value, invert } => {
                (Some(What::Query { name: name.as_str().into(), value: value.as_str().into() }), *invert)
            }
            Condition::Claim { name, value, invert } => {
                let value = Regex::new(value).ok();
                (value.map(|value| What::Claim { name: name.as_str().into(), value }), *invert)
            }
        };
        if what.is_none() {
            tracing::warn!(?condition, "a policy's condition cannot be understood; its group never matches");
        }
        Self { what: what.unwrap_or(What::Never), invert }
    }
}

fn addresses(from: &str, to: &str) -> Option<What> {
    let read = |text: &str| text.trim().parse::<IpAddr>().ok().map(|a| a.to_canonical());
    Some(What::Address { from: read(from)?, to: read(to)? })
}

impl What {
    /// `None`: neither this nor its opposite.
    fn holds(&self, call: &Call<'_>) -> Option<bool> {
        Some(match self {
            Self::Address { from, to } => {
                from.is_ipv4() == call.client.is_ipv4() && *from <= call.client && call.client <= *to
            }
            Self::Header { name, value } => {
                call.headers.get_all(name).iter().any(|v| v.to_str().is_ok_and(|v| value.is_match(v)))
            }
            Self::Query { name, value } => call.query.is_some_and(|query| {
                query.split('&').any(|pair| {
                    let (n, v) = pair.split_once('=').unwrap_or((pair, ""));
                    decoded(n) == **name && decoded(v) == **value
                })
            }),
            Self::Claim { name, value } => call.claims.is_some_and(|claims| {
                let object = Object::parse(claims, claims.len(), "claims").ok();
                object.as_ref().and_then(|o| o.get(name)).is_some_and(|claim| claim_matches(claim, value))
            }),
            Self::Never => return None,
        })
    }
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

fn claim_matches(claim: &Value<'_>, value: &Regex) -> bool {
    match claim {
        Value::String(text) => value.is_match(text),
        Value::Number(text) => value.is_match(text),
        Value::Bool(yes) => value.is_match(if *yes { "true" } else { "false" }),
        Value::Array(_) => claim.as_strings().is_some_and(|all| all.iter().any(|text| value.is_match(text))),
        Value::Null | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_matches_when_all_its_conditions_hold() {
        let mut headers = HeaderMap::new();
        headers.insert("user-agent", "curl/8.1".parse().unwrap());
        let call = Call {
            client: "10.0.0.5".parse().unwrap(),
            headers: &headers,
            query: Some("size=L%20X&a"),
            claims: Some(br#"{"aud":["x","mobile"],"level":3}"#),
        };
        let ip =
            |from: &str, to: &str, invert| Condition::IpRange { from: from.into(), to: to.into(), invert };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let header = |(name, value), invert| Condition::Header { name, value, invert };
        let query = |(name, value), invert| Condition::Query { name, value, invert };
        let claim = |(name, value), invert| Condition::Claim { name, value, invert };
        let holds = |list: &[Condition]| Conditions::new(list).match_call(&call);
        assert!(holds(&[]));
        assert!(holds(&[ip("10.0.0.1", "10.0.0.9", false), header(pair("User-Agent", "^curl"), false)]));
        assert!(!holds(&[ip("10.0.0.1", "10.0.0.9", true)]) && holds(&[ip("10.0.0.6", "10.0.0.9", true)]));
        assert!(holds(&[query(pair("size", "L X"), false)]) && !holds(&[query(pair("size", "S"), false)]));
        assert!(holds(&[claim(pair("aud", "^mobile$"), false), claim(pair("level", "3"), false)]));
        assert!(holds(&[claim(pair("missing", "."), true)]));
        assert!(
            !holds(&[header(pair("user-agent", "("), false)])
                && !holds(&[header(pair("user-agent", "("), true)])
        );
    }
}
