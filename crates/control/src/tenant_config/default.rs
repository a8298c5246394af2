//! The document that every tenant starts with.

use model::scope;
use model::user::role;
use serde_json::{Value, json};

pub fn document() -> Value {
    let mut scopes: Vec<_> = scope::rest_scopes().collect();
    scopes.sort_unstable();
    let scopes: Vec<_> =
        scopes.into_iter().map(|(name, roles)| json!({"Name": name, "Roles": roles.join(",")})).collect();
    let made = |name: &str| json!({"CreateOnTenantLoad": true, "RoleName": name});
    json!({
        "EnableMonetization": false,
        "EnableRecommendation": false,
        "IsUnlimitedTierPaid": false,
        "ExtensionHandlerPosition": "bottom",
        "RESTAPIScopes": {"Scope": scopes},
        "Meta": {"Migration": {"3.0.0": true}},
        "NotificationsEnabled": "false",
        "Notifications": [],
        "DefaultRoles": {
            "PublisherRole": made(role::PUBLISHER),
            "CreatorRole": made(role::CREATOR),
            "SubscriberRole": {"CreateOnTenantLoad": true},
            "DevOpsRole": made(role::DEVOPS),
            "ObserverRole": made(role::OBSERVER),
            "IntegrationDeveloperRole": made(role::INTEGRATION_DEV),
        },
        "SelfSignUp": {"EnableSignUp": false, "SignUpRoles": [role::SUBSCRIBER]},
        "AllowSubscriptionValidationDisabling": false,
    })
}
