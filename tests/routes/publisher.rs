//! The publisher API.

mod api_products;
mod apis;
mod archives;
mod certificates;
mod change_lifecycle;
mod corpus;
mod definitions;
mod documents;
mod endpoint_security;
mod hostile;
mod operation_policies;
mod revisions;
mod scopes;
mod subscriptions;
mod surroundings;
mod test_keys;
mod throttling_policies;
mod urls;
mod versions;

use model::catalog::{DeployedApi, Kind};
use serde_json::{Value, json};

use crate::app::{App, User};

/// Base path.
pub const BASE: &str = "/api/am/publisher/v4";

const SCOPES: &str =
    "apim:api_view apim:api_create apim:api_publish apim:api_delete apim:shared_scope_manage";

/// A user who may make and publish APIs.
pub async fn maker(app: &App) -> User {
    app.as_user("admin", SCOPES).await
}

/// A pizza API that could be published.
pub fn pizza() -> Value {
    json!({
        "name": "PizzaShackAPI",
        "context": "/pizzashack",
        "version": "1.0.0",
        "policies": ["Gold", "Unlimited"],
        "endpointConfig": {
            "endpoint_type": "http",
            "production_endpoints": {"url": "http://localhost:9443/am/sample/pizzashack/v1/api/"}
        },
        "operations": [
            {"target": "/menu", "verb": "GET"},
            {"target": "/order/{orderId}", "verb": "PUT", "throttlingPolicy": "10KPerMin"}
        ]
    })
}

/// Path below the API's base path.
pub fn at(path: &str) -> String {
    format!("{BASE}{path}")
}

/// Makes an API; returns its id.
pub async fn make(user: &User, body: &Value) -> String {
    let made = user.post(&at("/apis"), body).await.expect(201);
    made["id"].as_str().expect("an id").to_owned()
}

/// Makes a revision and deploys it to the default environment; returns its id.
pub async fn deploy(user: &User, api: &str) -> String {
    let made =
        user.post(&at(&format!("/apis/{api}/revisions")), &json!({"description": "d"})).await.expect(201);
    let id = made["id"].as_str().expect("an id").to_owned();
    let to = json!([{"name": "Default", "vhost": "localhost", "displayOnDevportal": true}]);
    user.post(&at(&format!("/apis/{api}/deploy-revision?revisionId={id}")), &to).await.expect(201);
    id
}

pub async fn change(user: &User, api: &str, action: &str) -> crate::app::Answer {
    let action = action.replace(' ', "%20");
    user.post(&at(&format!("/apis/change-lifecycle?apiId={api}&action={action}")), &json!({})).await
}

/// What gateways are told about APIs now.
pub async fn announced(app: &App) -> Vec<DeployedApi> {
    let mut tx = app.control.read().await.expect("tx");
    let documents = store::catalog::page(&mut tx, 0, 10_000).await.expect("documents");
    let apis = documents.into_iter().filter(|d| d.key.kind == Kind::Api);
    apis.filter_map(|d| d.body).map(|b| serde_json::from_value(b).expect("an API")).collect()
}
