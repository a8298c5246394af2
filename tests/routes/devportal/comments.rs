//! `/apis/{apiId}/comments`, in both portals.

use http::Method;
use serde_json::{Value, json};

use super::D;
use super::world::World;
use crate::app::User;

const P: &str = "/api/am/publisher/v4";

async fn say(user: &User, path: &str, content: &str) -> String {
    let made = user.post(path, &json!({"content": content})).await.expect(201);
    made["id"].as_str().expect("an id").to_owned()
}

fn ids(list: &Value) -> Vec<&str> {
    list["list"].as_array().expect("a list").iter().map(|c| c["id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn threads_are_read_in_both_portals() {
    let w = World::start().await;
    let api = w.publish("Pizza", json!({})).await;
    let (here, there) = (format!("{D}/apis/{api}/comments"), format!("{P}/apis/{api}/comments"));
    let maker = w.app.as_user("admin", "apim:comment_view apim:comment_write apim:api_view").await;
    let first = say(&w.dev, &here, "Too hot").await;
    let second = say(&w.other, &here, "Too cold").await;
    let mut answers = Vec::new();
    for number in 0..5 {
        let path = format!("{there}?replyTo={first}");
        answers.push(say(&maker, &path, &format!("Answer {number}")).await);
    }
    for (user, path) in [(&w.app.anonymous(), &here), (&maker, &there)] {
        let list = user.get(path).await.expect(200);
        assert_eq!(ids(&list), [&second, &first]);
        assert_eq!(list["pagination"]["total"], 2);
        let thread = &list["list"][1];
        assert_eq!((&thread["entryPoint"], &thread["category"]), (&json!("devPortal"), &json!("general")));
        assert_eq!(ids(&thread["replies"]), answers[..3]);
        assert_eq!(thread["replies"]["pagination"]["total"], 5);
        assert_eq!(thread["replies"]["list"][0]["entryPoint"], "publisher");
        let replies = user.get(&format!("{path}/{first}/replies?limit=2&offset=4")).await.expect(200);
        assert_eq!(ids(&replies), answers[4..]);
        let one = user.get(&format!("{path}/{first}?replyLimit=1&replyOffset=1")).await.expect(200);
        assert_eq!(ids(&one["replies"]), answers[1..2]);
    }
    w.dev.post(&format!("{here}?replyTo={}", answers[0]), &json!({"content": "x"})).await.expect(400);
    let nothing = w.dev.post(&format!("{here}?replyTo=none"), &json!({"content": "x"})).await.expect(404);
    assert_eq!(nothing["code"], 901_102);

    w.dev.delete(&format!("{here}/{first}")).await.expect(200);
    w.dev.get(&format!("{here}/{}", answers[0])).await.expect(404);
    w.dev.delete(&format!("{here}/{first}")).await.expect(404);
}

#[tokio::test]
async fn authors_edit_and_administrators_delete() {
    let w = World::start().await;
    let api = w.publish("Pizza", json!({})).await;
    let path = format!("{D}/apis/{api}/comments");
    let id = say(&w.dev, &path, "Good").await;
    let one = format!("{path}/{id}");
    let edit = json!({"content": "Better", "category": "praise"});
    let refused = w.other.send(Method::PATCH, &one, Some(&edit)).await.expect(403);
    assert_eq!(refused["code"], 901_100);
    assert_eq!(w.other.delete(&one).await.expect(403)["code"], 901_100);
    let admin = w.app.as_user("admin", "apim:subscribe apim:admin").await;
    admin.send(Method::PATCH, &one, Some(&edit)).await.expect(403);
    let edited = w.dev.send(Method::PATCH, &one, Some(&edit)).await.expect(200);
    assert_eq!((&edited["content"], &edited["category"]), (&json!("Better"), &json!("praise")));
    assert!(edited["updatedTime"].is_string() && edited["createdTime"].is_string());
    let long = json!({"content": "x".repeat(513)});
    assert_eq!(w.dev.post(&path, &long).await.expect(400)["code"], 901_103);
    w.dev.post(&path, &json!({"content": "ä".repeat(512)})).await.expect(201);
    w.dev.post(&path, &json!({"content": "  "})).await.expect(400);
    w.app.anonymous().post(&path, &edit).await.expect(401);
    admin.delete(&one).await.expect(200);
    let named = w.dev.get(&format!("{path}?includeCommenterInfo=true")).await.expect(200);
    assert_eq!(named["list"][0]["commenterInfo"]["fullName"], "");
}

#[tokio::test]
async fn comments_are_for_whoever_sees_the_api() {
    let w = World::start().await;
    let hidden = json!({"visibility": "RESTRICTED", "visibleRoles": ["Internal/devops"]});
    let secret = w.publish("Secret", hidden).await;
    let api = w.publish("Pizza", json!({})).await;
    let id = say(&w.dev, &format!("{D}/apis/{api}/comments"), "Good").await;
    w.dev.get(&format!("{D}/apis/{secret}/comments")).await.expect(404);
    w.dev.post(&format!("{D}/apis/{secret}/comments"), &json!({"content": "x"})).await.expect(404);
    let stranger = w.stranger().await;
    for path in [format!("{D}/apis/{api}/comments"), format!("{D}/apis/{api}/comments/{id}")] {
        stranger.get(&path).await.expect(404);
    }
    stranger.delete(&format!("{D}/apis/{api}/comments/{id}")).await.expect(404);
}
