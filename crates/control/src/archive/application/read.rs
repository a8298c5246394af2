//! `application.yaml`.

use std::collections::BTreeMap;

use model::application::KeyType;
use serde_json::Value;

use super::super::envelope::{self, objects, required, text};
use super::super::source::{Found, Source};
use super::super::wrong;
use super::{APPLICATION, ApplicationProject, Key, Subscribed};
use crate::application::{Details, Draft, TokenType, Visibility};
use crate::error::Error;
use crate::key_mapping::{KeyProperties, KeyTerms};

/// Subscriptions and keys that an archive may have.
const MOST: usize = 1_000;
/// Of an application that names none.
const POLICY: &str = "Unlimited";

impl ApplicationProject {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let source = Source::open(bytes, APPLICATION)?;
        let Some(Found { at, document }) = source.descriptor(APPLICATION)? else {
            return Err(wrong("file", "the archive has no application.yaml"));
        };
        let mut data = envelope::open_main(&at, APPLICATION, document)?;
        let mut info = data["applicationInfo"].take();
        if !info.is_object() {
            return Err(wrong(&at, "data.applicationInfo is required"));
        }
        let mut keys = Vec::new();
        for one in few(&at, info["keys"].take())? {
            keys.push(key(&at, &one)?);
        }
        let mut subscriptions = Vec::new();
        for one in few(&at, data["subscribedAPIs"].take())? {
            subscriptions.push(subscribed(&at, &one)?);
        }
        let owner = text(&at, &info, "owner")?.unwrap_or_default().to_owned();
        Ok(Self { draft: draft(&at, &info)?, owner, subscriptions, keys })
    }
}

fn few(at: &str, listed: Value) -> Result<Vec<Value>, Error> {
    let listed = objects(at, listed)?;
    if listed.len() > MOST {
        return Err(wrong(at, format!("may have at most {MOST} keys and as many subscriptions")));
    }
    Ok(listed)
}

fn draft(at: &str, info: &Value) -> Result<Draft, Error> {
    let attributes = match &info["attributes"] {
        Value::Null => BTreeMap::new(),
        Value::Object(members) => {
            let one = |(name, value): (&String, &Value)| match value {
                Value::Null => Ok((name.clone(), String::new())),
                Value::String(text) => Ok((name.clone(), text.clone())),
                _ => Err(wrong(at, "attributes must be texts")),
            };
            members.iter().map(one).collect::<Result<_, _>>()?
        }
        _ => return Err(wrong(at, "attributes must be an object")),
    };
    let token_type = match text(at, info, "tokenType")?.unwrap_or("JWT") {
        "JWT" => TokenType::Jwt,
        "OAUTH" | "DEFAULT" => TokenType::Oauth,
        _ => return Err(wrong(at, "tokenType must be JWT or OAUTH")),
    };
    let visibility = match text(at, info, "visibility")?.unwrap_or("PRIVATE") {
        "PRIVATE" => Visibility::Private,
        "SHARED_WITH_ORG" => Visibility::SharedWithOrg,
        _ => return Err(wrong(at, "visibility must be PRIVATE or SHARED_WITH_ORG")),
    };
    let description = text(at, info, "description")?.unwrap_or_default().to_owned();
    Ok(Draft {
        name: required(at, info, "name")?.to_owned(),
        policy: text(at, info, "throttlingPolicy")?.unwrap_or(POLICY).to_owned(),
        details: Details { description, token_type, attributes, visibility },
    })
}

fn subscribed(at: &str, one: &Value) -> Result<Subscribed, Error> {
    let api = if one["apiIdentifier"].is_object() { &one["apiIdentifier"] } else { &one["apiId"] };
    if !api.is_object() {
        return Err(wrong(at, "apiId of a subscription must be an object"));
    }
    let name = text(at, api, "apiName")?.or(text(at, api, "name")?);
    Ok(Subscribed {
        api: name.ok_or_else(|| wrong(at, "apiName of a subscription is required"))?.to_owned(),
        version: required(at, api, "version")?.to_owned(),
        provider: text(at, api, "providerName")?.unwrap_or_default().to_owned(),
        plan: required(at, one, "throttlingPolicy")?.to_owned(),
    })
}

fn key(at: &str, one: &Value) -> Result<Key, Error> {
    let key_type = KeyType::parse(required(at, one, "keyType")?);
    let key_type = key_type.ok_or_else(|| wrong(at, "keyType must be PRODUCTION or SANDBOX"))?;
    let grants = match &one["supportedGrantTypes"] {
        Value::Null => Some(Vec::new()),
        Value::Array(names) => names.iter().map(|n| n.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    let grant_types = grants.ok_or_else(|| wrong(at, "supportedGrantTypes must be a list of names"))?;
    let callback_url = text(at, one, "callbackUrl")?.unwrap_or_default().to_owned();
    let properties = KeyProperties::parse(&one["additionalProperties"])?;
    let key_manager = text(at, one, "keyManager")?.map(str::to_owned);
    Ok(Key { key_type, key_manager, terms: KeyTerms { grant_types, callback_url, properties } })
}
