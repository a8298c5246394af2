//! A good body for every operation that takes one.

pub mod example;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use super::fixture::{Fixture, GATEWAY, PNG};
use super::operation::Operation;
use crate::app::{Answer, User};
use crate::certificate::VALID;

/// What a request carries.
#[derive(Debug, Clone)]
pub enum Payload {
    Nothing,
    Json(Value),
    Form(Form),
}

/// A `multipart/form-data` body.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub fields: Vec<(&'static str, String)>,
    /// Field, file name, content.
    pub file: Option<(&'static str, &'static str, Vec<u8>)>,
}

/// A theme of one file.
pub const THEME: &[(&str, &[u8])] = &[("defaultTheme.json", b"{}")];

pub const BOUNDARY: &str = "boundary-of-the-tests";

impl Form {
    pub fn bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        let mut part = |head: String, content: &[u8]| {
            body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        for (name, value) in &self.fields {
            part(format!("Content-Disposition: form-data; name=\"{name}\""), value.as_bytes());
        }
        if let Some((name, file, content)) = &self.file {
            let head = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"");
            part(head + "\r\nContent-Type: application/octet-stream", content);
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        body
    }
}

impl Payload {
    /// Media type and bytes.
    pub fn parts(&self) -> (Option<String>, Bytes) {
        match self {
            Self::Nothing => (None, Bytes::new()),
            Self::Json(body) => (Some("application/json".into()), body.to_string().into()),
            Self::Form(form) => {
                (Some(format!("multipart/form-data; boundary={BOUNDARY}")), form.bytes().into())
            }
        }
    }

    pub async fn send(&self, user: &User, method: &Method, path: &str) -> anyhow::Result<Answer> {
        let (media, bytes) = self.parts();
        user.try_raw(method.clone(), path, media.as_deref(), bytes).await
    }

    /// Everything in it, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.parts().1).into_owned()
    }
}

/// A body that the operation takes, for objects of `fixture`; what it makes has `name` in its name.
pub fn payload(operation: &Operation, fixture: &Fixture, name: &str) -> Payload {
    let Some(body) = &operation.body else { return Payload::Nothing };
    if body.media.starts_with("multipart/") {
        let form = form(operation, name).unwrap_or_else(|| {
            panic!("{}: what does its form look like? Say it in authorisation/payload.rs", operation.label())
        });
        return Payload::Form(form);
    }
    let known = api_key(operation, fixture, name)
        .or_else(|| json_body(operation, fixture, name))
        .or_else(|| administration(operation, fixture, name));
    Payload::Json(known.unwrap_or_else(|| example::of(operation, &body.schema)))
}

/// Bodies whose members mean something; the others follow from their schemas.
fn json_body(operation: &Operation, fixture: &Fixture, name: &str) -> Option<Value> {
    let limit = json!({"type": "REQUESTCOUNTLIMIT",
        "requestCount": {"timeUnit": "min", "unitTime": 1, "requestCount": 5}});
    let policy = |more: Value| {
        let mut policy = json!({"policyName": name, "displayName": name, "description": "",
            "defaultLimit": limit});
        for (member, value) in more.as_object().into_iter().flatten() {
            policy[member] = value.clone();
        }
        policy
    };
    // What a subscription may be made for is still free; what may be changed is there.
    let api = if operation.method == Method::POST { fixture.id("free api") } else { fixture.id("api") };
    let subscription = json!({"applicationId": fixture.id("application"), "apiId": api,
        "throttlingPolicy": "Bronze"});
    let key = json!({"keyType": "SANDBOX", "grantTypesToBeSupported": ["client_credentials"],
        "supportedGrantTypes": ["client_credentials"]});
    let deployment = json!({"name": "Default", "vhost": "localhost", "displayOnDevportal": true});
    Some(match (operation.api, operation.method.as_str(), operation.relative()) {
        ("admin", _, path) if path.starts_with("/throttling/policies/subscription") => {
            policy(json!({"stopOnQuotaReach": true, "billingPlan": "FREE"}))
        }
        ("admin", _, path) if path.starts_with("/throttling/policies/custom") => {
            policy(json!({"siddhiQuery": "FROM x SELECT y", "keyTemplate": "$userId"}))
        }
        ("admin", _, path) if path.starts_with("/throttling/policies/") => policy(json!({})),
        ("admin", "POST", "/throttling/deny-policies") => {
            json!({"conditionType": "USER", "conditionValue": name, "conditionStatus": true})
        }
        ("internal-data", ..) => {
            json!({"count": 1, "list": [{"gatewayId": GATEWAY, "apiId": fixture.id("api"),
                "tenantDomain": fixture.tenant, "deploymentStatus": "SUCCESS", "timeStamp": 1}]})
        }
        ("devportal", _, path) if path.ends_with("/generate-token") => {
            json!({"consumerSecret": fixture.id("consumer secret"), "validityPeriod": 3_600, "scopes": []})
        }
        ("devportal", _, path) if path.ends_with("/generate-secret") => {
            json!({"additionalProperties": {"description": name, "expiresIn": 3_600}})
        }
        ("devportal", _, path) if path.ends_with("/revoke-secret") => {
            json!({"secretId": fixture.id("old secret")})
        }
        ("devportal", _, path) if path.ends_with("/map-keys") => {
            json!({"consumerKey": fixture.id("free consumer key"),
                "keyType": "SANDBOX"})
        }
        ("devportal", "POST" | "PUT", path) if path.contains("/generate-keys") || path.contains("keys/{") => {
            key
        }
        ("devportal", "POST", path) if path.ends_with("/reset-throttle-policy") => {
            json!({"userName": "admin"})
        }
        ("devportal", "POST" | "PUT", "/applications" | "/applications/{applicationId}") => {
            json!({"name": name, "throttlingPolicy": "Unlimited", "description": "", "tokenType": "JWT",
                "attributes": {}})
        }
        ("devportal", "POST", "/subscriptions/multiple") => json!([subscription]),
        ("devportal", "POST" | "PUT", path) if path.starts_with("/subscriptions") => subscription,
        ("devportal", "POST", "/me/change-password") => {
            json!({"currentPassword": "changer", "newPassword": "Changed-0123"})
        }
        ("publisher", "POST" | "PUT", "/apis" | "/apis/{apiId}") => new_api(name),
        ("publisher", "POST", "/apis/import-service") => {
            json!({"name": name, "context": format!("/{name}"), "version": "1.0.0"})
        }
        ("publisher", "POST" | "PUT", "/api-products" | "/api-products/{apiProductId}") => {
            json!({"name": name, "context": format!("/{name}"), "policies": ["Gold"],
                "apis": [{"apiId": fixture.id("member api"),
                    "operations": [{"verb": "GET", "target": "/*"}]}]})
        }
        ("publisher", _, path)
            if path.ends_with("/deploy-revision") || path.ends_with("/undeploy-revision") =>
        {
            json!([deployment])
        }
        ("publisher", "PUT", path) if path.contains("/deployments/") => deployment,
        ("publisher", "POST" | "PUT", "/scopes" | "/scopes/{scopeId}") => {
            json!({"name": name, "displayName": name, "description": "", "bindings": ["admin"]})
        }
        ("publisher", "POST" | "PUT", path)
            if path.ends_with("/documents") || path.ends_with("/documents/{documentId}") =>
        {
            json!({"name": name, "type": "HOWTO", "summary": "", "sourceType": "MARKDOWN",
                "inlineContent": "# How to", "visibility": "API_LEVEL"})
        }
        (_, "POST" | "PATCH", "/apis/{apiId}/comments" | "/apis/{apiId}/comments/{commentId}") => {
            json!({"content": name, "category": "general"})
        }
        ("devportal", "PUT", "/apis/{apiId}/user-rating") => json!({"rating": 4}),
        ("scim2", "POST" | "PUT", path) if path.starts_with("/scim2/Users") => {
            let name =
                if operation.method == Method::PUT { format!("user{}", fixture.tag) } else { name.into() };
            json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name,
                "password": "Secret-0123", "name": {"givenName": "Kim", "familyName": "Lee"},
                "emails": [{"value": "kim@mail.example", "primary": true}]})
        }
        ("scim2", "POST" | "PUT", _) => json!({"displayName": name}),
        ("scim2", "PATCH", path) => {
            let user = path.starts_with("/scim2/Users") || path == "/scim2/Me";
            let (path, value) = if user { ("name.givenName", "Kim") } else { ("displayName", name) };
            json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": path, "value": value}]})
        }
        ("devops", "PUT", "/config/correlation") => {
            json!({"components": [{"name": "http", "enabled": "true", "properties": []}]})
        }
        ("devops", "PUT", _) => json!({"logLevel": "FULL"}),
        ("tenants", "POST", "/tenants") => {
            let owner = json!({"username": "kim", "password": "Secret-0123", "email": "kim@mail.example",
                "firstname": "Kim", "lastname": "Lee", "provisioningMethod": "inline-password"});
            json!({"domain": format!("{}.example", name.to_lowercase()), "owners": [owner]})
        }
        _ => return None,
    })
}

/// The same, of API keys.
fn api_key(operation: &Operation, fixture: &Fixture, name: &str) -> Option<Value> {
    let (_, action) = operation.relative().split_once("/api-keys/{keyType}/")?;
    Some(match action {
        "generate" => {
            let restrictions = json!({"permittedIP": "10.0.0.0/8"});
            json!({"keyName": name, "validityPeriod": 3_600, "additionalProperties": restrictions})
        }
        "regenerate" => json!({"keyUUID": fixture.id("API key")}),
        "revoke" => json!({"keyUUID": fixture.id("spare API key")}),
        _ => return None,
    })
}

/// The same, of what administrators set beside throttling policies.
fn administration(operation: &Operation, fixture: &Fixture, name: &str) -> Option<Value> {
    if operation.api != "admin" {
        return None;
    }
    Some(match (operation.method.as_str(), operation.relative()) {
        ("PUT", "/system-scopes") => {
            json!({"list": [{"name": "apim:tier_view", "roles": ["admin", "Internal/creator"]}]})
        }
        ("PUT", "/system-scopes/role-aliases") => {
            json!({"list": [{"role": "Internal/devops", "aliases": ["Internal/devops"]}]})
        }
        ("PUT", "/tenant-config") => tenant_config(),
        ("POST", "/workflows/update-workflow-status") => json!({"status": "APPROVED"}),
        (_, path) if path.starts_with("/organizations") => {
            json!({"externalOrganizationId": name, "displayName": name, "description": ""})
        }
        ("PUT", "/alert-subscriptions") => {
            json!({"alerts": [{"id": "1", "name": "AbnormalResponseTime"}], "emailList": ["kim@mail.example"]})
        }
        (_, path) if path.starts_with("/labels") => {
            json!({"name": name, "description": "", "accessUrls": ["https://gw.example.com"]})
        }
        (_, path) if path.starts_with("/api-categories") => json!({"name": name, "description": ""}),
        (method, path) if path.starts_with("/key-managers") => {
            let name = if method == "PUT" { format!("issuer{}", fixture.tag) } else { name.to_owned() };
            json!({"name": name, "type": "OIDC", "issuer": "https://id.example"})
        }
        (method, path) if path.starts_with("/environments") => {
            let name = if method == "PUT" { format!("environment{}", fixture.tag) } else { name.to_owned() };
            json!({"name": name, "vhosts": [{"host": "gw.example.com"}]})
        }
        _ => return None,
    })
}

fn tenant_config() -> Value {
    let roles = json!({"CreateOnTenantLoad": true, "RoleName": "Internal/publisher"});
    json!({"EnableMonetization": false, "EnableRecommendation": false, "IsUnlimitedTierPaid": false,
        "ExtensionHandlerPosition": "bottom", "RESTAPIScopes": {"Scope": []}, "Meta": {"Migration": {}},
        "NotificationsEnabled": "false", "Notifications": [], "DefaultRoles": {"PublisherRole": roles,
        "CreatorRole": roles, "SubscriberRole": roles, "DevOpsRole": roles, "IntegrationDeveloperRole": roles}})
}

fn new_api(name: &str) -> Value {
    json!({"name": name, "context": format!("/{}", name.to_lowercase()), "version": "1.0.0",
        "description": "", "policies": ["Gold"], "operations": [{"target": "/items", "verb": "GET"}],
        "endpointConfig": {"endpoint_type": "http", "production_endpoints": {"url": "http://localhost:1"}}})
}

/// An archive of what `data` describes.
fn archive(kind: &str, data: &Value) -> Form {
    let descriptor = json!({"type": kind, "version": "v4.5.0", "data": data}).to_string();
    let path = format!("It-1.0.0/{kind}.json");
    let packed = archive::write([(path.as_str(), descriptor.as_bytes())]).expect("an archive");
    Form { fields: Vec::new(), file: Some(("file", "it.zip", packed)) }
}

/// An archive of a product and of the API it is made of, which everybody has.
fn product_archive(name: &str) -> Form {
    let member = format!("{name}Member");
    let descriptor =
        |kind: &str, data: &Value| json!({"type": kind, "version": "v4.5.0", "data": data}).to_string();
    let operations = json!([{"verb": "GET", "target": "/items"}]);
    let product = json!({"name": name, "context": format!("/{name}"), "version": "1.0.0", "policies": ["Gold"],
        "apis": [{"name": member, "version": "1.0.0", "operations": operations}]});
    let (product, api) = (descriptor("api_product", &product), descriptor("api", &new_api(&member)));
    let files: [(&str, &[u8]); 2] =
        [("P-1/api_product.json", product.as_bytes()), ("P-1/APIs/M-1/api.json", api.as_bytes())];
    let packed = archive::write(files).expect("an archive");
    Form { fields: Vec::new(), file: Some(("file", "it.zip", packed)) }
}

pub fn definition(name: &str) -> Value {
    json!({"openapi": "3.0.1", "info": {"title": name, "version": "1.0.0"},
        "paths": {"/items": {"get": {"responses": {"200": {"description": "all"}}}}}})
}

fn service(name: &str) -> Value {
    json!({"name": name, "version": "1.0.0", "serviceUrl": "http://localhost:1", "definitionType": "OAS3"})
}

/// A policy of operations with a parameter.
pub fn policy_specification(name: &str) -> Value {
    json!({"category": "Mediation", "name": name, "version": "v1", "displayName": name, "description": "",
        "applicableFlows": ["request"], "supportedGateways": ["Synapse"], "supportedApiTypes": ["HTTP"],
        "policyAttributes": [{"name": "word", "displayName": "Word", "type": "String", "required": true,
            "validationRegex": "^[a-z]+$"}]})
}

fn form(operation: &Operation, name: &str) -> Option<Form> {
    let file = |field, file, content: &Value| {
        Some(Form { fields: Vec::new(), file: Some((field, file, content.to_string().into_bytes())) })
    };
    let certificate = |fields| {
        Some(Form { fields, file: Some(("certificate", "certificate.pem", VALID.as_bytes().to_vec())) })
    };
    match (operation.api, operation.method.as_str(), operation.relative()) {
        // Nobody is there.
        ("admin", "POST", "/key-managers/discover") => {
            Some(Form { fields: vec![("url", "http://127.0.0.1:1/".to_owned())], file: None })
        }
        ("publisher", "POST", path) if path.ends_with("/documents/{documentId}/content") => {
            Some(Form { fields: vec![("inlineContent", "How to".to_owned())], file: None })
        }
        ("publisher", "POST", "/endpoint-certificates") => {
            certificate(vec![("alias", name.to_owned()), ("endpoint", "https://back.example".to_owned())])
        }
        ("publisher", "PUT", "/endpoint-certificates/{alias}") => certificate(Vec::new()),
        ("publisher", "POST", path) if path.contains("/client-cert") => {
            certificate(vec![("alias", name.to_owned()), ("tier", "Gold".to_owned())])
        }
        ("publisher", "PUT", path) if path.contains("/client-cert") => {
            certificate(vec![("tier", "Bronze".to_owned())])
        }
        ("publisher", "POST", path) if path.ends_with("/operation-policies") => Some(Form {
            fields: vec![("synapsePolicyDefinitionFile", "<log/>".to_owned())],
            ..file("policySpecFile", "policy.json", &policy_specification(name))?
        }),
        ("publisher", "POST", "/operation-policies/import") => {
            let specification = policy_specification(name).to_string();
            let files: [(&str, &[u8]); 2] = [("p/p.json", specification.as_bytes()), ("p/p.j2", b"<log/>")];
            let packed = archive::write(files).expect("an archive");
            Some(Form { fields: Vec::new(), file: Some(("file", "policy.zip", packed)) })
        }
        ("admin", "POST", "/throttling/policies/import") => {
            let limit = json!({"timeUnit": "min", "unitTime": 1, "requestCount": 5});
            let limit = json!({"type": "REQUESTCOUNTLIMIT", "requestCount": limit});
            let data =
                json!({"policyName": name, "displayName": name, "description": "", "defaultLimit": limit});
            let document = json!({"type": "throttling policy", "subtype": "application policy",
                "version": "v4.5.0", "data": data});
            file("file", "policy.json", &document)
        }
        ("publisher", "POST", "/apis/import") | ("admin", "POST", "/import/api") => {
            Some(archive("api", &new_api(name)))
        }
        ("publisher", "POST", "/api-products/import") | ("admin", "POST", "/import/api-product") => {
            Some(product_archive(name))
        }
        ("devportal", "POST", "/applications/import") | ("admin", "POST", "/import/applications") => {
            let info = json!({"name": name, "throttlingPolicy": "Unlimited"});
            Some(archive("application", &json!({"applicationInfo": info, "subscribedAPIs": []})))
        }
        ("service-catalog", "POST", path) if path.ends_with("/services/import") => {
            let metadata = service(name).to_string();
            let text = definition(name).to_string();
            let files: [(&str, &[u8]); 2] =
                [("s/metadata.yaml", metadata.as_bytes()), ("s/definition.json", text.as_bytes())];
            let packed = archive::write(files).expect("an archive");
            Some(Form { fields: Vec::new(), file: Some(("file", "services.zip", packed)) })
        }
        ("service-catalog", ..) => Some(Form {
            fields: vec![("serviceMetadata", service(name).to_string())],
            ..file("definitionFile", "definition.json", &definition(name))?
        }),
        ("admin", "PUT", "/tenant-theme") => {
            Some(Form { fields: Vec::new(), file: Some(("file", "theme.zip", crate::zip::of(THEME))) })
        }
        ("publisher", "POST", "/apis/import-openapi") => Some(Form {
            fields: vec![("additionalProperties", new_api(name).to_string())],
            ..file("file", "definition.json", &definition(name))?
        }),
        ("publisher", "POST", "/apis/validate-openapi") => file("file", "definition.json", &definition(name)),
        ("publisher", "PUT", "/apis/{apiId}/swagger") => {
            Some(Form { fields: vec![("apiDefinition", definition(name).to_string())], file: None })
        }
        ("publisher", "PUT", path) if path.ends_with("/thumbnail") => {
            Some(Form { fields: Vec::new(), file: Some(("file", "picture.png", PNG.to_vec())) })
        }
        _ => None,
    }
}
