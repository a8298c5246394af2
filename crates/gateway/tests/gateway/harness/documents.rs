//! Deployed APIs, as tests word them.

use model::catalog::DeployedApi;
use serde_json::{Value, json};

/// An API document under construction.
pub struct ApiBuilder {
    body: Value,
}

impl ApiBuilder {
    /// `GET /*` and `POST /*` at a base path, with one production and one sandbox back end.
    pub fn new(context: &str, back_end: &str) -> Self {
        let id = context.trim_matches('/').replace('/', "-");
        Self {
            body: json!({
                "api_id": id, "name": id, "version": "1.0.0", "context": context, "provider": "admin",
                "revision_id": "r1", "revision_number": 1, "environment": "Default", "environment_type": "hybrid",
                "vhost": "localhost", "state": "PUBLISHED", "type": "HTTP", "transports": ["http", "https"],
                "security_schemes": ["oauth2", "oauth_basic_auth_api_key_mandatory"], "cors": {},
                "production": {"mode": "single", "urls": [back_end]},
                "sandbox": {"mode": "single", "urls": [back_end]},
                "operations": [{"verb": "GET", "target": "/*"}, {"verb": "POST", "target": "/*"}],
                "plans": ["Unlimited"], "key_managers": ["all"],
            }),
        }
    }

    /// Sets a member of the document.
    pub fn set(mut self, member: &str, value: Value) -> Self {
        self.body[member] = value;
        self
    }

    /// `["GET", "/menu"]` and so on, instead of the default operations.
    pub fn operations(self, list: &[(&str, &str)]) -> Self {
        let list: Vec<Value> =
            list.iter().map(|(verb, target)| json!({"verb": verb, "target": target})).collect();
        self.set("operations", list.into())
    }

    pub fn endpoint(self, side: &str, mode: &str, urls: &[&str]) -> Self {
        self.set(side, json!({"mode": mode, "urls": urls}))
    }

    pub fn id(&self) -> String {
        self.body["api_id"].as_str().unwrap().to_owned()
    }

    pub fn document(&self) -> DeployedApi {
        serde_json::from_value(self.body.clone()).unwrap()
    }
}
