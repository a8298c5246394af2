//! What a key may do: grant types, callback URLs, life of its tokens.

use model::Invalid;
use model::key::ClientRequest;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::Error;

const GRANT_TYPES: usize = 20;
const TEXT_BYTES: usize = 2048;
/// A hundred years: what no token outlives, and no sum of times overflows with.
const LONGEST: u64 = 100 * 366 * 86_400;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyTerms {
    pub grant_types: Vec<String>,
    /// As written: one URL, or several with commas between.
    pub callback_url: String,
    pub properties: KeyProperties,
}

/// WSO2's `additionalProperties` of a key. Times are seconds; `None` takes the key manager's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyProperties {
    pub application_access_token_expiry_time: Option<u64>,
    pub user_access_token_expiry_time: Option<u64>,
    pub refresh_token_expiry_time: Option<u64>,
    pub id_token_expiry_time: Option<u64>,
    pub pkce_mandatory: bool,
    pub pkce_support_plain: bool,
    pub bypass_client_credentials: bool,
}

impl KeyTerms {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.grant_types.len() > GRANT_TYPES || self.grant_types.iter().any(|g| g.len() > TEXT_BYTES) {
            return Err(Error::invalid(
                "grantTypesToBeSupported",
                format!("must be at most {GRANT_TYPES} names of grant types"),
            ));
        }
        let bad = |c: char| c.is_control() || c.is_whitespace() && c != ' ';
        if self.callback_url.len() > TEXT_BYTES || self.callback_url.chars().any(bad) {
            return Err(Error::invalid(
                "callbackUrl",
                format!("must have at most {TEXT_BYTES} bytes and no control characters"),
            ));
        }
        let redirects = self.grant_types.iter().any(|g| g == "authorization_code" || g == "implicit");
        if redirects && self.redirect_uris().next().is_none() {
            return Err(Error::invalid(
                "callbackUrl",
                "must have at least one URI value when using Authorization code or implicit grant types",
            ));
        }
        Ok(())
    }

    fn redirect_uris(&self) -> impl Iterator<Item = &str> {
        self.callback_url.split(',').map(str::trim).filter(|u| !u.is_empty())
    }

    /// Puts these terms into what a key manager is asked.
    pub(super) fn write_to(&self, request: &mut ClientRequest) {
        let p = &self.properties;
        request.grant_types.clone_from(&self.grant_types);
        request.redirect_uris = self.redirect_uris().map(str::to_owned).collect();
        request.access_token_lifetime = p.application_access_token_expiry_time;
        request.user_token_lifetime = p.user_access_token_expiry_time;
        request.refresh_token_lifetime = p.refresh_token_expiry_time;
        request.id_token_lifetime = p.id_token_expiry_time;
        request.pkce_mandatory = p.pkce_mandatory;
        request.pkce_plain = p.pkce_support_plain;
        request.public = p.bypass_client_credentials;
    }

    /// The terms that a key manager answered with.
    pub(super) fn of(client: &ClientRequest) -> Self {
        Self {
            grant_types: client.grant_types.clone(),
            callback_url: client.redirect_uris.join(","),
            properties: KeyProperties {
                application_access_token_expiry_time: client.access_token_lifetime,
                user_access_token_expiry_time: client.user_token_lifetime,
                refresh_token_expiry_time: client.refresh_token_lifetime,
                id_token_expiry_time: client.id_token_lifetime,
                pkce_mandatory: client.pkce_mandatory,
                pkce_support_plain: client.pkce_plain,
                bypass_client_credentials: client.public,
            },
        }
    }
}

impl KeyProperties {
    /// Reads WSO2's object: numbers and flags, plain or as text; `N/A`, empty and null take the default. The
    /// object itself may be text, too. Members it does not know are passed over.
    pub fn parse(given: &Value) -> Result<Self, Error> {
        let field = |name: &str| format!("additionalProperties.{name}");
        let parsed;
        let object = match given {
            Value::Null => return Ok(Self::default()),
            Value::Object(object) => object,
            Value::String(text) if text.trim().is_empty() => return Ok(Self::default()),
            Value::String(text) => {
                parsed = serde_json::from_str::<Map<String, Value>>(text)
                    .map_err(|e| Error::invalid("additionalProperties", e.to_string()))?;
                &parsed
            }
            _ => return Err(Error::invalid("additionalProperties", "must be an object")),
        };
        let mut wrong = Vec::new();
        let mut seconds = |name: &str| match text(object.get(name)).as_str() {
            "" | "N/A" => None,
            value => match value.parse() {
                Ok(n) if n <= LONGEST => Some(n),
                _ => {
                    wrong.push(Invalid::new(
                        field(name),
                        format!("must be seconds between 0 and {LONGEST}, or N/A"),
                    ));
                    None
                }
            },
        };
        let mut properties = Self {
            application_access_token_expiry_time: seconds("application_access_token_expiry_time"),
            user_access_token_expiry_time: seconds("user_access_token_expiry_time"),
            refresh_token_expiry_time: seconds("refresh_token_expiry_time"),
            id_token_expiry_time: seconds("id_token_expiry_time"),
            ..Self::default()
        };
        let mut flag = |name: &str| match text(object.get(name)).to_ascii_lowercase().as_str() {
            "true" => true,
            "" | "false" => false,
            _ => {
                wrong.push(Invalid::new(field(name), "must be true or false"));
                false
            }
        };
        properties.pkce_mandatory = flag("pkceMandatory");
        properties.pkce_support_plain = flag("pkceSupportPlain");
        properties.bypass_client_credentials = flag("bypassClientCredentials");
        if wrong.is_empty() { Ok(properties) } else { Err(Error::Invalid(wrong)) }
    }

    /// The object as WSO2 answers it: flags as text, `N/A` for what the key manager's default decides.
    pub fn to_json(&self) -> Value {
        let seconds = |v: Option<u64>| v.map_or_else(|| Value::from("N/A"), Value::from);
        serde_json::json!({
            "application_access_token_expiry_time": seconds(self.application_access_token_expiry_time),
            "user_access_token_expiry_time": seconds(self.user_access_token_expiry_time),
            "refresh_token_expiry_time": seconds(self.refresh_token_expiry_time),
            "id_token_expiry_time": seconds(self.id_token_expiry_time),
            "pkceMandatory": self.pkce_mandatory.to_string(),
            "pkceSupportPlain": self.pkce_support_plain.to_string(),
            "bypassClientCredentials": self.bypass_client_credentials.to_string(),
        })
    }
}

/// A JSON scalar as text; empty for anything else.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(s)) => s.trim().to_owned(),
        Some(v @ (Value::Number(_) | Value::Bool(_))) => v.to_string(),
        Some(Value::Array(_) | Value::Object(_)) => "?".to_owned(),
        Some(Value::Null) | None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn properties_read_numbers_flags_and_text_alike() {
        let given = json!({"application_access_token_expiry_time": "3600", "id_token_expiry_time": 60, "refresh_token_expiry_time": "N/A",
            "pkceMandatory": "true", "pkceSupportPlain": true, "unknown": []});
        let read = KeyProperties::parse(&given).expect("good properties");
        assert_eq!(read.application_access_token_expiry_time, Some(3600));
        assert_eq!(read.id_token_expiry_time, Some(60));
        assert_eq!((read.refresh_token_expiry_time, read.pkce_mandatory), (None, true));
        assert_eq!(KeyProperties::parse(&Value::from(given.to_string())).expect("as text"), read);
        assert_eq!(read.to_json()["bypassClientCredentials"], "false");
    }

    #[test]
    fn wrong_properties_are_named() {
        for (given, field) in [
            (json!({"id_token_expiry_time": -1}), "id_token_expiry_time"),
            (json!({"id_token_expiry_time": "18446744073709551616"}), "id_token_expiry_time"),
            (json!({"user_access_token_expiry_time": {}}), "user_access_token_expiry_time"),
            (json!({"pkceMandatory": "perhaps"}), "pkceMandatory"),
            (json!([]), "additionalProperties"),
            (json!("{"), "additionalProperties"),
        ] {
            let error = KeyProperties::parse(&given).expect_err("wrong properties").to_string();
            assert!(error.contains(field), "{error}");
        }
    }

    #[test]
    fn grants_that_redirect_need_somewhere_to_go() {
        let mut terms =
            KeyTerms { grant_types: vec!["authorization_code".to_owned()], ..KeyTerms::default() };
        assert!(terms.check().is_err());
        " , ".clone_into(&mut terms.callback_url);
        assert!(terms.check().is_err());
        "https://a.example/cb, https://b.example/cb".clone_into(&mut terms.callback_url);
        assert!(terms.check().is_ok());
        let mut request = ClientRequest::default();
        terms.write_to(&mut request);
        assert_eq!(request.redirect_uris, ["https://a.example/cb", "https://b.example/cb"]);
    }
}
