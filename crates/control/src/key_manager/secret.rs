//! Secrets among a key manager's properties: kept sealed, and never told.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Settings;
use crate::Control;
use crate::error::Error;

/// What is told in place of a secret; sent back, it keeps the one that is there.
pub const MASK: &str = "*****";

pub(crate) type Secrets = BTreeMap<String, String>;

/// Names of secrets, as the types of key managers have them.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['_', '-', ' '], "");
    ["secret", "password", "apikey", "accesstoken", "apitoken", "privatekey"].iter().any(|s| name.contains(s))
}

/// Takes the secrets out of `settings` and leaves masks. A mask among them takes the one of `before`.
pub fn take(settings: &mut Settings, before: &Secrets) -> Secrets {
    let mut secrets = Secrets::new();
    for (name, value) in &mut settings.additional_properties {
        let Value::String(text) = value else { continue };
        if !is_secret(name) || text.is_empty() {
            continue;
        }
        let secret = if text == MASK { before.get(name).cloned() } else { Some(std::mem::take(text)) };
        if let Some(secret) = secret {
            secrets.insert(name.clone(), secret);
        }
        MASK.clone_into(text);
    }
    secrets
}

impl Control {
    pub(crate) fn seal_for_key_manager<T: serde::Serialize>(
        &self,
        id: &str,
        what: &T,
    ) -> Result<String, Error> {
        let text = zeroize::Zeroizing::new(serde_json::to_vec(what).map_err(Error::internal)?);
        self.sealer().seal(&purpose(id), &text)
    }

    pub(crate) fn open_for_key_manager<T: serde::de::DeserializeOwned>(
        &self,
        id: &str,
        sealed: &str,
    ) -> Result<T, Error> {
        let text = zeroize::Zeroizing::new(self.sealer().open(&purpose(id), sealed)?);
        serde_json::from_slice(&text).map_err(|_| Error::internal("a sealed text that cannot be read"))
    }
}

fn purpose(id: &str) -> String {
    format!("key manager {id}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_leave_masks_and_masks_keep_secrets() {
        let properties =
            json!({"client_id": "a", "client_secret": "s", "Password": "p", "apiKey": "*****", "n": 1});
        let mut settings = Settings {
            additional_properties: properties.as_object().cloned().expect("an object"),
            ..Settings::default()
        };
        let before = Secrets::from([("apiKey".to_owned(), "k".to_owned())]);
        let secrets = take(&mut settings, &before);
        let all: Vec<_> = secrets.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(all, [("Password", "p"), ("apiKey", "k"), ("client_secret", "s")]);
        let left = json!({"client_id": "a", "client_secret": MASK, "Password": MASK, "apiKey": MASK, "n": 1});
        assert_eq!(Value::Object(settings.additional_properties), left);
    }
}
