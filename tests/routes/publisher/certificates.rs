//! `/endpoint-certificates` and `/apis/{apiId}/client-certificates`.

use http::Method;
use serde_json::json;

use super::{at, make, maker, pizza};
use crate::app::{Answer, App, User};
use crate::certificate::{EXPIRED, VALID};

async fn send(user: &User, method: Method, path: &str, fields: &[(&str, &str)], pem: &str) -> Answer {
    user.multipart(method, &at(path), fields, Some(("certificate", "c.pem", pem.as_bytes()))).await
}

#[tokio::test]
async fn a_back_ends_certificate_is_stored_told_replaced_and_deleted() {
    let app = App::start().await;
    let user = maker(&app).await;
    let api = make(&user, &pizza()).await;
    let all = "/endpoint-certificates";
    let fields = [("alias", "back"), ("endpoint", "http://localhost:9443")];
    let made = send(&user, Method::POST, all, &fields, VALID).await.expect(201);
    assert_eq!(made["endpoint"], "http://localhost:9443");
    assert!(made["notice"].as_str().is_some_and(|n| n.contains("not use")), "{made}");
    assert_eq!(send(&user, Method::POST, all, &fields, VALID).await.expect(409)["code"], 409);
    let expired = send(&user, Method::POST, all, &[("alias", "old"), fields[1]], EXPIRED).await.expect(400);
    assert!(expired["description"].as_str().is_some_and(|d| d.contains("Certificate Expired")), "{expired}");
    for pem in ["", "text", &format!("{VALID}{VALID}")] {
        send(&user, Method::POST, all, &[("alias", "bad"), fields[1]], pem).await.expect(400);
    }
    for bad in [("alias", ""), ("alias", "../x"), ("endpoint", "back.example")] {
        let fields = [bad, fields[0], fields[1]];
        let fields: Vec<_> = fields.iter().filter(|f| **f == bad || f.0 != bad.0).copied().collect();
        send(&user, Method::POST, all, &fields, VALID).await.expect(400);
    }

    let info = user.get(&at("/endpoint-certificates/back")).await.expect(200);
    assert_eq!((&info["status"], &info["subject"]), (&json!("Active"), &json!("CN=backend.example")));
    assert_eq!(info["validity"]["to"].as_str().map(|to| &to[..4]), Some("2120"));
    let pem = user.get(&at("/endpoint-certificates/back/content")).await;
    assert_eq!(pem.body, VALID);
    for (query, found) in [("", 1), ("?alias=BA", 1), ("?alias=x", 0), ("?endpoint=localhost", 1)] {
        let list = user.get(&at(&format!("{all}{query}"))).await.expect(200);
        assert_eq!((&list["count"], &list["pagination"]["total"]), (&json!(found), &json!(found)), "{query}");
    }
    let used = user.get(&at("/endpoint-certificates/back/usage?limit=5")).await.expect(200);
    assert_eq!((&used["count"], &used["list"][0]["id"]), (&json!(1), &json!(api)));
    assert_eq!(user.get(&at("/endpoint-certificates/none/usage")).await.expect(200)["count"], 0);

    send(&user, Method::PUT, "/endpoint-certificates/back", &[], VALID).await.expect(200);
    send(&user, Method::PUT, "/endpoint-certificates/back", &[], EXPIRED).await.expect(400);
    send(&user, Method::PUT, "/endpoint-certificates/none", &[], VALID).await.expect(404);
    user.delete(&at("/endpoint-certificates/back")).await.expect(200);
    user.delete(&at("/endpoint-certificates/back")).await.expect(404);
}

#[tokio::test]
async fn clients_certificates_are_kept_by_key_type() {
    let app = App::start().await;
    let user = maker(&app).await;
    let api = make(&user, &pizza()).await;
    let plain = format!("/apis/{api}/client-certificates");
    let sandbox = format!("/apis/{api}/client-certs/SANDBOX");
    let fields = [("alias", "partner"), ("tier", "Gold")];
    let made = send(&user, Method::POST, &plain, &fields, VALID).await.expect(201);
    assert_eq!((&made["apiId"], &made["keyType"]), (&json!(api), &json!("PRODUCTION")));
    send(&user, Method::POST, &plain, &fields, VALID).await.expect(409);
    send(&user, Method::POST, &plain, &[fields[0], ("tier", "None")], VALID).await.expect(400);
    user.get(&at(&format!("{sandbox}/partner"))).await.expect(404);
    send(&user, Method::POST, &sandbox, &fields, VALID).await.expect(201);
    send(&user, Method::POST, &format!("/apis/{api}/client-certs/OTHER"), &fields, VALID).await.expect(400);
    let of_production = at(&format!("/apis/{api}/client-certs/PRODUCTION/partner"));
    assert_eq!(user.get(&of_production).await.expect(200)["version"], "1");
    assert_eq!(user.get(&format!("{of_production}/content")).await.body, VALID);

    let change = [("tier", "Bronze")];
    let changed = user.multipart(Method::PUT, &at(&format!("{sandbox}/partner")), &change, None).await;
    assert_eq!(changed.expect(200)["tier"], "Bronze");
    user.multipart(Method::PUT, &at(&format!("{sandbox}/partner")), &[], None).await.expect(400);
    assert_eq!(user.get(&at(&plain)).await.expect(200)["certificates"][0]["tier"], "Gold");
    user.delete(&at(&format!("{plain}/partner"))).await.expect(200);
    assert_eq!(user.get(&at(&plain)).await.expect(200)["count"], 0);
    assert_eq!(user.get(&at(&sandbox)).await.expect(200)["count"], 1);
    user.delete(&at(&format!("/apis/{api}"))).await.expect(200);
    user.get(&at(&sandbox)).await.expect(404);
}

#[tokio::test]
async fn paths_are_listed_and_what_is_not_there_says_so() {
    let app = App::start().await;
    let user = maker(&app).await;
    let api = make(&user, &pizza()).await;
    let paths = user.get(&at(&format!("/apis/{api}/resource-paths?limit=1&offset=1"))).await.expect(200);
    assert_eq!(paths["list"], json!([{"id": 2, "resourcePath": "/order/{orderId}", "httpVerb": "PUT"}]));
    assert_eq!(paths["pagination"]["total"], 2);
    for path in ["auditapi", "external-stores", "resource-policies?sequenceType=in", "resource-policies/1"] {
        let answer = user.get(&at(&format!("/apis/{api}/{path}"))).await.expect(501);
        assert!(answer["description"].as_str().is_some_and(|d| d.starts_with("not supported")), "{answer}");
    }
    user.get(&at("/external-stores")).await.expect(501);
}
