//! Keys of an application: `/generate-keys`, `/map-keys`, `/keys/{keyType}` and `/oauth-keys/{keyMappingId}`.

mod by_id;
mod by_type;
mod generate;
mod list;
mod map;
mod secrets;
mod token;

use control::Control;
use control::connector::IssuedToken;
use control::key_mapping::{KeyMapping, KeyProperties, KeyTerms};
use model::application::KeyType;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(generate::generate))
        .routes(routes!(map::map))
        .routes(routes!(list::keys))
        .routes(routes!(list::oauth_keys))
        .routes(routes!(by_type::get, by_type::update))
        .routes(routes!(by_type::regenerate_secret))
        .routes(routes!(by_type::clean_up))
        .routes(routes!(by_type::generate_token))
        .routes(routes!(by_id::get, by_id::update, by_id::delete))
        .routes(routes!(by_id::regenerate_secret))
        .routes(routes!(secrets::generate))
        .routes(routes!(secrets::list))
        .routes(routes!(secrets::revoke))
        .routes(routes!(by_id::clean_up))
        .routes(routes!(by_id::generate_token))
}

/// A key of an application. The secret is there only in the answer that made it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationKey {
    key_mapping_id: String,
    key_manager: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    consumer_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consumer_secret: Option<String>,
    supported_grant_types: Vec<String>,
    callback_url: String,
    /// `CREATED` while the key manager is asked, `COMPLETED` when it can be used.
    key_state: String,
    /// `PRODUCTION` or `SANDBOX`.
    key_type: String,
    /// `CREATED` for this application, or `MAPPED` from a client that had been there before.
    mode: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<ApplicationToken>,
    additional_properties: Value,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationToken {
    access_token: String,
    token_scopes: Vec<String>,
    /// Seconds.
    validity_time: i64,
}

/// A new secret; it is not told again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ApplicationKeyReGenerateResponse {
    consumer_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    consumer_secret: Option<String>,
}

/// Keys of an application; they are few, so never paged.
#[derive(Debug, Serialize, ToSchema)]
struct ApplicationKeyList {
    count: usize,
    list: Vec<ApplicationKey>,
}

/// What may be changed of a key; the rest is passed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApplicationKeyRequest)]
struct KeyBody {
    supported_grant_types: Vec<String>,
    #[serde(default)]
    callback_url: Option<String>,
    #[serde(default)]
    additional_properties: Value,
}

impl KeyBody {
    fn terms(self) -> Result<KeyTerms, Error> {
        terms(self.supported_grant_types, self.callback_url, &self.additional_properties)
    }
}

fn terms(
    grant_types: Vec<String>,
    callback_url: Option<String>,
    properties: &Value,
) -> Result<KeyTerms, Error> {
    let callback_url = callback_url.unwrap_or_default();
    Ok(KeyTerms { grant_types, callback_url, properties: KeyProperties::parse(properties)? })
}

impl From<KeyMapping> for ApplicationKey {
    fn from(key: KeyMapping) -> Self {
        Self {
            key_mapping_id: key.id,
            key_manager: key.key_manager,
            consumer_key: key.consumer_key,
            consumer_secret: None,
            additional_properties: key.terms.properties.to_json(),
            supported_grant_types: key.terms.grant_types,
            callback_url: key.terms.callback_url,
            key_state: key.state.as_str().to_owned(),
            key_type: key.key_type.as_str().to_owned(),
            mode: key.mode.as_str().to_owned(),
            token: None,
        }
    }
}

impl From<IssuedToken> for ApplicationToken {
    fn from(token: IssuedToken) -> Self {
        Self { access_token: token.access_token, token_scopes: token.scopes, validity_time: token.expires_in }
    }
}

impl From<Vec<KeyMapping>> for ApplicationKeyList {
    fn from(keys: Vec<KeyMapping>) -> Self {
        let list: Vec<_> = keys.into_iter().map(ApplicationKey::from).collect();
        Self { count: list.len(), list }
    }
}

pub(super) fn key_type(text: &str) -> Result<KeyType, Error> {
    KeyType::parse(text).ok_or_else(|| Error::invalid("keyType", "must be PRODUCTION or SANDBOX"))
}

/// Seconds, as a number or as text; nothing and empty text are nothing.
fn seconds<'de, D: Deserializer<'de>>(d: D) -> Result<Option<i64>, D::Error> {
    let wrong = || serde::de::Error::custom("must be a whole number of seconds");
    match Value::deserialize(d)? {
        Value::Null => Ok(None),
        Value::Number(n) => n.as_i64().map(Some).ok_or_else(wrong),
        Value::String(s) if s.trim().is_empty() => Ok(None),
        Value::String(s) => s.trim().parse().map(Some).map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}
