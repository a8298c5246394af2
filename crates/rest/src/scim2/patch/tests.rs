use serde_json::{Value, json};

use super::{PatchOp, apply};

fn patched(resource: &Value, operations: &Value) -> Result<Value, String> {
    let op: PatchOp = serde_json::from_value(json!({"Operations": operations})).expect("operations");
    let mut resource = resource.as_object().expect("an object").clone();
    op.changes().and_then(|c| apply(&mut resource, c)).map_err(|e| format!("{e:?}"))?;
    Ok(resource.into())
}

#[test]
fn operations_change_what_they_name_and_nothing_else() {
    let user = json!({
        "userName": "alice", "name": {"givenName": "A", "familyName": "B"},
        "emails": [{"type": "work", "value": "a@w"}, {"type": "home", "value": "a@h"}],
    });
    for (operation, pointer, expected) in [
        (
            json!({"op": "Replace", "path": "name.givenName", "value": "C"}),
            "/name",
            json!({"givenName": "C", "familyName": "B"}),
        ),
        (
            json!({"op": "replace", "value": {"name": {"familyName": "D"}}}),
            "/name",
            json!({"givenName": "A", "familyName": "D"}),
        ),
        (
            json!({"op": "replace", "path": "EMAILS[type eq \"work\"].value", "value": "x"}),
            "/emails/0/value",
            json!("x"),
        ),
        (json!({"op": "remove", "path": "emails[type eq \"home\"]"}), "/emails/1", json!(null)),
        (
            json!({"op": "add", "path": "emails", "value": [{"type": "other", "value": "o"}]}),
            "/emails/2/value",
            json!("o"),
        ),
        (json!({"op": "add", "path": "nickName", "value": "al"}), "/nickName", json!("al")),
        (json!({"op": "remove", "path": "name"}), "/name", json!(null)),
        (
            json!({"op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "R&D"}),
            "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department",
            json!("R&D"),
        ),
        (
            json!({"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName", "value": "E"}),
            "/name/givenName",
            json!("E"),
        ),
    ] {
        let changed = patched(&user, &json!([operation])).expect("applies");
        assert_eq!(changed.pointer(pointer).cloned().unwrap_or_default(), expected, "{operation}");
        assert_eq!(changed["userName"], "alice");
    }
}

#[test]
fn operations_that_make_no_sense_are_refused() {
    let user = json!({"userName": "alice", "name": {"givenName": "A"}, "emails": []});
    for operations in [
        json!([]),
        json!([{"op": "move", "path": "name"}]),
        json!([{"op": "remove"}]),
        json!([{"op": "add", "value": "x"}]),
        json!([{"op": "add", "path": "a b", "value": "x"}]),
        json!([{"op": "add", "path": "emails[type eq", "value": "x"}]),
        json!([{"op": "add", "path": "emails[type gt \"x\"]", "value": "x"}]),
        json!([{"op": "add", "path": "userName.sub", "value": "x"}]),
        json!([{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "x"}]),
        json!([{"op": "add", "path": "name[type eq \"work\"]", "value": {}}]),
        json!([{"op": "add", "path": "..", "value": {}}]),
    ] {
        assert!(patched(&user, &operations).is_err(), "{operations}");
    }
}
