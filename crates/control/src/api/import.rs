//! Making an API from an OpenAPI definition.

use ::definition::{Extensions, OpenApi};
use bytes::Bytes;
use model::api::ApiConfiguration;
use serde_json::{Value, json};

use super::{Api, definition, view};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Makes an API from a definition. `properties` is what the definition does not say, above all name, version,
    /// context, endpoints and plans; it comes before what the definition's extensions say.
    pub async fn import_openapi(
        &self,
        caller: &Caller,
        text: Bytes,
        properties: ApiConfiguration,
    ) -> Result<Api, Error> {
        let (document, configuration) = self.configuration_of_definition(text, properties).await?;
        let mut tx = self.begin().await?;
        let row = Box::pin(self.insert_api(&mut tx, caller, configuration, Some(&document.text()))).await?;
        let api = view(&mut tx, caller.tenant(), row).await?;
        tx.commit().await?;
        Ok(api)
    }

    /// The document, and the properties with what it says where they say nothing.
    pub(crate) async fn configuration_of_definition(
        &self,
        text: Bytes,
        properties: ApiConfiguration,
    ) -> Result<(OpenApi, ApiConfiguration), Error> {
        let document = definition::read("file", text).await?;
        let mut configuration = properties;
        describe(&mut configuration, &document);
        configure(&mut configuration, &document.extensions());
        configuration.members.clear();
        // One of webhooks or of a title alone has the operations of an API made without any.
        if !document.operations().is_empty() {
            definition::adopt(&mut configuration, &document)?;
        }
        Ok((document, configuration))
    }
}

/// Name, version and description from `info` where they were not given.
fn describe(api: &mut ApiConfiguration, document: &OpenApi) {
    let info = document.info();
    if api.name.is_empty() {
        api.name = info.title;
    }
    if api.version.is_empty() {
        api.version = info.version;
    }
    if api.description.is_none() {
        api.description = info.description;
    }
    if api.tags.is_empty() {
        api.tags = document.tags();
    }
}

/// What the root extensions say, where the properties say nothing.
fn configure(api: &mut ApiConfiguration, extensions: &Extensions) {
    let defaults = ApiConfiguration::default();
    if api.context.is_empty()
        && let Some(path) = &extensions.base_path
    {
        let version = format!("/{}", api.version);
        path.strip_suffix(&version).unwrap_or(path).clone_into(&mut api.context);
    }
    if api.endpoint_config.is_none() {
        api.endpoint_config = endpoint_config(extensions);
    }
    if api.cors_configuration.is_none() {
        let cors = extensions.cors.clone();
        api.cors_configuration = cors.and_then(|c| serde_json::from_value(c).ok());
    }
    if api.authorization_header.is_none() {
        api.authorization_header.clone_from(&extensions.auth_header);
    }
    if api.api_key_header.is_none() {
        api.api_key_header.clone_from(&extensions.api_key_header);
    }
    if api.api_throttling_policy.is_none() {
        api.api_throttling_policy.clone_from(&extensions.throttling_policy);
    }
    if api.transport == defaults.transport && !extensions.transports.is_empty() {
        api.transport.clone_from(&extensions.transports);
    }
    if let Some(cache) = extensions.response_cache {
        api.response_caching_enabled |= cache.enabled;
        api.cache_timeout = i64::try_from(cache.timeout).unwrap_or(defaults.cache_timeout);
    }
}

fn endpoint_config(extensions: &Extensions) -> Option<Value> {
    let sides = [
        ("production_endpoints", "production_failovers", &extensions.production_endpoints),
        ("sandbox_endpoints", "sandbox_failovers", &extensions.sandbox_endpoints),
    ];
    let mut config = json!({});
    for (main, others, side) in sides {
        let Some(side) = side.as_ref().filter(|s| !s.urls.is_empty()) else { continue };
        let advanced = side.advanced.as_ref();
        let mut all: Vec<Value> = side
            .urls
            .iter()
            .map(|url| match advanced {
                Some(advanced) => json!({"url": url, "config": advanced}),
                None => json!({"url": url}),
            })
            .collect();
        let kind = side.kind.as_deref().unwrap_or(if all.len() > 1 { "load_balance" } else { "http" });
        config["endpoint_type"] = json!(kind);
        match kind {
            "load_balance" => config[main] = Value::Array(all),
            "failover" => {
                config[main] = all.remove(0);
                config[others] = Value::Array(all);
            }
            _ => config[main] = all.remove(0),
        }
    }
    config.get("endpoint_type").is_some().then_some(config)
}
