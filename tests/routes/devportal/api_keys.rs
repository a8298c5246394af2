use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::catalog::Kind;
use serde_json::{Value, json};

use super::world::{BASE, World};

fn claims(key: &str) -> Value {
    let payload = key.split('.').nth(1).expect("a token");
    let payload = URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    serde_json::from_slice(&payload).expect("claims")
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} in {value}"))
}

#[tokio::test]
async fn a_key_is_told_once_listed_and_replaced() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{BASE}/applications/{id}/api-keys/PRODUCTION");
    let wanted = json!({"keyName": " Cart ", "validityPeriod": 3600,
        "additionalProperties": {"permittedIP": "10.0.0.0/8, 2001:db8::/32", "permittedReferer": "shop.example/*"}});
    let made = w.dev.post(&format!("{path}/generate"), &wanted).await.expect(200);
    assert_eq!((text(&made, "keyName"), &made["validityTime"]), ("Cart", &json!(3600)));
    let said = claims(text(&made, "apikey"));
    assert_eq!((text(&said, "sub"), text(&said, "token_type")), ("dev@carbon.super", "apiKey"));
    assert_eq!(
        (text(&said, "keytype"), text(&said, "permittedIP")),
        ("PRODUCTION", "10.0.0.0/8,2001:db8::/32")
    );
    assert_eq!((text(&said["application"], "uuid"), text(&said["application"], "name")), (&*id, "Shop"));
    assert_eq!(said["exp"].as_i64(), said["iat"].as_i64().map(|at| at + 3600));

    let listed = w.dev.get(&path).await.expect(200);
    assert_eq!((&listed["count"], &listed["list"][0]["keyUUID"]), (&json!(1), &said["jti"]));
    assert!(!listed.to_string().contains("eyJ"), "{listed}");
    let other = w.dev.get(&path.replace("PRODUCTION", "SANDBOX")).await.expect(200);
    assert_eq!(other["count"], 0);

    let renewed =
        w.dev.post(&format!("{path}/regenerate"), &json!({"keyUUID": said["jti"]})).await.expect(200);
    let again = claims(text(&renewed, "apikey"));
    assert_ne!(again["jti"], said["jti"]);
    assert_eq!((&again["permittedReferer"], text(&renewed, "keyName")), (&said["permittedReferer"], "Cart"));
    let revoked = w.documents(Kind::RevokedToken).await;
    assert_eq!(revoked, [json!({"expires_at": said["exp"]})]);
    w.dev.post(&format!("{path}/regenerate"), &json!({"keyUUID": said["jti"]})).await.expect(404);
}

#[tokio::test]
async fn a_key_is_revoked_by_itself_or_by_its_id() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{BASE}/applications/{id}/api-keys/SANDBOX");
    // As the portal of 4.5 asks: no body at all is a key for good.
    let first = w.dev.post(&format!("{path}/generate"), &json!({})).await.expect(200);
    assert_eq!(first["validityTime"], -1);
    assert!(claims(text(&first, "apikey")).get("exp").is_none());
    let second = w.dev.post(&format!("{path}/generate"), &json!({"validityPeriod": -1})).await.expect(200);
    let by_key = json!({"apikey": first["apikey"]});
    let by_id = json!({"keyUUID": claims(text(&second, "apikey"))["jti"]});
    let revoke = format!("{path}/revoke");
    w.other.post(&revoke, &by_key).await.expect(403);
    w.stranger().await.post(&revoke, &by_key).await.expect(404);
    w.dev.post(&revoke.replace("SANDBOX", "PRODUCTION"), &by_key).await.expect(400);
    for wrong in [json!({}), json!({"apikey": "x", "keyUUID": "y"}), json!({"apikey": "a.b.c"})] {
        w.dev.post(&revoke, &wrong).await.expect(400);
    }
    let none: Vec<Value> = Vec::new();
    assert_eq!(w.documents(Kind::RevokedToken).await, none);
    for body in [&by_key, &by_id] {
        assert_eq!(w.dev.post(&revoke, body).await.status, 200);
    }
    assert_eq!(w.documents(Kind::RevokedToken).await.len(), 2);
    assert_eq!(w.dev.get(&path).await.expect(200)["count"], 0);
    w.dev.post(&revoke, &by_key).await.expect(400);
    w.dev.post(&revoke, &by_id).await.expect(404);
}

#[tokio::test]
async fn wrong_wishes_name_the_field() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{BASE}/applications/{id}/api-keys");
    for (body, field) in [
        (json!({"validityPeriod": 0}), "validityPeriod"),
        (json!({"validityPeriod": -2}), "validityPeriod"),
        (json!({"validityPeriod": i64::MAX}), "validityPeriod"),
        (json!({"keyName": "x".repeat(101)}), "keyName"),
        (json!({"additionalProperties": {"permittedIP": "10.0.0.0/33"}}), "permittedIP"),
        (json!({"additionalProperties": {"permittedReferer": "x".repeat(2_049)}}), "permittedReferer"),
        (json!({"additionalProperties": {"permittedIP": 7}}), "permittedIP"),
    ] {
        let answer = w.dev.post(&format!("{path}/PRODUCTION/generate"), &body).await.expect(400);
        assert!(text(&answer, "description").contains(field), "{answer}");
    }
    w.dev.post(&format!("{path}/STAGING/generate"), &json!({})).await.expect(400);
}
