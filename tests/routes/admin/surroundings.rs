//! Labels, themes, wishes for alerts: what administrators keep beside.

use bytes::Bytes;
use http::Method;
use serde_json::json;

use crate::app::{Answer, App, User};
use crate::zip;

const BASE: &str = "/api/am/admin/v4";

fn at(path: &str) -> String {
    format!("{BASE}{path}")
}

#[tokio::test]
async fn labels_are_kept_by_tenant_and_name() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", "apim:admin").await;
    let label = json!({"name": "Public", "description": "of all", "accessUrls": ["https://gw.example:8243"]});
    let made = admin.post(&at("/labels"), &label).await.expect(201);
    assert_eq!((&made["name"], &made["accessUrls"]), (&label["name"], &label["accessUrls"]));
    let own = at(&format!("/labels/{}", made["id"].as_str().expect("an id")));
    admin.post(&at("/labels"), &json!({"name": "public"})).await.expect(409);
    for (bad, field) in [
        (json!({"name": ""}), "name"),
        (json!({"name": "x".repeat(256)}), "name"),
        (json!({"name": "y", "accessUrls": ["not a url"]}), "accessUrls[0]"),
    ] {
        let refused = admin.post(&at("/labels"), &bad).await.expect(400).to_string();
        assert!(refused.contains(field), "{refused}");
    }
    let changed = admin.put(&own, &json!({"name": "Private", "description": "of few"})).await.expect(200);
    assert_eq!((&changed["name"], &changed["accessUrls"]), (&json!("Private"), &json!([])));
    let theirs = app.as_user("admin@a.com", "apim:admin").await;
    assert_eq!(theirs.get(&at("/labels")).await.expect(200)["count"], 0);
    theirs.put(&own, &label).await.expect(404);
    theirs.delete(&own).await.expect(404);
    admin.delete(&own).await.expect(200);
    admin.delete(&own).await.expect(404);
    assert_eq!(admin.get(&at("/labels")).await.expect(200)["list"], json!([]));
}

async fn give(user: &User, archive: &[u8]) -> Answer {
    user.multipart(Method::PUT, &at("/tenant-theme"), &[], Some(("file", "theme.zip", archive))).await
}

#[tokio::test]
async fn a_theme_comes_back_as_it_was_given() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", "apim:tenant_theme_manage").await;
    admin.get(&at("/tenant-theme")).await.expect(404);
    let theme = zip::of(&[("css/site.css", b"a{}"), ("css/", b""), ("images/logo.svg", b"<svg/>")]);
    give(&admin, &theme).await.expect(200);
    let answer = admin.raw(Method::GET, &at("/tenant-theme"), None, &[], Bytes::new()).await;
    assert_eq!((answer.status, answer.headers["content-type"].as_bytes()), (200, &b"application/zip"[..]));
    assert_eq!(answer.body, theme);
    app.as_user("admin@a.com", "apim:admin").await.get(&at("/tenant-theme")).await.expect(404);
}

#[tokio::test]
async fn an_archive_that_leaves_its_folder_is_no_theme() {
    let app = App::start().await;
    let admin = app.as_user("admin", "apim:admin").await;
    for path in ["../a", "a/../../b", "/etc/passwd", "C:\\x", "a\\..\\b", "a//b", "a/./b", "a\nb", ".."] {
        let refused = give(&admin, &zip::of(&[("fine", b""), (path, b"x")])).await.expect(400).to_string();
        assert!(refused.contains("the entry"), "{path}: {refused}");
    }
    // The name in front of the content is another one than in the directory.
    let mut twofold = zip::of(&[("good/name", b"x")]);
    let at_front = twofold.windows(9).position(|w| w == b"good/name").expect("there");
    twofold[at_front..at_front + 9].copy_from_slice(b"../../bad");
    assert!(give(&admin, &twofold).await.expect(400).to_string().contains("another name"));
    let whole = zip::of(&[("a", b"x")]);
    for length in 0..whole.len() {
        give(&admin, &whole[..length]).await.expect(400);
    }
    give(&admin, &zip::of(&[])).await.expect(400);
    let many: Vec<(String, &[u8])> = (0..1_001).map(|i| (i.to_string(), &b""[..])).collect();
    let many: Vec<_> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    give(&admin, &zip::of(&many)).await.expect(400);
    give(&admin, &vec![0; 6 * 1024 * 1024]).await.expect(413);
    admin.get(&at("/tenant-theme")).await.expect(404);
}

#[tokio::test]
async fn each_administrator_has_own_wishes_for_alerts() {
    let app = App::start().await;
    app.user("kim", &["admin"]).await;
    let (admin, kim) = (app.as_user("admin", "apim:admin").await, app.as_user("kim", "apim:admin").await);
    let types = admin.get(&at("/alert-types")).await.expect(200);
    assert_eq!(types["count"], 7, "{types}");
    let none = json!({"alerts": [], "emailList": []});
    assert_eq!(admin.get(&at("/alert-subscriptions")).await.expect(200), none);
    let wish = json!({"alerts": [types["alerts"][2]], "emailList": ["ops@mail.example"]});
    assert_eq!(admin.put(&at("/alert-subscriptions"), &wish).await.expect(200), wish);
    assert_eq!(admin.get(&at("/alert-subscriptions")).await.expect(200), wish);
    assert_eq!(kim.get(&at("/alert-subscriptions")).await.expect(200), none);
    kim.delete(&at("/alert-subscriptions")).await.expect(200);
    for (bad, field) in [
        (json!({"alerts": [{"id": "77"}], "emailList": ["a@b.example"]}), "alerts[0].id"),
        (json!({"alerts": [{"id": "1"}], "emailList": ["nobody"]}), "emailList[0]"),
        (json!({"alerts": [{"id": "1"}], "emailList": []}), "emailList"),
    ] {
        let refused = admin.put(&at("/alert-subscriptions"), &bad).await.expect(400).to_string();
        assert!(refused.contains(field), "{refused}");
    }
    assert_eq!(admin.get(&at("/alert-subscriptions")).await.expect(200), wish);
    admin.delete(&at("/alert-subscriptions")).await.expect(200);
    assert_eq!(admin.get(&at("/alert-subscriptions")).await.expect(200), none);
}
