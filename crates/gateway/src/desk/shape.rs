//! Objects in the contract's shapes.

use model::catalog::{Application, DeployedApi, KeyMapping, Subscription};
use model::number_of;
use model::policy::UNLIMITED;
use serde_json::{Value, json};

pub fn api(api: &DeployedApi) -> Value {
    json!({
        "apiUUID": api.api_id, "apiId": number_of(&api.api_id), "provider": api.provider, "name": api.name,
        "version": api.version, "context": api.context, "policy": api.api_policy.clone().unwrap_or_default(),
        "apiType": api.kind, "isDefaultVersion": api.default_context.is_some(), "status": api.state,
    })
}

pub fn mappings(api: &DeployedApi) -> Value {
    let mapping = |o: &model::catalog::Operation| {
        json!({
            "authScheme": if o.open { "None" } else { "Any" }, "httpMethod": o.verb, "urlPattern": o.target,
            "throttlingPolicy": o.policy.as_deref().unwrap_or(UNLIMITED), "scopes": o.scopes,
        })
    };
    api.operations.iter().map(mapping).collect::<Vec<_>>().into()
}

pub fn application(application: &Application, mappings: impl Iterator<Item = KeyMapping>) -> Value {
    let own = mappings.filter(|m| m.application_id == application.application_id);
    let keys = own.map(|m| {
        json!({"consumerKey": m.consumer_key, "keyType": m.key_type.as_str(), "keyManager": m.key_manager})
    });
    json!({
        "uuid": application.application_id, "id": number_of(&application.application_id),
        "name": application.name, "subName": application.owner, "policy": application.policy,
        "tokenType": "JWT", "attributes": application.attributes, "keys": keys.collect::<Vec<_>>(),
    })
}

pub fn subscription(subscription: &Subscription) -> Value {
    json!({
        "subscriptionId": number_of(&subscription.subscription_id), "policyId": subscription.policy,
        "apiId": number_of(&subscription.api_id), "appId": number_of(&subscription.application_id),
        "subscriptionState": subscription.state.as_str(),
    })
}
