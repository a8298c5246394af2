//! `jwtClaimBasedAccessValidator`: a claim of the access token decides.

use regex::Regex;
use serde_json::Value;

use crate::refusal::Cause;
use crate::token::Token;

#[derive(Debug, Clone)]
pub struct Require {
    pub claim: Box<str>,
    pub value: Box<str>,
    /// Matches whole values.
    pub pattern: Option<Regex>,
    /// The configured value does not match the pattern, so no token can.
    pub never: bool,
    /// Let the call pass when the claim is there and does not match.
    pub pass_others: bool,
}

impl Require {
    pub fn check(&self, token: Option<&Token>) -> Result<(), Cause> {
        let values = token.map(|t| self.values(&t.payload)).unwrap_or_default();
        if values.is_empty() {
            return Err(Cause::ClaimMissing(self.claim.clone()));
        }
        let matches = !self.never && values.iter().any(|v| self.matches(v));
        if matches || self.pass_others { Ok(()) } else { Err(Cause::ClaimMismatch) }
    }

    fn matches(&self, value: &str) -> bool {
        self.pattern.as_ref().map_or(*value == *self.value, |pattern| pattern.is_match(value))
    }

    /// The claim's values as texts; of a list every one.
    fn values(&self, payload: &[u8]) -> Vec<String> {
        let claims: Value = serde_json::from_slice(payload).unwrap_or_default();
        let text = |value: &Value| match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()).filter(|t| !t.trim().is_empty()),
            other => Some(other.to_string()),
        };
        match claims.get(&*self.claim) {
            None => Vec::new(),
            Some(Value::Array(all)) => all.iter().filter_map(text).collect(),
            Some(one) => text(one).into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_texts_numbers_and_lists() {
        let require = |pattern: Option<&str>| Require {
            claim: "c".into(),
            value: "A".into(),
            pattern: pattern.map(|p| Regex::new(&format!("^(?:{p})$")).expect("a pattern")),
            never: false,
            pass_others: false,
        };
        let values = |payload: &str| require(None).values(payload.as_bytes());
        assert_eq!(values(r#"{"c": 7}"#), ["7"]);
        assert_eq!(values(r#"{"c": ["A", null, " ", true]}"#), ["A", "true"]);
        assert!(values(r#"{"c": ""}"#).is_empty() && values(r#"{"d": "A"}"#).is_empty());
        assert!(require(None).matches("A") && !require(None).matches("AB"));
        assert!(require(Some("A|B")).matches("B") && !require(Some("A|B")).matches("BB"));
    }
}
