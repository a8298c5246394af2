//! What most tests begin with: developers, and an API that is published and deployed.

use control::Caller;
use control::api::Checklist;
use control::revision::Target;
use model::api::ApiConfiguration;
use model::tenant::TenantDomain;
use model::user::UserName;
use serde_json::{Value, json};

use crate::app::{App, User};

/// Base path.
pub const BASE: &str = "/api/am/devportal/v3";

pub const SCOPES: &str = "apim:subscribe apim:app_manage apim:sub_manage";

pub struct World {
    pub app: App,
    /// Two developers of the same tenant.
    pub dev: User,
    pub other: User,
}

impl World {
    pub async fn start() -> Self {
        let app = App::start().await;
        for name in ["dev", "other"] {
            app.user(name, &["Internal/subscriber"]).await;
        }
        let (dev, other) = (app.as_user("dev", SCOPES).await, app.as_user("other", SCOPES).await);
        Self { app, dev, other }
    }

    /// A developer of another tenant.
    pub async fn stranger(&self) -> User {
        self.app.tenant("elsewhere.com").await;
        self.app.user("dev@elsewhere.com", &["Internal/subscriber"]).await;
        self.app.as_user("dev@elsewhere.com", SCOPES).await
    }

    pub fn publisher() -> Caller {
        let roles = ["admin", "Internal/publisher", "Internal/creator", "Internal/everyone"];
        Caller {
            user: UserName::new("admin", TenantDomain::super_tenant()),
            roles: roles.map(str::to_owned).to_vec(),
            scopes: Vec::new(),
            client_id: None,
        }
    }

    /// Makes an API with plans Bronze and Gold, changed by `more`. Returns its id.
    pub async fn make(&self, name: &str, more: Value) -> String {
        let mut api = json!({"name": name, "context": format!("/{}", name.to_lowercase()), "version": "1.0.0",
            "policies": ["Bronze", "Gold"], "description": format!("About {name}"),
            "endpointConfig": {"endpoint_type": "http", "production_endpoints": {"url": "http://localhost:1"}}});
        for (member, value) in more.as_object().into_iter().flatten() {
            api[member] = value.clone();
        }
        let api: ApiConfiguration = serde_json::from_value(api).expect("an API");
        self.app.control.create_api(&Self::publisher(), api).await.expect("created").id
    }

    pub async fn change(&self, id: &str, action: &str) {
        let (control, by) = (&self.app.control, Self::publisher());
        control.change_lifecycle(&by, id, action, Checklist::default()).await.expect(action);
    }

    pub async fn deploy(&self, id: &str) {
        let (control, by) = (&self.app.control, Self::publisher());
        let revision = control.create_revision(&by, id, "").await.expect("a revision").id;
        let target = Target { environment: "Default".into(), vhost: None, display_on_devportal: true };
        control.deploy_revision(&by, id, &revision, &[target]).await.expect("deployed");
    }

    pub async fn publish(&self, name: &str, more: Value) -> String {
        let id = self.make(name, more).await;
        self.deploy(&id).await;
        self.change(&id, "Publish").await;
        id
    }

    /// Makes an application of `user`. Returns its id.
    pub async fn application(&self, user: &User, name: &str) -> String {
        let body = json!({"name": name, "throttlingPolicy": "Unlimited"});
        let made = user.post(&format!("{BASE}/applications"), &body).await.expect(201);
        made["applicationId"].as_str().expect("an id").to_owned()
    }

    /// Bodies of the catalog's documents of a kind that are there now.
    pub async fn documents(&self, kind: model::catalog::Kind) -> Vec<Value> {
        let mut tx = self.app.control.read().await.expect("tx");
        let all = store::catalog::page(&mut tx, 0, 10_000).await.expect("documents");
        all.into_iter().filter(|d| d.key.kind == kind).filter_map(|d| d.body).collect()
    }
}
