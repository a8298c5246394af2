//! `/apis/{apiId}/documents`, as developers read them.

use control::document::Draft;
use serde_json::json;

use super::D;
use super::world::World;

async fn write(w: &World, api: &str, name: &str, visibility: &str) -> String {
    let draft = Draft {
        name: name.to_owned(),
        kind: "OTHER".to_owned(),
        other_kind: Some("Leaflet".to_owned()),
        source: "INLINE".to_owned(),
        visibility: visibility.to_owned(),
        text: Some(format!("The oven of {name}")),
        ..Draft::default()
    };
    w.app.control.create_document(&World::publisher(), api, draft).await.expect("a document").id
}

#[tokio::test]
async fn whoever_sees_the_api_reads_what_is_meant_for_them() {
    let w = World::start().await;
    let api = w.publish("Pizza", json!({})).await;
    let all = format!("{D}/apis/{api}/documents");
    let open = write(&w, &api, "Open", "API_LEVEL").await;
    let members = write(&w, &api, "Members", "PRIVATE").await;
    let own = write(&w, &api, "Own", "OWNER_ONLY").await;
    let admin = w.app.as_user("admin", "apim:subscribe").await;
    let stranger = w.stranger().await;
    let in_home = [("X-WSO2-Tenant", "carbon.super")];
    for (user, readable) in [
        (&w.app.anonymous(), &[&open][..]),
        (&stranger, &[&open]),
        (&w.dev, &[&members, &open]),
        (&admin, &[&members, &open, &own]),
    ] {
        let get = async |path: String| {
            user.raw(http::Method::GET, &path, None, &in_home, bytes::Bytes::new()).await
        };
        let list = get(all.clone()).await.expect(200);
        assert_eq!(list["pagination"]["total"], readable.len());
        for id in [&open, &members, &own] {
            let status = if readable.contains(&id) { 200 } else { 404 };
            assert_eq!(get(format!("{all}/{id}")).await.status, status);
            assert_eq!(get(format!("{all}/{id}/content")).await.status, status);
        }
        let found = get(format!("{D}/search?query=doc:oven")).await.expect(200);
        assert_eq!(found["count"], readable.len());
    }
    let read = w.dev.get(&format!("{all}/{open}")).await.expect(200);
    assert_eq!((&read["type"], &read["otherTypeName"]), (&json!("OTHER"), &json!("Leaflet")));
    let content = w.dev.get(&format!("{all}/{open}/content")).await;
    assert_eq!(&content.body[..], b"The oven of Open");
    stranger.get(&all).await.expect(404);
}

#[tokio::test]
async fn a_hidden_apis_documents_are_hidden() {
    let w = World::start().await;
    let hidden = json!({"visibility": "RESTRICTED", "visibleRoles": ["Internal/devops"]});
    let secret = w.publish("Secret", hidden).await;
    let draft = w.make("Draft", json!({})).await;
    let id = write(&w, &secret, "Guide", "API_LEVEL").await;
    write(&w, &draft, "Guide", "API_LEVEL").await;
    for path in ["", &format!("/{id}"), &format!("/{id}/content")] {
        w.dev.get(&format!("{D}/apis/{secret}/documents{path}")).await.expect(404);
    }
    w.dev.get(&format!("{D}/apis/{draft}/documents")).await.expect(403);
    assert_eq!(w.dev.get(&format!("{D}/search?query=oven")).await.expect(200)["count"], 0);
}
