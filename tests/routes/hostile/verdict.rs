//! What a refusal must be.

use serde_json::Value;

use crate::app::Answer;
use crate::authorisation::operation::Operation;

/// What stands for a secret in a wrong place.
pub const CANARY: &str = "canary-of-the-tests";
pub const CANARY_NUMBER: i64 = 31_337_424_242;

/// What an answer must be.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// Any of these.
    pub statuses: &'static [u16],
    /// The name of the field that was wrong.
    pub field: Option<String>,
    /// The canary must not come back.
    pub secret: bool,
}

/// Refusals of a body.
pub const OF_BODY: &[u16] = &[400, 413, 415];

impl Expected {
    pub fn refusal() -> Self {
        Self { statuses: OF_BODY, ..Self::default() }
    }
    pub fn of(statuses: &'static [u16]) -> Self {
        Self { statuses, ..Self::default() }
    }
    pub fn naming(field: &str) -> Self {
        Self { statuses: OF_BODY, field: Some(field.to_owned()), secret: is_secret(field) }
    }
}

fn plain(text: &str) -> String {
    text.to_ascii_lowercase().replace('_', "")
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "secret", "token"].iter().any(|part| name.contains(part))
}

/// What is wrong with an answer.
pub fn problem(operation: &Operation, expected: &Expected, answer: &Answer) -> Option<String> {
    let text = String::from_utf8_lossy(&answer.body);
    if !expected.statuses.contains(&answer.status) {
        return Some(format!("one of {:?} was expected", expected.statuses));
    }
    if answer.status < 400 || operation.method == http::Method::HEAD {
        return None;
    }
    let told = match told(operation, answer) {
        Ok(told) => told,
        Err(problem) => return Some(problem),
    };
    if expected.secret && (text.contains(CANARY) || text.contains(&CANARY_NUMBER.to_string())) {
        return Some("a secret comes back".to_owned());
    }
    if text.len() > 4_096 {
        return Some("the refusal is as long as the request".to_owned());
    }
    match &expected.field {
        // OAuth has names of its own for the same: `client_name`.
        Some(field) if !plain(&told).contains(&plain(field)) => Some(format!("{field} is not named")),
        _ => None,
    }
}

/// What an error says, if it has the form that errors of the API have.
fn told(operation: &Operation, answer: &Answer) -> Result<String, String> {
    let body: Value = serde_json::from_slice(&answer.body).map_err(|_| "not JSON".to_owned())?;
    let (members, told): (&[&str], _) = match operation.api {
        "scim2" => (&["schemas", "status", "detail"], &body["detail"]),
        "oauth" => (&["error", "error_description"], &body["error_description"]),
        _ => (&["code", "message", "description", "moreInfo", "error"], &body["description"]),
    };
    let complete = members.iter().all(|member| body.get(*member).is_some());
    match told.as_str() {
        Some(told) if complete && !told.is_empty() => Ok(told.to_owned()),
        _ => Err("not in the form of an error".to_owned()),
    }
}
