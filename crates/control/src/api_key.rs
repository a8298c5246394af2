//! API keys of applications, and the keys by which publishers try their APIs out. Both are tokens signed with the
//! tenant's key, which gateways check by themselves; what is kept of an API key is enough to list and revoke it.

mod generate;
mod revoke;
mod try_out;

use model::Invalid;
use model::application::KeyType;
use model::network::Network;
pub use store::api_key::ApiKeyRow;

pub use revoke::Revoked;

use crate::error::Error;
use crate::{Caller, Control};

const NAME_CHARS: usize = 100;
const LIST_BYTES: usize = 2_048;
/// A hundred years.
const LONGEST: i64 = 100 * 366 * 86_400;

/// What a developer asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiKeyDraft {
    pub name: String,
    /// Seconds; `None` or -1 never expires.
    pub validity: Option<i64>,
    /// Addresses and ranges that may use the key, with commas between; empty lets any.
    pub permitted_ip: String,
    /// Patterns of `Referer` with `*`, with commas between; empty lets any.
    pub permitted_referer: String,
}

/// A new key, which is not told again.
pub struct NewApiKey {
    pub name: String,
    pub key: String,
    /// Seconds; -1 never expires.
    pub validity: i64,
}

impl ApiKeyDraft {
    fn checked(mut self) -> Result<Self, Error> {
        let mut wrong = Vec::new();
        self.name = String::from(self.name.trim());
        if self.name.chars().count() > NAME_CHARS || self.name.chars().any(char::is_control) {
            let message = format!("must have at most {NAME_CHARS} characters, none of them for control");
            wrong.push(Invalid::new("keyName", message));
        }
        self.validity = self.validity.filter(|seconds| *seconds != -1);
        if self.validity.is_some_and(|seconds| !(1..=LONGEST).contains(&seconds)) {
            let message =
                format!("must be seconds between 1 and {LONGEST}, or -1 for a key that never expires");
            wrong.push(Invalid::new("validityPeriod", message));
        }
        let each = |list: &'_ str| {
            list.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        let (addresses, referers) = (each(&self.permitted_ip), each(&self.permitted_referer));
        for address in &addresses {
            if Network::parse(address).is_none() {
                let message = "must have addresses and ranges such as 10.0.0.0/8, with commas between";
                wrong.push(Invalid::new("additionalProperties.permittedIP", message));
                break;
            }
        }
        (self.permitted_ip, self.permitted_referer) = (addresses.join(","), referers.join(","));
        for (name, list) in
            [("permittedIP", &self.permitted_ip), ("permittedReferer", &self.permitted_referer)]
        {
            if list.len() > LIST_BYTES || list.chars().any(char::is_control) {
                let message = format!("must have at most {LIST_BYTES} bytes and no control characters");
                wrong.push(Invalid::new(format!("additionalProperties.{name}"), message));
            }
        }
        if wrong.is_empty() { Ok(self) } else { Err(Error::Invalid(wrong)) }
    }
}

impl Control {
    /// The keys of one type of an application of the caller that have not expired, oldest first.
    pub async fn api_keys(
        &self,
        caller: &Caller,
        application_id: &str,
        key_type: KeyType,
    ) -> Result<Vec<ApiKeyRow>, Error> {
        let mut tx = self.read().await?;
        crate::application::owned(&mut tx, caller, application_id).await?;
        let now = self.ambient().now().secs();
        let tenant = caller.tenant().as_str();
        let mut keys = store::api_key::of_application(&mut tx, tenant, application_id, now).await?;
        keys.retain(|k| k.key_type == key_type.as_str());
        Ok(keys)
    }
}
