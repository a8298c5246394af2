//! The same requests by those who may: without this, a refusal would prove nothing.

use http::Method;

use super::fixture::Fixture;
use super::payload::payload;
use super::place::place;
use super::{World, assert_none};

/// Operations that a rightful caller is refused over a fixture, with status and reason.
const OTHERWISE: &[(&str, u16, &str)] = &[
    ("DELETE /api/am/publisher/v4/apis/{apiId}", 409, "the API has a subscription"),
    ("POST /api/am/admin/v4/throttling/policies/custom", 501, "custom rules are not built"),
    ("GET /api/am/admin/v4/throttling/policies/custom/{ruleId}", 404, "custom rules are not built"),
    ("PUT /api/am/admin/v4/throttling/policies/custom/{ruleId}", 404, "custom rules are not built"),
    ("DELETE /api/am/admin/v4/throttling/policies/custom/{ruleId}", 404, "custom rules are not built"),
    ("POST /api/identity/user/v1.0/me", 403, "nobody signs up by default"),
    ("POST /api/am/publisher/v4/apis/validate", 404, "says that nothing has that name"),
];

#[tokio::test]
async fn every_operation_serves_the_rightful_caller() {
    let world = World::start().await;
    let mut wrong = Vec::new();
    for (number, operation) in world.operations.iter().enumerate() {
        let reads = matches!(operation.method, Method::GET | Method::HEAD);
        // What changes something gets objects of its own.
        let own = if reads {
            None
        } else {
            Some(Fixture::make(&world.app, "carbon.super", &format!("Own{number}")).await)
        };
        let fixture = own.as_ref().unwrap_or(&world.home);
        let place = place(operation, fixture).expect("the super tenant may have everything");
        let body = payload(operation, fixture, &format!("Made{number}"));
        let caller = world.rightful(operation, fixture).await;
        let label = operation.label();
        let expected = OTHERWISE.iter().find(|(o, ..)| *o == label);
        match body.send(&caller, &operation.method, &place.path).await {
            Ok(answer) => {
                let fine = expected.map_or(answer.status < 300, |(_, status, _)| answer.status == *status);
                if !fine {
                    let text = String::from_utf8_lossy(&answer.body).into_owned();
                    wrong.push(format!("{label}: {} {text}", answer.status));
                }
            }
            Err(error) => wrong.push(format!("{label}: {error:#}")),
        }
    }
    assert_none(&wrong);
    println!("{} operations serve who may use them", world.operations.len());
}
