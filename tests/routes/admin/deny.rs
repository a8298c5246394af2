//! `/throttling/deny-policies`.

use http::Method;
use model::catalog::Kind;
use serde_json::{Value, json};

use super::BASE;
use crate::app::App;

fn condition(kind: &str, value: Value) -> Value {
    json!({"conditionType": kind, "conditionValue": value, "conditionStatus": true})
}

/// Ids of the deny conditions that gateways are told about.
async fn in_force(app: &App) -> Vec<String> {
    let mut tx = app.control.read().await.expect("tx");
    let documents = store::catalog::page(&mut tx, 0, 10_000).await.expect("documents");
    let deny = documents.into_iter().filter(|d| d.key.kind == Kind::Deny && d.body.is_some());
    deny.map(|d| d.key.id).collect()
}

#[tokio::test]
async fn a_condition_is_in_force_from_its_making_to_its_deletion_except_while_switched_off() {
    let app = App::start().await;
    let admin = app.as_user("admin", "apim:bl_manage apim:bl_view").await;
    let all = format!("{BASE}/throttling/deny-policies");
    let value = json!({"fixedIp": "192.168.1.1", "invert": false});
    let made = admin.post(&all, &condition("IP", value.clone())).await.expect(201);
    let id = made["conditionId"].as_str().expect("an id").to_owned();
    assert_eq!((&made["conditionValue"], &made["conditionStatus"]), (&value, &json!(true)));
    assert_eq!(in_force(&app).await, std::slice::from_ref(&id));
    let one = format!("{BASE}/throttling/deny-policy/{id}");
    let off = admin.send(Method::PATCH, &one, Some(&json!({"conditionStatus": false}))).await.expect(200);
    assert_eq!(off["conditionStatus"], false);
    assert!(in_force(&app).await.is_empty());
    admin.post(&all, &condition("IP", value)).await.expect(409);
    admin.send(Method::PATCH, &one, Some(&json!({"conditionStatus": true}))).await.expect(200);
    assert_eq!(in_force(&app).await.len(), 1);
    admin.delete(&one).await.expect(200);
    assert!(in_force(&app).await.is_empty());
    admin.get(&one).await.expect(404);
    admin.delete(&one).await.expect(404);
    admin.send(Method::PATCH, &one, Some(&json!({"conditionStatus": true}))).await.expect(404);
}

#[tokio::test]
async fn users_are_refused_by_their_full_name_and_found_by_part_of_it() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let theirs = app.as_user("admin@a.com", "apim:admin").await;
    let all = format!("{BASE}/throttling/deny-policies");
    for name in ["nobody", "bob@a.com", "bob@mail.org"] {
        theirs.post(&all, &condition("USER", json!(name))).await.expect(201);
    }
    theirs.post(&all, &condition("USER", json!("bob"))).await.expect(409);
    let range = json!({"startingIp": "::1", "endingIp": "::ff", "invert": true});
    theirs.post(&all, &condition("IPRANGE", range)).await.expect(201);
    let found = |query: &str| format!("{all}?query={}", query.replace('&', "%26").replace('"', "%22"));
    let bobs = theirs.get(&found("conditionType:USER&conditionValue:bob")).await.expect(200);
    assert_eq!(bobs["count"], 2);
    let one = theirs.get(&found("conditionValue:\"bob@a.com\"")).await.expect(200);
    assert_eq!((&one["count"], &one["list"][0]["conditionValue"]), (&json!(1), &json!("bob@a.com")));
    assert_eq!(theirs.get(&found("conditionType:IPRANGE")).await.expect(200)["count"], 1);
    theirs.get(&found("name:x")).await.expect(400);
    let ours = app.as_user("admin", "apim:admin").await;
    assert_eq!(ours.get(&all).await.expect(200)["count"], 0);
    let id = one["list"][0]["conditionId"].as_str().expect("an id");
    ours.get(&format!("{BASE}/throttling/deny-policy/{id}")).await.expect(404);
}

#[tokio::test]
async fn what_is_no_condition_is_refused() {
    let app = App::start().await;
    let admin = app.as_user("admin", "apim:admin").await;
    let all = format!("{BASE}/throttling/deny-policies");
    for (kind, value) in [
        ("IP", json!("192.168.1.1")),
        ("IP", json!({"fixedIp": "192.168.1.256"})),
        ("IP", json!({"fixedIp": "10.0.0.0/8"})),
        ("IP", json!({})),
        ("IPRANGE", json!({"startingIp": "10.0.0.9", "endingIp": "10.0.0.1"})),
        ("IPRANGE", json!({"startingIp": "10.0.0.9", "endingIp": "::1"})),
        ("API", json!("/nothing/1.0.0")),
        ("API", json!(7)),
        ("USER", json!("")),
        ("USER", json!("a\u{0}b")),
        ("PLANET", json!("mars")),
    ] {
        let refused = admin.post(&all, &condition(kind, value.clone())).await.expect(400);
        assert!(refused["description"].to_string().contains("condition"), "{kind} {value}: {refused}");
    }
    let viewer = app.as_user("admin", "apim:bl_view").await;
    viewer.post(&all, &condition("USER", json!("x"))).await.expect(401);
    app.anonymous().get(&all).await.expect(401);
}
