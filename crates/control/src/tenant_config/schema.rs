//! What a tenant's configuration must be like.

use model::workflow::Kind;
use serde_json::{Map, Value, json};

/// JSON Schema, draft 7. Further members are kept as they are: they may be for clients.
pub fn schema() -> Value {
    let text = |meaning: &str| json!({"type": "string", "description": meaning});
    let flag = |meaning: &str| json!({"type": "boolean", "description": meaning});
    let role = json!({"type": "object", "required": ["CreateOnTenantLoad"],
        "properties": {"CreateOnTenantLoad": {"type": "boolean"}, "RoleName": {"type": "string"}}});
    let scope = json!({"type": "object", "required": ["Name", "Roles"], "properties": {
        "Name": {"type": "string", "minLength": 1, "maxLength": 255},
        "Roles": text("Names of roles with commas between; any one of them is enough."),
    }});
    let approval = json!({"type": "string", "enum": ["simple", "approval"]});
    let workflows: Map<String, Value> =
        Kind::ALL.into_iter().map(|kind| (kind.setting().to_owned(), approval.clone())).collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of a tenant",
        "type": "object",
        "required": ["EnableMonetization", "EnableRecommendation", "IsUnlimitedTierPaid",
            "ExtensionHandlerPosition", "RESTAPIScopes", "Meta", "NotificationsEnabled", "Notifications",
            "DefaultRoles"],
        "properties": {
            "DefaultApplicationLevelTier": text("Policy of the application that developers start with."),
            "DefaultAPILevelTier": text("Policy of operations that name none."),
            "DefaultSubscriptionLevelTier": text("Business plan that is offered first."),
            "EnableMonetization": flag("Charging for subscriptions."),
            "EnableRecommendation": flag("Recommending APIs to developers."),
            "IsUnlimitedTierPaid": flag("Whether the plan Unlimited costs something."),
            "ExtensionHandlerPosition": {"type": "string", "enum": ["", "top", "bottom"]},
            "RESTAPIScopes": {"type": "object", "required": ["Scope"], "properties": {
                "Scope": {"type": "array", "maxItems": 1000, "items": scope},
            }},
            "RoleMappings": {"type": "object", "maxProperties": 1000,
                "description": "Roles that stand for a role in RESTAPIScopes, with commas between.",
                "additionalProperties": {"type": "string"}},
            "Meta": {"type": "object", "required": ["Migration"],
                "properties": {"Migration": {"type": "object"}}},
            "NotificationsEnabled": {"type": "string", "enum": ["true", "false"]},
            "Notifications": {"type": "array", "items": {"type": "object",
                "required": ["Type", "Notifiers"], "properties": {
                    "Type": {"type": "string"},
                    "Notifiers": {"type": "array", "items": {"type": "object"}},
                }}},
            "DefaultRoles": {"type": "object", "additionalProperties": role,
                "required": ["PublisherRole", "CreatorRole", "SubscriberRole", "DevOpsRole",
                    "IntegrationDeveloperRole"]},
            "Workflows": {"type": "object", "properties": workflows, "additionalProperties": false,
                "description": "What waits for an administrator's approval (approval) and what does not (simple)."},
            "SelfSignUp": {"type": "object", "properties": {
                "EnableSignUp": flag("Whether developers may make their own accounts."),
                "SignUpRoles": {"type": "array", "items": {"type": "string"}}}},
            "LifeCycle": {"type": "object"},
            "LinterCustomRules": {"type": "object"},
            "AllowSubscriptionValidationDisabling": flag("APIs may do without subscriptions."),
        },
    })
}
