//! One suite for every engine: what the store promises, aggregate by aggregate, on SQLite and on PostgreSQL.

mod accounts;
mod administration;
mod apis;
mod applications;
mod catalog;
mod certificates;
mod community;
mod environments;
mod key_managers;
mod operation_policies;
mod policies;
mod postgres;
mod rows;
mod services;
mod statements;
mod tokens;
mod transactions;
mod workflows;

use store::{Store, StoreConfig};

async fn suite(store: &Store) {
    accounts::tenants(store).await;
    accounts::users_and_roles(store).await;
    administration::categories(store).await;
    administration::organizations(store).await;
    apis::apis(store).await;
    apis::search(store).await;
    apis::revisions(store).await;
    apis::scopes(store).await;
    community::documents(store).await;
    community::comments(store).await;
    community::ratings(store).await;
    certificates::of_endpoints(store).await;
    certificates::of_clients(store).await;
    applications::applications(store).await;
    applications::keys(store).await;
    applications::subscriptions(store).await;
    applications::api_keys(store).await;
    environments::environments(store).await;
    key_managers::key_managers(store).await;
    operation_policies::of_tenants_and_apis(store).await;
    services::services(store).await;
    policies::policies(store).await;
    policies::deny(store).await;
    tokens::clients(store).await;
    tokens::refresh(store).await;
    tokens::signing_keys(store).await;
    tokens::revocations(store).await;
    catalog::documents(store).await;
    catalog::pages(store).await;
    catalog::outbox(store).await;
    transactions::failures(store).await;
    transactions::inventory(store).await;
    workflows::tasks(store).await;
}

#[tokio::test]
async fn sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&StoreConfig::Sqlite(folder.path().join("t.db"))).await.expect("a store");
    suite(&store).await;
    store.close().await;
}

#[tokio::test]
async fn postgresql() {
    let server = testkit::Postgres::start().await.expect("a server");
    let store = postgres::open(&server.database().expect("a database")).await;
    suite(&store).await;
    store.close().await;
}
