//! What is said to a registration endpoint, and how its answers are read.

use model::key::ClientRequest;
use serde_json::{Value, json};

use crate::key_manager::Settings;

/// WSO2's key managers, whose registration also takes other words than the RFC's.
pub fn is_wso2(settings: &Settings) -> bool {
    settings.kind.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("WSO2"))
}

/// Client metadata (RFC 7591, section 2); with the client's id for an update (RFC 7592, section 2.2).
pub fn metadata(settings: &Settings, asked: &ClientRequest, client_id: Option<&str>) -> Value {
    let method = if asked.public { "none" } else { "client_secret_basic" };
    let mut body = json!({
        "client_name": asked.client_name, "grant_types": asked.grant_types, "token_endpoint_auth_method": method,
    });
    if !asked.redirect_uris.is_empty() {
        body["redirect_uris"] = json!(asked.redirect_uris);
    }
    if asked.grant_types.iter().any(|g| g == "authorization_code") {
        body["response_types"] = json!(["code"]);
    }
    if let Some(client_id) = client_id {
        body["client_id"] = json!(client_id);
    }
    if is_wso2(settings) {
        body["clientName"] = json!(asked.client_name);
        body["grantType"] = json!(asked.grant_types.join(" "));
        body["callbackUrl"] = json!(asked.redirect_uris.join(","));
        body["tokenType"] = json!("JWT");
    }
    body
}

/// What was asked, with what was granted in its place.
pub fn granted(said: &Value, mut asked: ClientRequest) -> ClientRequest {
    let texts = |name: &str| {
        let list = said.get(name)?.as_array()?;
        Some(list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect())
    };
    if let Some(grants) = texts("grant_types") {
        asked.grant_types = grants;
    }
    if let Some(uris) = texts("redirect_uris") {
        asked.redirect_uris = uris;
    }
    if let Some(name) = said.get("client_name").and_then(Value::as_str) {
        name.clone_into(&mut asked.client_name);
    }
    asked
}

/// Seconds as a number, or as text as some write them.
pub fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// Why, in the key manager's words (RFC 6749, section 5.2), cut short.
pub fn reason(said: &Value) -> String {
    let text = ["error_description", "error", "description", "message"];
    let text = text.iter().find_map(|n| said.get(*n)?.as_str()).unwrap_or("it says no more");
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

/// A form of those pairs that say something.
pub fn form(pairs: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    form.finish()
}
