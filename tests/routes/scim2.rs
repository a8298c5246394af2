//! SCIM 2.0.

mod roles;
mod users;

use http::Method;
use serde_json::{Value, json};

use crate::app::{Answer, User};

/// A PATCH with operations.
pub async fn patch(user: &User, path: &str, operations: Value) -> Answer {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations,
    });
    let body = body.to_string().into();
    user.raw(Method::PATCH, path, Some("application/scim+json"), &[], body).await
}

/// Names of the roles that a user resource shows.
pub fn roles(user: &Value) -> Vec<&str> {
    user["roles"].as_array().expect("a list").iter().filter_map(|r| r["display"].as_str()).collect()
}
