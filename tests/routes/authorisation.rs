//! Who may do what, for every operation of every API: a new operation is tried without being asked for, and one
//! whose parameters or body are not known fails until it is said what they stand for.

mod credential;
pub mod fixture;
pub mod operation;
pub mod payload;
pub mod place;
mod rightful;
mod tenant;

use std::collections::BTreeMap;

use serde_json::json;
use store::inventory::Table;

use crate::app::{App, User};
use fixture::Fixture;
use operation::Operation;
use payload::payload;
use place::place;

/// A tenant beside the super tenant.
pub const AWAY: &str = "away.example";

/// A platform with one of everything in two tenants.
pub struct World {
    pub app: App,
    pub operations: Vec<Operation>,
    pub home: Fixture,
    pub away: Fixture,
}

impl World {
    pub async fn start() -> Self {
        let app = App::start().await;
        app.tenant(AWAY).await;
        for name in ["changer", "changer@away.example", "other"] {
            app.user(name, &["Internal/subscriber"]).await;
        }
        let operations = Operation::all(&app);
        let home = Fixture::make(&app, "carbon.super", "Home").await;
        let away = Fixture::make(&app, AWAY, "Away").await;
        Self { app, operations, home, away }
    }

    /// Everything that is in the database.
    pub async fn inventory(&self) -> BTreeMap<String, Table> {
        let mut tx = self.app.control.read().await.expect("tx");
        store::inventory::inventory(&mut tx).await.expect("the tables")
    }

    /// Who may use the operation over the fixture.
    pub async fn rightful(&self, operation: &Operation, fixture: &Fixture) -> User {
        if operation.path.ends_with("/me/change-password") {
            return self.with_all_scopes("changer").await;
        }
        if operation.needs.basic && operation.needs.scopes.is_none() {
            return self.app.as_basic(&fixture.owner, "admin");
        }
        self.with_all_scopes(&fixture.owner).await
    }

    /// A user with a token for every scope there is.
    pub async fn with_all_scopes(&self, name: &str) -> User {
        let scopes: Vec<_> = credential::all_scopes(&self.operations).into_iter().collect();
        self.app.as_user(name, &scopes.join(" ")).await
    }
}

/// Fails with all of it.
pub fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn bad_credentials_open_no_operation() {
    let world = World::start().await;
    let scopes = credential::all_scopes(&world.operations);
    let bad = credential::bad(&world.app, AWAY, &scopes).await;
    let (before, mut tried, mut wrong) = (world.inventory().await, 0, Vec::new());
    for operation in &world.operations {
        let place = place(operation, &world.home).expect("the super tenant may have everything");
        let body = payload(operation, &world.home, "Refused");
        let label = operation.label();
        let mut refused = async |what: &str, user: &User, refused: bool| {
            tried += 1;
            match body.send(user, &operation.method, &place.path).await {
                Ok(answer) if (answer.status == 401) != refused => {
                    wrong.push(format!("{label}, {what}: {}", answer.status));
                }
                Ok(answer) if refused && !answer.headers.contains_key("www-authenticate") => {
                    wrong.push(format!("{label}, {what}: no WWW-Authenticate"));
                }
                Ok(_) => {}
                Err(error) => wrong.push(format!("{label}, {what}: {error:#}")),
            }
        };
        refused("no credential", &world.app.anonymous(), !operation.needs.anonymous).await;
        let open = operation.needs.open_to_all();
        for case in &bad {
            refused(case.what, &case.user, !open).await;
        }
        // Where names and passwords count, they must be right.
        let password = if operation.needs.basic { "wrong" } else { "admin" };
        refused("name and password", &world.app.as_basic("admin", password), !open).await;
        if let Some(user) = credential::wrong_scope(&world.app, operation, &scopes).await {
            refused("every scope but its own", &user, true).await;
        }
    }
    assert_none(&wrong);
    assert_eq!(before, world.inventory().await, "something was written");
    println!("{} operations, {tried} pairs of operation and credential", world.operations.len());
}

#[tokio::test]
async fn objects_of_another_owner_are_refused() {
    const OWNED: [&str; 3] = ["application", "subscription", "key mapping"];
    let world = World::start().await;
    let other = world.with_all_scopes("other").await;
    let owned: Vec<_> = OWNED.iter().map(|kind| world.home.id(kind)).collect();
    // A developer's application is made when the portal is first used.
    other.get("/api/am/devportal/v3/applications").await.expect(200);
    let (before, mut tried, mut wrong) = (world.inventory().await, 0, Vec::new());
    for operation in world.operations.iter().filter(|o| o.api == "devportal") {
        let place = place(operation, &world.home).expect("the super tenant may have everything");
        let body = payload(operation, &world.home, "Refused");
        let all = format!("{} {}", place.path, body.text());
        if !owned.iter().any(|id| all.contains(id)) {
            continue;
        }
        tried += 1;
        match body.send(&other, &operation.method, &place.path).await {
            Ok(answer) if matches!(answer.status, 403 | 404) => {}
            Ok(answer) if place.may_list && answer.status == 200 && answer.json()["list"] == json!([]) => {}
            Ok(answer) => {
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                wrong.push(format!("{}: {} {text}", operation.label(), answer.status));
            }
            Err(error) => wrong.push(format!("{}: {error:#}", operation.label())),
        }
    }
    assert_none(&wrong);
    assert_eq!(before, world.inventory().await, "something was written");
    println!("{tried} operations refuse what belongs to another developer");
}
