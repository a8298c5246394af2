//! JSON bodies.

use super::tolerated::{BODIES, Tolerated};
use super::{Trial, mutation, raw};
use crate::authorisation::World;
use crate::authorisation::fixture::Fixture;
use crate::authorisation::payload::{Payload, payload};
use crate::authorisation::place::place;

#[tokio::test]
async fn every_operation_refuses_bodies_with_one_thing_wrong() {
    let world = World::start().await;
    let mut trial = Trial::new(&world.app, Tolerated::new(BODIES));
    for (number, operation) in world.operations.iter().enumerate() {
        let Some(body) = operation.body.as_ref().filter(|b| !b.media.starts_with("multipart/")) else {
            continue;
        };
        let fixture = Fixture::make(&world.app, "carbon.super", &format!("Own{number}")).await;
        let place = place(operation, &fixture).expect("the super tenant may have everything");
        let Payload::Json(good) = payload(operation, &fixture, &format!("Made{number}")) else {
            panic!("{}: a body in no known form", operation.label());
        };
        let caller = world.rightful(operation, &fixture).await;
        let mut cases = mutation::of(operation, &body.schema, &good);
        cases.extend(raw::of(&good, body.required));
        trial.run(operation, &place.path, &caller, cases).await;
    }
    trial.finish("bodies with one thing wrong");
}
