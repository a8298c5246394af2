//! Rows to begin with.

use model::api::ApiConfiguration;
use model::lifecycle::State;
use serde_json::{Map, Value, json};
use store::api::ApiRow;
use store::application::ApplicationRow;
use store::tenant::TenantRow;
use store::{Store, Tx};

/// A tenant of its own for each test, so that they can share a database.
pub async fn tenant(store: &Store, domain: &str) -> Tx {
    let mut tx = store.begin().await.expect("a transaction");
    let row = TenantRow {
        domain: domain.to_owned(),
        uuid: format!("uuid-of-{domain}"),
        number: store::tenant::next_number(&mut tx).await.expect("a number"),
        active: true,
        admin_name: "admin".to_owned(),
        created_at: 1,
        body: Value::Object(Map::new()),
    };
    store::tenant::insert(&mut tx, &row).await.expect("a tenant");
    tx
}

pub fn api(tenant: &str, id: &str, name: &str, version: &str) -> ApiRow {
    let configuration = ApiConfiguration {
        name: name.to_owned(),
        version: version.to_owned(),
        context: format!("/{name}"),
        description: Some("100% of_it".to_owned()),
        tags: vec!["food".to_owned(), name.to_owned()],
        ..ApiConfiguration::default()
    };
    ApiRow {
        id: id.to_owned(),
        tenant: tenant.to_owned(),
        provider: "alice".to_owned(),
        full_context: format!("/t/{tenant}/{name}/{version}"),
        state: State::Created,
        is_default: false,
        has_thumbnail: false,
        rating: 0.0,
        last_revision: 0,
        created_at: 1,
        updated_at: 1,
        configuration,
    }
}

pub fn application(tenant: &str, id: &str, name: &str) -> ApplicationRow {
    ApplicationRow {
        id: id.to_owned(),
        tenant: tenant.to_owned(),
        owner: "alice".to_owned(),
        name: name.to_owned(),
        policy: "Unlimited".to_owned(),
        status: "APPROVED".to_owned(),
        created_at: 1,
        updated_at: 1,
        body: json!({"z": 1, "a": "kept in this order"}),
    }
}
