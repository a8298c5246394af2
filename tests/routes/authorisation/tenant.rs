//! What another tenant has does not exist.

use serde_json::{Value, json};

use super::fixture::Fixture;
use super::operation::Operation;
use super::payload::{Payload, payload};
use super::place::place;
use super::{World, assert_none};
use crate::app::User;

#[tokio::test]
async fn objects_of_another_tenant_are_not_there() {
    let world = World::start().await;
    let mut trial = Trial { world: &world, tried: 0, wrong: Vec::new() };
    // The super tenant has no way into tenants either.
    for (theirs, own) in [(&world.home, &world.away), (&world.away, &world.home)] {
        let caller = world.with_all_scopes(&own.owner).await;
        for operation in &world.operations {
            trial.refused(operation, theirs, own, &caller).await;
        }
    }
    let (tried, wrong) = (trial.tried, trial.wrong);
    assert_none(&wrong);
    println!("{tried} attempts at another tenant's objects");
}

struct Trial<'a> {
    world: &'a World,
    tried: usize,
    wrong: Vec<String>,
}

impl Trial<'_> {
    /// Tries the operation with `theirs`, as a caller who has `own`.
    async fn refused(&mut self, operation: &Operation, theirs: &Fixture, own: &Fixture, caller: &User) {
        // Custom rules are the super tenant's alone, and only it can be robbed of one.
        let Some(at) = place(operation, theirs) else { return };
        let whole = payload(operation, theirs, "Refused");
        let from_body = bodies_with_one_of_theirs(operation, theirs, own);
        if at.names_object || !from_body.is_empty() {
            self.attempt(operation, "everything theirs", &at.path, &whole, theirs, caller, at.may_list).await;
        } else if operation.method == http::Method::GET {
            self.attempt(operation, "what the list has", &at.path, &whole, theirs, caller, true).await;
        }
        if let Some(own_place) = place(operation, own) {
            for (member, body) in from_body {
                let what = format!("their {member} in the body");
                self.attempt(operation, &what, &own_place.path, &body, theirs, caller, false).await;
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one request and what is expected of it")]
    async fn attempt(
        &mut self,
        operation: &Operation,
        what: &str,
        path: &str,
        body: &Payload,
        theirs: &Fixture,
        caller: &User,
        may_list: bool,
    ) {
        self.tried += 1;
        let before = self.world.inventory().await;
        let label = format!("{} ({}), {what}", operation.label(), theirs.tag);
        let answer = match body.send(caller, &operation.method, path).await {
            Ok(answer) => answer,
            Err(error) => return self.wrong.push(format!("{label}: {error:#}")),
        };
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let sent = format!("{path} {}", body.text());
        let leaked = theirs.leaked_in(&text).filter(|(_, id)| !sent.contains(id));
        match answer.status {
            404 => {}
            // What a gateway says about an unknown API is dropped.
            200 if path.ends_with("/notify-api-deployment-status") && text.contains("DROPPED") => {}
            // Custom rules, tenants and logs: a tenant's administrator is told that they are not for tenants.
            403 if ["/custom", "/v1/tenants", "/devops/"].iter().any(|p| path.contains(p)) => {}
            // An object that is named in the body only makes the body wrong.
            400 | 403 | 409 if what.ends_with("in the body") => {}
            200..300 if may_list && leaked.is_none() => return,
            status => self.wrong.push(format!("{label}: {status} {text}")),
        }
        if let Some((kind, _)) = leaked {
            self.wrong.push(format!("{label}: the answer tells the id of their {kind}"));
        }
        if before != self.world.inventory().await {
            self.wrong.push(format!("{label}: {} but something was written", answer.status));
        }
    }
}

/// The operation's body for own objects, with each identifier in turn replaced by theirs.
fn bodies_with_one_of_theirs(
    operation: &Operation,
    theirs: &Fixture,
    own: &Fixture,
) -> Vec<(String, Payload)> {
    let (Payload::Json(theirs), Payload::Json(own)) =
        (payload(operation, theirs, "Mixed"), payload(operation, own, "Mixed"))
    else {
        return Vec::new();
    };
    let mut leaves = Vec::new();
    differing(&theirs, &own, &mut String::new(), &mut leaves);
    let mixed = |pointer: String| {
        let mut body = own.clone();
        *body.pointer_mut(&pointer).expect("both have it") =
            theirs.pointer(&pointer).unwrap_or(&json!(null)).clone();
        (pointer, Payload::Json(body))
    };
    leaves.into_iter().map(mixed).collect()
}

/// JSON pointers of the texts in which two values of one shape differ.
fn differing(a: &Value, b: &Value, at: &mut String, found: &mut Vec<String>) {
    let mut down = |name: &str, a: &Value, b: &Value| {
        let length = at.len();
        at.push('/');
        at.push_str(name);
        differing(a, b, at, found);
        at.truncate(length);
    };
    match (a, b) {
        (Value::Object(members), _) => {
            members.iter().for_each(|(name, value)| down(name, value, &b[name]));
        }
        (Value::Array(items), _) => {
            items.iter().enumerate().for_each(|(i, value)| down(&i.to_string(), value, &b[i]));
        }
        (Value::String(x), Value::String(y)) if x != y => found.push(at.clone()),
        _ => {}
    }
}
