//! One of everything in a tenant, made through the use cases, by its administrator.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use control::Caller;
use control::api::Checklist;
use control::api_key::ApiKeyDraft;
use control::application::{Details, Draft as ApplicationDraft};
use control::certificate::client::Which;
use control::comment::EntryPoint;
use control::deny::Traffic;
use control::document::Draft as DocumentDraft;
use control::environment;
use control::key_mapping::{KeyDraft, KeyTerms};
use control::label::Label;
use control::organization::Organization;
use control::policy::{Amount, Draft, Permissions, Plan, Quota, Terms};
use control::product::{Draft as ProductDraft, Wish};
use control::revision::Target;
use control::subscription;
use model::api::ApiConfiguration;
use model::application::KeyType;
use model::key::ClientRequest;
use model::policy::PolicyLevel;
use model::tenant::TenantDomain;
use model::user::UserName;
use serde_json::json;

use super::payload::THEME;
use crate::app::App;
use crate::certificate::VALID;

/// A picture of one white point.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\
    \0\0\0\nIDATx\x9cc\xf8\x0f\0\x01\x01\x01\0\x1b\xb6\xeeV\0\0\0\0IEND\xaeB`\x82";

/// A gateway that is present, and serves every tenant.
pub const GATEWAY: &str = "gateway-of-the-fixture";

pub struct Fixture {
    pub tenant: String,
    /// Name to sign in with: `admin` or `admin@tenant`.
    pub owner: String,
    /// Tells fixtures apart in names.
    pub tag: String,
    /// Identifiers by what they identify, e.g. `api`.
    values: BTreeMap<&'static str, String>,
}

impl Fixture {
    /// Everything in the tenant, which is there already; `tag` is in every name.
    pub async fn make(app: &App, tenant: &str, tag: &str) -> Self {
        let domain = TenantDomain::parse(tenant).expect("a domain");
        let owner = if domain.is_super() { "admin".to_owned() } else { format!("admin@{tenant}") };
        let roles =
            ["admin", "Internal/publisher", "Internal/creator", "Internal/subscriber", "Internal/everyone"];
        let caller = Caller {
            user: UserName::new("admin", domain),
            roles: roles.map(str::to_owned).to_vec(),
            scopes: Vec::new(),
            client_id: None,
        };
        app.gateway(GATEWAY, &["Default"]).await;
        let mut fixture =
            Self { tenant: tenant.to_owned(), owner, tag: tag.to_owned(), values: BTreeMap::new() };
        fixture.make_api(app, &caller).await;
        fixture.make_application(app, &caller).await;
        fixture.make_policies(app, &caller).await;
        fixture.make_waiting(app, &caller).await;
        fixture
    }

    /// The identifier of a kind of object, where the tenant may have such.
    pub fn get(&self, kind: &str) -> Option<&str> {
        self.values.get(kind).map(String::as_str)
    }

    pub fn id(&self, kind: &str) -> &str {
        self.get(kind).unwrap_or_else(|| panic!("the fixture has no {kind}"))
    }

    /// The first identifier of the fixture that a text has.
    pub fn leaked_in(&self, text: &str) -> Option<(&'static str, &str)> {
        let ids = self.values.iter().filter(|(_, id)| id.len() == 36);
        ids.map(|(kind, id)| (*kind, id.as_str())).find(|(_, id)| text.contains(id))
    }

    fn put(&mut self, kind: &'static str, id: impl Into<String>) {
        self.values.insert(kind, id.into());
    }

    async fn make_api(&mut self, app: &App, caller: &Caller) {
        let (control, tag) = (&app.control, self.tag.clone());
        let scope = json!({"name": format!("scope_{tag}"), "displayName": "Scope", "description": "",
            "bindings": ["admin"]});
        let scope = serde_json::from_value(scope).expect("a scope");
        let scope = control.create_shared_scope(caller, scope).await.expect("a shared scope");
        self.put("scope", scope.id.expect("a shared scope has an id"));
        // The scope's name as paths have it.
        self.put("scope name", URL_SAFE_NO_PAD.encode(scope.name));
        self.make_product(app, caller).await;
        let free = self.published(app, caller, &format!("Free{tag}")).await;
        self.put("free api", free);
        let api = self.published(app, caller, &format!("Api{tag}")).await;
        let spare = control.create_revision(caller, &api, "").await.expect("a revision").id;
        self.put("spare revision", spare);
        control.put_thumbnail(caller, &api, PNG).await.expect("a thumbnail");
        self.furnish(app, caller, &api).await;
        self.put("API name", format!("Api{tag}"));
        self.put("api", api);
    }

    /// What belongs to an API, and a certificate of its back end.
    async fn furnish(&mut self, app: &App, caller: &Caller, api: &str) {
        let control = &app.control;
        let document = control.create_document(caller, api, document()).await.expect("a document");
        self.put("document", document.id);
        let at = EntryPoint::DevPortal;
        let comment = control.add_comment(caller, at, api, None, "Good", None).await.expect("a comment");
        self.put("comment", comment.row.id);
        let alias = format!("certificate{}", self.tag);
        let url = format!("https://{}.example", self.tag.to_lowercase());
        let pem = VALID.as_bytes();
        control.add_endpoint_certificate(caller, &alias, &url, pem).await.expect("a certificate");
        let which = Which { api_id: api, key_type: KeyType::Production, alias: &alias };
        control.add_client_certificate(caller, which, "Gold", pem).await.expect("a certificate");
        self.put("certificate", alias);
        let label = Label {
            id: String::new(),
            name: format!("label{}", self.tag),
            description: String::new(),
            access_urls: Vec::new(),
        };
        let issuer = json!({"name": format!("issuer{}", self.tag), "type": "OIDC", "issuer": "https://id.example",
            "enabled": true});
        let issuer = serde_json::from_value(issuer).expect("settings");
        let issuer = control.create_key_manager(caller, issuer).await.expect("a key manager");
        self.put("key manager", issuer.id);
        self.put("label", control.create_label(caller, label).await.expect("a label").id);
        control.put_theme(caller, &crate::zip::of(THEME)).await.expect("a theme");
        let policy = |name: String| control::operation_policy::Draft {
            specification: super::payload::policy_specification(&name).to_string().into(),
            synapse: Some("<log/>".into()),
            choreo_connect: None,
        };
        let common = policy(format!("common{}", self.tag));
        let common = control.create_common_operation_policy(caller, &common).await.expect("a policy");
        self.put("common policy", common.id);
        let own = control.create_api_operation_policy(caller, api, &policy(format!("own{}", self.tag))).await;
        self.make_service(app, caller).await;
        self.put("API policy", own.expect("a policy of the API").id);
    }

    /// A service of the catalogue, and one that nobody uses.
    async fn make_service(&mut self, app: &App, caller: &Caller) {
        let text = super::payload::definition("Service").to_string();
        for (kind, name) in [("service", "Service"), ("free service", "FreeService")] {
            let draft = control::service::Draft {
                name: format!("{name}{}", self.tag),
                version: "1.0.0".into(),
                key: String::new(),
                description: String::new(),
                url: "http://localhost:1".into(),
                definition_type: "OAS3".into(),
                security_type: String::new(),
                mutual_ssl: false,
            };
            let made = app.control.create_service(caller, draft, b"{}", text.clone().into()).await;
            self.put(kind, made.expect("a service").id);
        }
        let key = format!("Service{}-1.0.0", self.tag);
        let body = json!({"name": format!("Served{}", self.tag), "context": format!("/Served{}", self.tag),
            "version": "1.0.0"});
        let body = serde_json::from_value(body).expect("an API");
        let api = app.control.import_service_as_api(caller, &key, body).await.expect("an API of the service");
        self.put("API of a service", api.id);
        self.put("service key", key);
        self.put("service name", format!("Service{}", self.tag));
    }

    /// An API product of an API of its own.
    async fn make_product(&mut self, app: &App, caller: &Caller) {
        let (control, tag) = (&app.control, self.tag.clone());
        let member = self.published(app, caller, &format!("Member{tag}")).await;
        let wish = Wish { api_id: member.clone(), operations: vec![("GET".into(), "/*".into())] };
        self.put("member api", member);
        let body = json!({"name": format!("Product{tag}"), "context": format!("/Product{tag}"),
            "policies": ["Gold"]});
        let configuration = serde_json::from_value(body).expect("a product");
        let draft = ProductDraft { configuration, members: vec![wish] };
        let product = control.create_product(caller, draft).await.expect("a product").id;
        let revision = control.create_revision(caller, &product, "").await.expect("a revision").id;
        let target = Target { environment: "Default".into(), vhost: None, display_on_devportal: true };
        control.deploy_revision(caller, &product, &revision, &[target]).await.expect("deployed");
        control.change_lifecycle(caller, &product, "Publish", Checklist::default()).await.expect("published");
        control.put_thumbnail(caller, &product, PNG).await.expect("a thumbnail");
        let spare = control.create_revision(caller, &product, "").await.expect("a revision").id;
        let document = control.create_document(caller, &product, document()).await.expect("a document");
        self.put("product document", document.id);
        self.put("product revision", revision);
        self.put("spare product revision", spare);
        self.put("product name", format!("Product{tag}"));
        self.put("API product", product);
    }

    async fn published(&mut self, app: &App, caller: &Caller, name: &str) -> String {
        let control = &app.control;
        let api = json!({"name": name, "context": format!("/{name}"), "version": "1.0.0",
            "policies": ["Bronze", "Gold"],
            "endpointConfig": {"endpoint_type": "http", "production_endpoints": {"url": "http://localhost:1"}}});
        let api: ApiConfiguration = serde_json::from_value(api).expect("an API");
        let api = control.create_api(caller, api).await.expect("an API").id;
        let revision = control.create_revision(caller, &api, "").await.expect("a revision").id;
        let target = Target { environment: "Default".into(), vhost: None, display_on_devportal: true };
        control.deploy_revision(caller, &api, &revision, &[target]).await.expect("deployed");
        control.change_lifecycle(caller, &api, "Publish", Checklist::default()).await.expect("published");
        self.put("revision", revision);
        api
    }

    async fn make_application(&mut self, app: &App, caller: &Caller) {
        let control = &app.control;
        let draft = ApplicationDraft {
            name: format!("Application{}", self.tag),
            policy: "Unlimited".into(),
            details: Details::default(),
        };
        let application = control.create_application(caller, draft).await.expect("an application");
        let application = application.application.id;
        let wish = subscription::Wish {
            application_id: application.clone(),
            api_id: self.id("api").into(),
            plan: "Gold".into(),
        };
        let subscription = control.subscribe(caller, &wish).await.expect("a subscription");
        let draft = KeyDraft {
            key_type: KeyType::Production,
            key_manager: None,
            terms: KeyTerms { grant_types: vec!["client_credentials".into()], ..KeyTerms::default() },
            scopes: Vec::new(),
            validity: None,
        };
        let key = control.generate_key(caller, &application, draft).await.expect("a key");
        // A client that belongs to no application yet.
        let request = ClientRequest {
            client_name: format!("Client{}", self.tag),
            grant_types: vec!["client_credentials".into()],
            owner: caller.user.fully_qualified(),
            ..ClientRequest::default()
        };
        let resident = control.resident().expect("connected");
        let free = resident.register(caller.tenant(), request).await.expect("a client");
        for name in ["old secret", "new secret"] {
            let asked = model::key::SecretRequest::default();
            let made = control.add_secret(caller, &application, &key.key.id, asked).await.expect("a secret");
            self.put(name, made.id);
        }
        self.put("free consumer key", free.client_id);
        self.put("application name", format!("Application{}", self.tag));
        for kind in ["API key", "spare API key"] {
            let draft = ApiKeyDraft { name: kind.into(), ..ApiKeyDraft::default() };
            let of = KeyType::Production;
            control.generate_api_key(caller, &application, of, draft).await.expect("an API key");
            let keys = control.api_keys(caller, &application, of).await.expect("API keys");
            self.put(kind, keys.last().expect("the new one").id.clone());
        }
        self.put("application", application);
        self.put("subscription", subscription.subscription.id);
        self.put("key mapping", key.key.id);
        self.put("consumer key", key.key.consumer_key.unwrap_or_default());
        self.put("consumer secret", key.secret.unwrap_or_default());
    }

    /// A deployment that waits for approval.
    async fn make_waiting(&mut self, app: &App, caller: &Caller) {
        let control = &app.control;
        let plain = control.tenant_config(caller.tenant()).await.expect("a configuration");
        let mut approving = plain.clone();
        approving["Workflows"] = json!({"APIRevisionDeployment": "approval"});
        control.replace_tenant_config(caller, approving).await.expect("replaced");
        let api = self.id("api").to_owned();
        let revision = control.create_revision(caller, &api, "").await.expect("a revision").id;
        let target = Target { environment: "Default".into(), vhost: None, display_on_devportal: true };
        control.deploy_revision(caller, &api, &revision, &[target]).await.expect("asked");
        control.replace_tenant_config(caller, plain).await.expect("replaced");
        let tasks = control.workflows(caller, None, 0, i64::MAX).await.expect("tasks");
        let task = tasks.list.into_iter().find(|t| t.properties["apiName"] == format!("Api{}", self.tag));
        self.put("workflow", task.expect("a task").id);
        self.put("waiting revision", revision);
    }

    async fn make_policies(&mut self, app: &App, caller: &Caller) {
        let levels = [
            (PolicyLevel::Application, "application policy"),
            (PolicyLevel::Subscription, "subscription policy"),
            (PolicyLevel::Advanced, "advanced policy"),
        ];
        for (level, kind) in levels {
            let mut terms = Terms::new(Quota { amount: Amount::Requests(5), every: 1, unit: "min".into() });
            if level == PolicyLevel::Subscription {
                terms.plan = Some(Plan { permissions: Permissions::default(), ..Plan::default() });
            }
            let name = format!("Policy{}", self.tag);
            let draft = Draft { level, name, display_name: String::new(), description: String::new(), terms };
            self.put(kind, app.control.create_policy(caller, draft).await.expect("a policy").id);
        }
        // Custom rules and tenants are the super tenant's alone; no custom rule can be made yet.
        if caller.tenant().is_super() {
            self.put("custom rule", "no-such-rule");
            let mut tx = app.control.read().await.expect("tx");
            let tenant = store::tenant::get(&mut tx, super::AWAY).await.expect("read").expect("the tenant");
            self.put("tenant", tenant.uuid);
            self.put("tenant domain", tenant.domain);
        }
        let terms = environment::Terms { vhosts: vec![control::Vhost::default()], ..Default::default() };
        let draft = environment::Draft { name: format!("environment{}", self.tag), terms };
        let made = app.control.create_environment(caller, draft).await.expect("an environment");
        self.put("environment", made.id);
        let user = UserName::new(format!("user{}", self.tag), caller.tenant().clone());
        self.put("user", app.control.make_user(&user, "Secret-0123", &[]).await.expect("a user"));
        let role = app.control.create_role(caller, &format!("role{}", self.tag), &[]).await.expect("a role");
        self.put("role", role.id);
        let traffic = Traffic::User(format!("user{}", self.tag));
        let deny = app.control.create_deny_condition(caller, traffic, true).await.expect("a deny condition");
        self.put("deny condition", deny.id);
        let organization = Organization::new(&format!("org{}", self.tag), &self.tag, "");
        let organization = app.control.create_organization(caller, organization).await;
        self.put("organization", organization.expect("an organization").id);
        let category = app.control.create_category(caller, &format!("Category{}", self.tag), "").await;
        self.put("API category", category.expect("a category").id);
        let keys = app.control.signing_keys(caller).await.expect("signing keys");
        // Not the active one: the callers' own tokens are signed with it.
        let next = keys.into_iter().find(|k| k.state == "next").expect("a next key");
        self.put("signing key", next.kid);
    }
}

fn document() -> DocumentDraft {
    DocumentDraft {
        name: "Document".into(),
        kind: "HOWTO".into(),
        source: "INLINE".into(),
        visibility: "API_LEVEL".into(),
        text: Some("How to".into()),
        ..DocumentDraft::default()
    }
}
