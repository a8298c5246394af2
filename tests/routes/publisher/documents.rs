//! `/apis/{apiId}/documents`, and the search that finds them.

use http::Method;
use serde_json::{Value, json};

use super::{at, make, maker, pizza};
use crate::app::{App, User};

fn document(name: &str, source: &str) -> Value {
    json!({"name": name, "type": "HOWTO", "summary": "About dough", "sourceType": source,
        "visibility": "API_LEVEL"})
}

async fn add(user: &User, api: &str, body: &Value) -> String {
    let made = user.post(&at(&format!("/apis/{api}/documents")), body).await.expect(201);
    made["documentId"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_document_is_made_written_read_changed_and_deleted() {
    let app = App::start().await;
    let user = maker(&app).await;
    let api = make(&user, &pizza()).await;
    let all = at(&format!("/apis/{api}/documents"));
    let id = add(&user, &api, &document("Guide", "INLINE")).await;
    let one = format!("{all}/{id}");
    let read = user.get(&one).await.expect(200);
    assert_eq!((&read["createdBy"], &read["summary"]), (&json!("admin"), &json!("About dough")));
    assert_eq!(user.get(&format!("{one}/content")).await.expect(404)["code"], 900_314);
    let text = [("inlineContent", "Knead <b>it</b>")];
    user.multipart(Method::POST, &format!("{one}/content"), &text, None).await.expect(201);
    let content = user.get(&format!("{one}/content")).await;
    assert_eq!((content.status, &content.body[..]), (200, &b"Knead <b>it</b>"[..]));
    assert_eq!(content.headers["content-type"], "text/plain; charset=utf-8");
    let file = Some(("file", "a.txt", &b"x"[..]));
    let refused = user.multipart(Method::POST, &format!("{one}/content"), &[], file).await.expect(400);
    assert_eq!(refused["code"], 900_976);

    let exists = |name: &str| format!("{all}/validate?name={name}");
    user.post(&exists("Guide"), &json!({})).await.expect(200);
    user.post(&exists("Other"), &json!({})).await.expect(404);
    assert_eq!(user.post(&all, &document("Guide", "URL")).await.expect(400)["code"], 400);
    assert_eq!(user.post(&all, &document("Guide", "INLINE")).await.expect(409)["code"], 900_312);

    let mut link = document("Link", "URL");
    link["sourceUrl"] = json!("https://docs.example/guide");
    user.put(&one, &link).await.expect(200);
    let content = user.get(&format!("{one}/content")).await;
    assert_eq!(
        (content.status, &content.headers["location"]),
        (303, &"https://docs.example/guide".parse().expect("a value"))
    );
    let list = user.get(&all).await.expect(200);
    assert_eq!((&list["count"], &list["list"][0]["name"]), (&json!(1), &json!("Link")));
    user.delete(&one).await.expect(200);
    assert_eq!(user.get(&one).await.expect(404)["code"], 900_315);
    assert_eq!(user.get(&all).await.expect(200)["count"], 0);
}

#[tokio::test]
async fn a_file_comes_back_as_a_download_under_its_own_name() {
    let app = App::start().await;
    let user = maker(&app).await;
    let api = make(&user, &pizza()).await;
    let id = add(&user, &api, &document("File", "FILE")).await;
    let content = at(&format!("/apis/{api}/documents/{id}/content"));
    let page = Some(("file", "../../etc/page.html", &b"<script>alert(1)</script>"[..]));
    let stored = user.multipart(Method::POST, &content, &[], page).await.expect(201);
    assert_eq!(stored["fileName"], "page.html");
    let read = user.get(&content).await;
    assert_eq!((read.status, &read.body[..]), (200, &b"<script>alert(1)</script>"[..]));
    assert_eq!(read.headers["content-type"], "application/octet-stream");
    let disposition = read.headers["content-disposition"].to_str().expect("text");
    assert!(disposition.starts_with("attachment; filename=\"page.html\""), "{disposition}");
    let large = vec![b'x'; 11 * 1024 * 1024];
    user.multipart(Method::POST, &content, &[], Some(("file", "large", &large))).await.expect(400);
    user.multipart(Method::POST, &content, &[], Some(("file", "..", b"x"))).await.expect(400);
    let both = Some(("file", "a", &b"x"[..]));
    user.multipart(Method::POST, &content, &[("inlineContent", "x")], both).await.expect(400);
    assert_eq!(user.get(&content).await.body.len(), 25);
}

#[tokio::test]
async fn what_makes_no_document_is_refused_by_name() {
    let app = App::start().await;
    let user = maker(&app).await;
    let api = make(&user, &pizza()).await;
    let all = at(&format!("/apis/{api}/documents"));
    for (member, value) in [
        ("name", json!("")),
        ("name", json!("x".repeat(61))),
        ("type", json!("NOVEL")),
        ("sourceType", json!("TAPE")),
        ("visibility", json!("SECRET")),
        ("inlineContent", json!("not of a file")),
    ] {
        let mut body = document("Guide", "FILE");
        body[member] = value;
        let refused = user.post(&all, &body).await.expect(400);
        assert!(refused["description"].as_str().is_some_and(|d| d.contains(member)), "{refused}");
    }
    let mut other = document("Guide", "URL");
    other["type"] = json!("OTHER");
    other["sourceUrl"] = json!("file:///etc/passwd");
    let refused = user.post(&all, &other).await.expect(400)["description"].to_string();
    assert!(refused.contains("otherTypeName") && refused.contains("sourceUrl"), "{refused}");
    for number in 0..100 {
        add(&user, &api, &document(&format!("D{number}"), "INLINE")).await;
    }
    let full = user.post(&all, &document("OneMore", "INLINE")).await.expect(400);
    assert!(full["description"].as_str().is_some_and(|d| d.contains("100")), "{full}");
}

#[tokio::test]
async fn documents_follow_a_new_version_and_go_with_their_api() {
    let app = App::start().await;
    let user = maker(&app).await;
    let api = make(&user, &pizza()).await;
    let mut guide = document("Guide", "MARKDOWN");
    guide["inlineContent"] = json!("# Mozzarella");
    let id = add(&user, &api, &guide).await;
    let copy = at(&format!("/apis/copy-api?apiId={api}&newVersion=2.0.0"));
    let new = user.post(&copy, &json!({})).await.expect(201)["id"].as_str().expect("an id").to_owned();
    let list = user.get(&at(&format!("/apis/{new}/documents"))).await.expect(200);
    let copied = list["list"][0]["documentId"].as_str().expect("an id").to_owned();
    assert_ne!(copied, id);
    // An id belongs to its API.
    user.get(&at(&format!("/apis/{new}/documents/{id}"))).await.expect(404);
    user.delete(&at(&format!("/apis/{api}"))).await.expect(200);
    let content = user.get(&at(&format!("/apis/{new}/documents/{copied}/content"))).await;
    assert_eq!(&content.body[..], b"# Mozzarella");
    let found = user.get(&at("/search?query=mozzarella")).await.expect(200);
    assert_eq!((&found["count"], &found["list"][0]["id"]), (&json!(1), &json!(copied)));
}

#[tokio::test]
async fn a_search_finds_apis_and_documents() {
    let app = App::start().await;
    let user = maker(&app).await;
    let api = make(&user, &pizza()).await;
    let mut guide = document("Pizza guide", "INLINE");
    guide["inlineContent"] = json!("Needs 100% flour");
    let id = add(&user, &api, &guide).await;
    let search = async |query: &str| user.get(&at(&format!("/search?{query}"))).await.expect(200);
    let both = search("query=pizza").await;
    let kinds = (&both["list"][0]["type"], &both["list"][1]["type"], &both["pagination"]["total"]);
    assert_eq!(kinds, (&json!("API"), &json!("DOC"), &json!(2)));
    let second = search("query=pizza&limit=1&offset=1").await;
    assert_eq!((&second["list"][0]["id"], &second["list"][0]["apiUUID"]), (&json!(id), &json!(api)));
    for (query, found) in [
        ("query=doc:flour", 1),
        ("query=doc:flour%20name:Pizza", 1),
        ("query=doc:flour%20name:burger", 0),
        ("query=doc:100%25", 1),
        ("query=doc:nothing", 0),
        ("query=content:flour", 1),
        ("query=name:pizza", 1),
    ] {
        assert_eq!(search(query).await["count"], found, "{query}");
    }
    let refused = user.get(&at("/apis?query=doc:flour")).await.expect(400)["description"].to_string();
    assert!(refused.contains("/search"), "{refused}");
}

#[tokio::test]
async fn a_document_of_its_owner_alone_is_nobody_elses() {
    let app = App::start().await;
    for name in ["first", "second"] {
        app.user(name, &["Internal/publisher", "Internal/creator"]).await;
    }
    let scopes = "apim:api_view apim:api_create";
    let (first, second) = (app.as_user("first", scopes).await, app.as_user("second", scopes).await);
    let api = make(&first, &pizza()).await;
    let mut own = document("Own", "INLINE");
    own["visibility"] = json!("OWNER_ONLY");
    own["inlineContent"] = json!("secret sauce");
    let id = add(&first, &api, &own).await;
    let one = at(&format!("/apis/{api}/documents/{id}"));
    for path in [one.clone(), format!("{one}/content")] {
        assert_eq!(first.get(&path).await.status, 200);
        second.get(&path).await.expect(404);
    }
    second.put(&one, &own).await.expect(404);
    second.delete(&one).await.expect(404);
    assert_eq!(second.get(&at("/search?query=doc:sauce")).await.expect(200)["count"], 0);
    assert_eq!(first.get(&at("/search?query=doc:sauce")).await.expect(200)["count"], 1);
}
