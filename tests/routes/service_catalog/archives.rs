//! `/services/export` and `/services/import`.

use http::Method;
use serde_json::{Value, json};

use super::{SCOPES, SERVICES, add, metadata};
use crate::app::{Answer, App, User};
use crate::authorisation::payload::definition;

async fn import(user: &User, query: &str, fields: &[(&str, &str)], archive: &[u8]) -> Answer {
    let file = Some(("file", "services.zip", archive));
    user.multipart(Method::POST, &format!("{SERVICES}/import{query}"), fields, file).await
}

fn pack(files: &[(&str, String)]) -> Vec<u8> {
    archive::write(files.iter().map(|(path, text)| (*path, text.as_bytes()))).expect("an archive")
}

fn service(name: &str, description: &str) -> String {
    let mut all = metadata(name, "1.0");
    all["description"] = json!(description);
    all.to_string()
}

#[tokio::test]
async fn a_service_comes_back_as_it_was_exported() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", SCOPES).await;
    let before = add(&admin, &metadata("Pizza", "1.0")).await;
    let exported = admin.get(&format!("{SERVICES}/export?name=Pizza&version=1.0")).await;
    assert_eq!(
        (exported.status, exported.headers["content-type"].to_str().ok()),
        (200, Some("application/zip"))
    );
    let away = app.as_user("admin@a.com", SCOPES).await;
    away.get(&format!("{SERVICES}/export?name=Pizza&version=1.0")).await.expect(404);
    let done = import(&away, "", &[], &exported.body).await.expect(200);
    assert_eq!((&done["count"], &done["list"][0]["key"]), (&json!(1), &json!("Pizza-1.0")));
    let one = format!("{SERVICES}/{}", done["list"][0]["id"].as_str().expect("an id"));
    let mut after = away.get(&one).await.expect(200);
    for own in ["id", "md5", "createdTime", "lastUpdatedTime", "definitionUrl"] {
        after[own] = before[own].clone();
    }
    assert_eq!(after, before);
    assert_eq!(away.get(&format!("{one}/definition")).await.body, definition("Pizza").to_string());
    // Nothing has changed, here and where it came from.
    for user in [&admin, &away] {
        assert_eq!(import(user, "", &[], &exported.body).await.expect(200)["count"], 0);
    }
}

#[tokio::test]
async fn what_has_changed_needs_overwrite_and_the_state_the_sender_knows() {
    let app = App::start().await;
    let admin = app.as_user("admin", SCOPES).await;
    let text = || definition("Pizza").to_string();
    let two = |description: &str| {
        pack(&[
            ("all/a/metadata.yaml", service("A", description)),
            ("all/a/definition.yaml", text()),
            ("all/b/metadata.yaml", service("B", "B")),
            ("all/b/definition.yaml", text()),
        ])
    };
    let first = import(&admin, "", &[], &two("A")).await.expect(200);
    assert_eq!(first["count"], 2);
    let refused = import(&admin, "?overwrite=false", &[], &two("Changed")).await.expect(400);
    assert!(refused["description"].as_str().is_some_and(|d| d.contains("overwrite")), "{refused}");
    let thought = |md5: &Value| json!([{"key": "A-1.0", "md5": md5}]).to_string();
    let stale = thought(&json!("0"));
    let left = import(&admin, "?overwrite=true", &[("verifier", &stale)], &two("Changed")).await.expect(200);
    assert_eq!(left["count"], 0);
    let known = thought(&first["list"][0]["md5"]);
    let done = import(&admin, "?overwrite=true", &[("verifier", &known)], &two("Changed")).await.expect(200);
    assert_eq!((&done["count"], &done["list"][0]["name"]), (&json!(1), &json!("A")));
    assert_eq!(import(&admin, "?overwrite=true", &[], &two("Again")).await.expect(200)["count"], 1);
    import(&admin, "", &[("verifier", "{")], &two("Again")).await.expect(400);
}

#[tokio::test]
async fn archives_that_are_wrong_change_nothing_and_say_where() {
    let app = App::start().await;
    let admin = app.as_user("admin", SCOPES).await;
    let good = [("a/metadata.yaml", service("A", "A")), ("a/definition.yaml", definition("A").to_string())];
    let with = |path: &'static str, text: String| {
        let mut all = good.to_vec();
        all.retain(|(p, _)| *p != path);
        all.push((path, text));
        pack(&all)
    };
    for (archive, says) in [
        (b"no archive".to_vec(), "zip"),
        (pack(&[("readme", "x".into())]), "metadata.yaml"),
        (pack(&good[..1]), "a/metadata.yaml"),
        (with("a/definition.yaml", "openapi: [".into()), "a/definition.yaml"),
        (with("a/metadata.yaml", "[]".into()), "a/metadata.yaml"),
        (with("a/metadata.yaml", "name: 1".into()), "name"),
        (with("b/metadata.yaml", service("B", "B")), "b/metadata.yaml"),
        (with("../x", String::new()), "leads out"),
    ] {
        let refused = import(&admin, "", &[], &archive).await.expect(400);
        assert!(refused["description"].as_str().is_some_and(|d| d.contains(says)), "{says}: {refused}");
    }
    admin.multipart(Method::POST, &format!("{SERVICES}/import"), &[], None).await.expect(400);
    assert_eq!(admin.get(SERVICES).await.expect(200)["list"], json!([]));
}
