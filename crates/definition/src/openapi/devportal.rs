//! The form that the developer portal shows: where to call the API and how, and nothing of how it is
//! served.

use serde_json::{Value, json};

use super::publisher::{operations_mut, path_items_mut};
use super::security::{DEFAULT_SCHEME, define_scopes, schemes_mut};
use super::{Object, OpenApi, Verb, Version};

const BASIC: &str = "basic_auth";
const API_KEY: &str = "api_key";

/// What a subscriber sees.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Devportal {
    /// URLs of the API at the gateways where it is deployed, with the context and version.
    pub servers: Vec<String>,
    /// Where a user authorises; the document's own when absent.
    pub authorization_url: Option<String>,
    /// The API's security schemes of `oauth2`, `basic_auth` and `api_key`; empty: `oauth2`.
    pub security: Vec<String>,
    /// The header that carries an API key; `apikey` when absent.
    pub api_key_header: Option<String>,
}

impl OpenApi {
    /// The form for the developer portal: extensions that configure the gateway are removed (`x-wso2-*`,
    /// `x-mediation-script`, `x-amzn-*`), and so are servers of single paths, which would bypass it;
    /// `servers` (2.0: `host`, `basePath`, `schemes`) are the given ones, and security is the API's.
    pub fn for_devportal(&self, portal: &Devportal) -> Self {
        let mut root = self.root.clone();
        root.retain(|name, _| !configures_gateway(name) && name != "x-throttling-tier");
        path_items_mut(&mut root).for_each(strip_item);
        let shared = root.get_mut("components").and_then(|components| components.get_mut("pathItems"));
        for item in
            shared.and_then(Value::as_object_mut).into_iter().flatten().filter_map(|(_, i)| i.as_object_mut())
        {
            strip_item(item);
        }
        match self.version {
            Version::V2 => set_host(&mut root, &portal.servers),
            _ => set_servers(&mut root, &portal.servers),
        }
        let offers = |scheme: &str| portal.security.iter().any(|offered| offered == scheme);
        if portal.security.is_empty() || offers("oauth2") {
            define_scopes(&mut root, self.version, &self.scopes(), portal.authorization_url.as_deref());
            root.insert("security".to_owned(), json!([{ DEFAULT_SCHEME: [] }]));
        } else {
            schemes_mut(&mut root, self.version).shift_remove(DEFAULT_SCHEME);
            root.insert("security".to_owned(), json!([]));
            operations_mut(&mut root).for_each(forget_oauth2);
        }
        if offers(BASIC) {
            let scheme = match self.version {
                Version::V2 => json!({"type": "basic"}),
                _ => json!({"type": "http", "scheme": "basic"}),
            };
            offer(&mut root, self.version, BASIC, scheme);
        }
        if offers(API_KEY) {
            let header = portal.api_key_header.as_deref().unwrap_or("apikey");
            offer(
                &mut root,
                self.version,
                API_KEY,
                json!({"type": "apiKey", "name": header, "in": "header"}),
            );
        }
        Self::edited(root, self.version, self.format)
    }
}

fn configures_gateway(member: &str) -> bool {
    member.starts_with("x-wso2-") || member.starts_with("x-amzn-") || member == "x-mediation-script"
}

fn strip_item(item: &mut Object) {
    item.retain(|name, _| !configures_gateway(name) && name != "servers");
    for (name, operation) in item.iter_mut() {
        if let (Some(_), Some(operation)) = (Verb::of_member(name), operation.as_object_mut()) {
            operation.retain(|name, _| !configures_gateway(name) && name != "servers");
        }
    }
}

fn set_servers(root: &mut Object, servers: &[String]) {
    let servers = servers.iter().map(|url| json!({ "url": url })).collect();
    root.insert("servers".to_owned(), Value::Array(servers));
}

/// 2.0 has one host and base path: those of the first URL, with the schemes of all that share them.
fn set_host(root: &mut Object, servers: &[String]) {
    let split = |url: &String| {
        let (scheme, rest) = url.split_once("://")?;
        let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        Some((scheme.to_owned(), host.to_owned(), path.to_owned()))
    };
    let urls: Vec<(String, String, String)> = servers.iter().filter_map(split).collect();
    let Some((_, host, path)) = urls.first() else {
        for name in ["host", "basePath", "schemes"] {
            root.shift_remove(name);
        }
        return;
    };
    let name = |host: &str| host.split(':').next().unwrap_or_default().to_owned();
    let mut schemes: Vec<&str> = Vec::new();
    for (scheme, other, other_path) in &urls {
        if name(other) == name(host) && other_path == path && !schemes.contains(&scheme.as_str()) {
            schemes.push(scheme);
        }
    }
    root.insert("host".to_owned(), json!(host));
    root.insert("basePath".to_owned(), json!(path));
    root.insert("schemes".to_owned(), json!(schemes));
}

/// Defines a scheme unless the document does, and adds it to the ways to call each operation.
fn offer(root: &mut Object, version: Version, name: &str, scheme: Value) {
    schemes_mut(root, version).entry(name).or_insert(scheme);
    let require = |security: &mut Value| {
        if let Some(requirements) = security.as_array_mut()
            && !requirements.iter().any(|requirement| requirement.get(name).is_some())
        {
            requirements.push(json!({ name: [] }));
        }
    };
    root.get_mut("security").into_iter().for_each(require);
    operations_mut(root).filter_map(|operation| operation.get_mut("security")).for_each(require);
}

fn forget_oauth2(operation: &mut Object) {
    if let Some(requirements) = operation.get_mut("security").and_then(Value::as_array_mut) {
        requirements.retain(|requirement| requirement.get(DEFAULT_SCHEME).is_none());
    }
}
