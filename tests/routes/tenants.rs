//! `/api/server/v1/tenants`.

use http::Method;
use serde_json::{Value, json};

use crate::app::App;

const BASE: &str = "/api/server/v1/tenants";

fn new(domain: &str) -> Value {
    json!({"domain": domain, "owners": [{
        "username": "kim", "password": "kim-secret", "email": "kim@mail.org",
        "firstname": "Kim", "lastname": "Lee", "provisioningMethod": "inline-password",
    }]})
}

#[tokio::test]
async fn a_tenant_is_made_found_and_switched_off() {
    let app = App::start().await;
    let root = app.as_basic("admin", "admin");
    let answer = root.post(BASE, &new("pizza.com")).await;
    let location = answer.headers["location"].to_str().expect("text").to_owned();
    let made = answer.expect(201);
    assert!(!made.to_string().contains("kim-secret"));
    assert_eq!(root.get(&location).await.expect(200), made);
    assert_eq!(root.get(&format!("{BASE}/domain/pizza.com")).await.expect(200)["id"], made["id"]);
    assert_eq!(root.send(Method::HEAD, &format!("{BASE}/domain/pizza.com"), None).await.status, 200);
    assert_eq!(root.send(Method::HEAD, &format!("{BASE}/domain/other.com"), None).await.status, 404);
    assert_eq!(root.get(&format!("{location}/owners")).await.expect(200)[0]["email"], "kim@mail.org");
    root.post(BASE, &new("pizza.com")).await.expect(409);
    root.post(BASE, &new("carbon.super")).await.expect(409);
    app.tenant("b.com").await;
    let list = root.get(&format!("{BASE}?limit=1&offset=1")).await.expect(200);
    assert_eq!(
        (&list["totalResults"], &list["startIndex"], &list["count"]),
        (&json!(2), &json!(2), &json!(1))
    );
    assert_eq!(list["tenants"][0]["domain"], "pizza.com");
    let found = root.get(&format!("{BASE}?filter=domain%20sw%20piz")).await.expect(200);
    assert_eq!(found["totalResults"], 1);
    // The tenant's administrator works there, and no longer when the tenant is switched off.
    let admin = "/api/am/admin/v4/throttling/policies/application";
    let kim = app.as_user("kim@pizza.com", "apim:admin").await;
    assert_eq!(kim.get(admin).await.expect(200)["count"], 4);
    let status = format!("{location}/lifecycle-status");
    root.put(&status, &json!({"activated": false})).await.expect(200);
    kim.get(admin).await.expect(401);
    assert_eq!(root.get(&location).await.expect(200)["lifecycleStatus"]["activated"], false);
    root.put(&status, &json!({"activated": true})).await.expect(200);
    kim.get(admin).await.expect(200);
}

#[tokio::test]
async fn what_is_no_tenant_is_refused() {
    let app = App::start().await;
    let root = app.as_user("admin", "apim:admin").await;
    for domain in ["Pizza.com", "pizza com", "pizza/../x.com", "b\u{e4}r.com"] {
        let refused = root.post(BASE, &new(domain)).await.expect(400).to_string();
        assert!(refused.contains("contains one or more illegal characters"), "{domain}: {refused}");
    }
    for (pointer, value, field) in [
        ("/domain", json!("\u{0}.com"), "domain"),
        ("/domain", json!("nodot"), "domain"),
        ("/domain", json!(7), "domain"),
        ("/owners", json!([]), "owners"),
        ("/owners/0/username", json!("a b"), "userName"),
        ("/owners/0/username", json!(""), "userName"),
        ("/owners/0/password", json!("x"), "password"),
        ("/owners/0/password", json!(null), "owners[0].password"),
    ] {
        let mut body = new("fine.com");
        *body.pointer_mut(pointer).expect("a member") = value.clone();
        let refused = root.post(BASE, &body).await.expect(400).to_string();
        assert!(refused.contains(field), "{pointer} = {value}: {refused}");
    }
    let mut invited = new("fine.com");
    invited["owners"][0]["provisioningMethod"] = json!("invite-via-email");
    root.post(BASE, &invited).await.expect(501);
    root.get(&format!("{BASE}/nothing")).await.expect(404);
    root.put(&format!("{BASE}/nothing/lifecycle-status"), &json!({"activated": false})).await.expect(404);
    root.get(&format!("{BASE}?filter=name%20eq%20x")).await.expect(400);
    root.get(&format!("{BASE}?limit=0")).await.expect(400);
    let ours = root.get(&format!("{BASE}/domain/carbon.super")).await.expect(200);
    let ours = format!("{BASE}/{}/lifecycle-status", ours["id"].as_str().expect("an id"));
    root.put(&ours, &json!({"activated": false})).await.expect(403);
}

#[tokio::test]
async fn tenants_belong_to_administrators_of_the_super_tenant() {
    let app = App::start().await;
    app.tenant("a.com").await;
    app.user("carol", &["Internal/creator"]).await;
    for (name, password) in [("admin@a.com", "admin"), ("carol", "carol")] {
        let user = app.as_basic(name, password);
        user.get(BASE).await.expect(403);
        user.post(BASE, &new("mine.com")).await.expect(403);
        user.post(BASE, &new("Mine.com")).await.expect(403);
        user.get(&format!("{BASE}/domain/a.com")).await.expect(403);
        user.put(&format!("{BASE}/x/lifecycle-status"), &json!({"activated": false})).await.expect(403);
    }
    app.as_basic("admin", "wrong").get(BASE).await.expect(401);
    app.as_user("admin", "apim:api_view").await.get(BASE).await.expect(401);
}
