//! Secrets of endpoints.

use control::api::endpoint::PURPOSE;
use serde_json::{Value, json};

use super::{announced, at, deploy, maker, pizza};
use crate::app::App;

fn secured(password: Value) -> Value {
    let mut body = pizza();
    body["endpointConfig"]["endpoint_security"] = json!({"production": {
        "enabled": true, "type": "BASIC", "username": "cook", "password": password}});
    body
}

#[tokio::test]
async fn a_password_is_never_shown_kept_when_empty_and_reaches_gateways_sealed() {
    let app = App::start().await;
    let user = maker(&app).await;
    let made = user.post(&at("/apis"), &secured(json!("s3cret-of-cook"))).await;
    assert!(!String::from_utf8_lossy(&made.body).contains("s3cret"));
    let made = made.expect(201);
    let shown = &made["endpointConfig"]["endpoint_security"]["production"];
    assert_eq!((&shown["username"], &shown["password"]), (&json!("cook"), &json!("")));
    let id = made["id"].as_str().expect("an id").to_owned();
    let path = at(&format!("/apis/{id}"));

    let sealed = async || {
        let security =
            announced(&app).await[0].production.clone().and_then(|e| e.security).expect("a credential");
        assert_eq!((security.kind.as_str(), security.username.as_str()), ("BASIC", "cook"));
        let open = app.control.sealer().open(PURPOSE, &security.sealed_secret).expect("opens");
        assert!(!security.sealed_secret.contains("s3cret"));
        String::from_utf8(open).expect("text")
    };
    deploy(&user, &id).await;
    assert_eq!(sealed().await, "s3cret-of-cook");
    let saved = user.put(&path, &secured(json!(""))).await.expect(200);
    assert_eq!(saved["endpointConfig"]["endpoint_security"]["production"]["password"], "");
    deploy(&user, &id).await;
    assert_eq!(sealed().await, "s3cret-of-cook");
    user.put(&path, &secured(json!("changed"))).await.expect(200);
    let copied =
        user.post(&at(&format!("/apis/copy-api?apiId={id}&newVersion=2")), &json!({})).await.expect(201);
    assert_eq!(copied["endpointConfig"]["endpoint_security"]["production"]["password"], "");
    deploy(&user, &id).await;
    assert_eq!(sealed().await, "changed");
    for read in
        [path.clone(), at(&format!("/apis/{id}/swagger")), at("/apis"), at(&format!("/apis/{id}/revisions"))]
    {
        let body = user.get(&read).await.body;
        let text = String::from_utf8_lossy(&body);
        assert!(!text.contains("changed") && !text.contains("s1."), "{read}: {text}");
    }
}

#[tokio::test]
async fn the_key_of_a_made_environment_is_used_at_once_for_what_is_deployed_there() {
    let app = App::start().await;
    let user = maker(&app).await;
    let admin = app.as_user("admin", "apim:environment_manage").await;
    let environments = "/api/am/admin/v4/environments";
    let mut region = json!({"name": "us-region", "vhosts": [{"host": "us.example.com"}]});
    let made = admin.post(environments, &region).await.expect(201);
    let id = super::make(&user, &secured(json!("s3cret-of-cook"))).await;
    let revision = deploy(&user, &id).await;
    let to = json!([{"name": "us-region"}]);
    user.post(&at(&format!("/apis/{id}/deploy-revision?revisionId={revision}")), &to).await.expect(201);
    let sealed = async |environment: &str| {
        let told = announced(&app).await.into_iter().find(|d| d.environment == environment).expect("told");
        told.production.and_then(|e| e.security).expect("a credential").sealed_secret
    };
    assert!(sealed("us-region").await.starts_with("s1."));
    // The example of RFC 7517, appendix A.1.
    let key = json!({"kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"});
    region["additionalProperties"] = json!([{"key": "publicKey", "value": key.to_string()}]);
    let one = format!("{environments}/{}", made["id"].as_str().expect("an id"));
    admin.put(&one, &region).await.expect(200);
    let jwe = sealed("us-region").await;
    assert_eq!((jwe.split('.').count(), jwe.contains("s3cret")), (5, false), "{jwe}");
    assert!(sealed("Default").await.starts_with("s1."));
}
