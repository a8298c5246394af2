use model::catalog::Kind;
use serde_json::{Value, json};

use super::D;
use super::world::World;

const RESIDENT: &str = "Resident Key Manager";

fn wanted(key_type: &str) -> Value {
    json!({"keyType": key_type, "keyManager": RESIDENT, "callbackUrl": "https://shop.example/cb",
        "grantTypesToBeSupported": ["client_credentials", "password", "refresh_token"],
        "scopes": ["am_application_scope", "default"], "validityTime": "3600",
        "additionalProperties": {"application_access_token_expiry_time": "600", "pkceMandatory": "true"}})
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} in {value}"))
}

#[tokio::test]
async fn a_key_is_generated_once_per_type_and_its_secret_told_once() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}");
    let made = w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
    assert_eq!((text(&made, "keyState"), text(&made, "mode")), ("COMPLETED", "CREATED"));
    assert!(!text(&made, "consumerSecret").is_empty());
    assert!(!text(&made["token"], "accessToken").is_empty());
    let properties = &made["additionalProperties"];
    assert_eq!(properties["application_access_token_expiry_time"], 600);
    assert_eq!(
        (&properties["pkceMandatory"], &properties["pkceSupportPlain"]),
        (&json!("true"), &json!("false"))
    );
    let again = w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(409);
    assert_eq!((&again["code"], text(&again, "message")), (&json!(901_409), "Key Mappings already exists"));
    let mut by_id = wanted("SANDBOX");
    by_id["keyManager"] = json!("resident");
    w.dev.post(&format!("{path}/generate-keys"), &by_id).await.expect(200);

    let documents = w.documents(Kind::KeyMapping).await;
    assert_eq!(documents.len(), 2);
    assert!(
        documents.iter().any(|d| d["consumer_key"] == made["consumerKey"] && d["key_type"] == "PRODUCTION")
    );
    for list in ["keys", "oauth-keys"] {
        let listed = w.dev.get(&format!("{path}/{list}")).await.expect(200);
        assert_eq!(listed["count"], 2);
        assert!(!listed.to_string().contains("consumerSecret"), "{listed}");
    }
    let mapping = text(&made, "keyMappingId");
    let one = w.dev.get(&format!("{path}/oauth-keys/{mapping}")).await.expect(200);
    assert_eq!(one, w.dev.get(&format!("{path}/keys/PRODUCTION")).await.expect(200));
    assert_eq!(one["consumerKey"], made["consumerKey"]);
    w.dev.get(&format!("{path}/keys/STAGING")).await.expect(400);
    w.dev.get(&format!("{path}/oauth-keys/nothing")).await.expect(404);
}

#[tokio::test]
async fn tokens_are_issued_against_the_right_secret_until_it_is_replaced() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}");
    let made = w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
    let one = format!("{path}/oauth-keys/{}", text(&made, "keyMappingId"));
    let ask = json!({"consumerSecret": made["consumerSecret"], "validityPeriod": 60, "scopes": []});
    for way in [one.as_str(), &format!("{path}/keys/PRODUCTION")] {
        let token = w.dev.post(&format!("{way}/generate-token"), &ask).await.expect(200);
        assert_eq!(token["validityTime"], 60);
        let issued =
            w.app.control.verify_issued(text(&token, "accessToken"), "at+jwt").await.expect("an answer");
        assert_eq!(issued.expect("ours").claims().client(), made["consumerKey"].as_str());
    }
    let bad = json!({"consumerSecret": "wrong"});
    w.dev.post(&format!("{one}/generate-token"), &bad).await.expect(400);
    let exchange = json!({"grantType": "TOKEN_EXCHANGE"});
    w.dev.post(&format!("{one}/generate-token"), &exchange).await.expect(501);

    let renewed = w.dev.post(&format!("{one}/regenerate-secret"), &json!({})).await.expect(200);
    assert_eq!(renewed["consumerKey"], made["consumerKey"]);
    assert_ne!(renewed["consumerSecret"], made["consumerSecret"]);
    w.dev.post(&format!("{one}/generate-token"), &ask).await.expect(400);
    let ask = json!({"consumerSecret": renewed["consumerSecret"]});
    w.dev.post(&format!("{one}/generate-token"), &ask).await.expect(200);
}

#[tokio::test]
async fn a_key_changes_and_goes() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}");
    let made = w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
    let one = format!("{path}/oauth-keys/{}", text(&made, "keyMappingId"));
    let change = json!({"supportedGrantTypes": ["password"], "callbackUrl": "", "additionalProperties": {}});
    let changed = w.dev.put(&one, &change).await.expect(200);
    assert_eq!((&changed["supportedGrantTypes"], text(&changed, "callbackUrl")), (&json!(["password"]), ""));
    assert_eq!(w.dev.get(&one).await.expect(200), changed);
    let tenant = model::tenant::TenantDomain::super_tenant();
    let connector = w.app.control.resident().expect("connected").clone();
    let client = connector.get(&tenant, text(&made, "consumerKey")).await.expect("a client");
    assert_eq!(client.request.grant_types, ["password"]);
    let redirecting = json!({"supportedGrantTypes": ["authorization_code"], "callbackUrl": " "});
    w.dev.put(&one, &redirecting).await.expect(400);

    w.dev.delete(&one).await.expect(200);
    w.dev.get(&one).await.expect(404);
    assert!(w.documents(Kind::KeyMapping).await.is_empty());
    assert!(connector.get(&tenant, text(&made, "consumerKey")).await.is_err(), "the client is gone, too");

    let made = w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
    w.dev.post(&format!("{path}/keys/PRODUCTION/clean-up"), &json!({})).await.expect(200);
    assert_eq!(w.dev.get(&format!("{path}/oauth-keys")).await.expect(200)["count"], 0);
    assert!(connector.get(&tenant, text(&made, "consumerKey")).await.is_err());
}

#[tokio::test]
async fn an_application_takes_its_clients_with_it() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}");
    let made = w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
    w.dev.delete(&path).await.expect(200);
    assert!(w.documents(Kind::KeyMapping).await.is_empty());
    let connector = w.app.control.resident().expect("connected").clone();
    let tenant = model::tenant::TenantDomain::super_tenant();
    assert!(connector.get(&tenant, text(&made, "consumerKey")).await.is_err());
}

#[tokio::test]
async fn one_of_two_requests_at_the_same_time_makes_the_key() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}/generate-keys");
    let body = wanted("PRODUCTION");
    let (a, b) = tokio::join!(w.dev.post(&path, &body), w.dev.post(&path, &body));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(w.documents(Kind::KeyMapping).await.len(), 1);
}

#[tokio::test]
async fn a_client_is_mapped_by_its_owner_and_stays_when_the_key_goes() {
    let w = World::start().await;
    let tenant = model::tenant::TenantDomain::super_tenant();
    let connector = w.app.control.resident().expect("connected").clone();
    let request = model::key::ClientRequest {
        client_name: "own".into(),
        owner: "dev@carbon.super".into(),
        grant_types: vec!["client_credentials".into()],
        token_type: "JWT".into(),
        ..Default::default()
    };
    let client = connector.register(&tenant, request).await.expect("a client");
    let (id, second) = (w.application(&w.dev, "Shop").await, w.application(&w.dev, "Second").await);
    let theirs = w.application(&w.other, "Theirs").await;
    let at = |id: &str| format!("{D}/applications/{id}/map-keys");
    let body = json!({"consumerKey": client.client_id, "consumerSecret": client.client_secret, "keyType": "PRODUCTION"});
    w.other.post(&at(&theirs), &body).await.expect(403);
    let mapped = w.dev.post(&at(&id), &body).await.expect(200);
    assert_eq!((text(&mapped, "mode"), text(&mapped, "keyState")), ("MAPPED", "COMPLETED"));
    let again = w.dev.post(&at(&id), &body).await.expect(409);
    assert_eq!(text(&again, "message"), "Key Mappings already exists");
    w.dev.post(&at(&second), &body).await.expect(409);
    let unknown = json!({"consumerKey": "nothing", "keyType": "SANDBOX"});
    w.dev.post(&at(&id), &unknown).await.expect(400);
    w.dev.delete(&format!("{D}/applications/{id}")).await.expect(200);
    assert!(connector.get(&tenant, &client.client_id).await.is_ok(), "it had been there before");
}

#[tokio::test]
async fn wrong_input_is_named_and_leaves_nothing() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}");
    let with = |member: &str, value: Value| {
        let mut body = wanted("PRODUCTION");
        body[member] = value;
        body
    };
    let mut no_callback = with("grantTypesToBeSupported", json!(["authorization_code"]));
    no_callback["callbackUrl"] = json!("");
    for (body, says) in [
        (no_callback, "callbackUrl"),
        (with("keyType", json!("STAGING")), "keyType"),
        (with("keyManager", json!("Somebody")), "Key Manager not Registered"),
        (with("validityTime", json!("soon")), "validityTime"),
        (with("grantTypesToBeSupported", json!("password")), "grantTypesToBeSupported"),
        (with("additionalProperties", json!({"id_token_expiry_time": "-5"})), "id_token_expiry_time"),
        (with("callbackUrl", json!("https://a\r\nSet-Cookie: b")), "callbackUrl"),
        (with("grantTypesToBeSupported", json!(vec!["x"; 500])), "grantTypesToBeSupported"),
        // The key manager's refusal, when the place is taken already.
        (with("additionalProperties", json!({"id_token_expiry_time": 0})), "1 second"),
    ] {
        let answer = w.dev.post(&format!("{path}/generate-keys"), &body).await.expect(400);
        assert!(answer.to_string().contains(says), "{says}: {answer}");
    }
    assert_eq!(w.dev.get(&format!("{path}/oauth-keys")).await.expect(200)["count"], 0);
    w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
}

#[tokio::test]
async fn a_key_that_a_crash_left_unfinished_is_cleaned_up() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}");
    let now = w.app.control.ambient().now().0;
    let left = store::key_mapping::KeyMappingRow {
        id: "left".into(),
        tenant: "carbon.super".into(),
        application_id: id,
        key_type: "PRODUCTION".into(),
        key_manager: RESIDENT.into(),
        consumer_key: None,
        state: "CREATED".into(),
        mode: "CREATED".into(),
        created_at: now,
        updated_at: now,
        body: json!({}),
    };
    let mut tx = w.app.control.begin().await.expect("tx");
    store::key_mapping::insert(&mut tx, &left).await.expect("inserted");
    tx.commit().await.expect("commit");
    assert_eq!(w.dev.get(&format!("{path}/oauth-keys/left")).await.expect(200)["keyState"], "CREATED");
    w.dev.post(&format!("{path}/oauth-keys/left/generate-token"), &json!({})).await.expect(400);
    w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(409);
    w.dev.post(&format!("{path}/oauth-keys/left/clean-up"), &json!({})).await.expect(200);
    w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
}

#[tokio::test]
async fn a_key_that_a_crash_left_long_ago_is_taken_over() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}");
    let made = w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
    // As if the process had ended between the registration and its last step, ten minutes ago.
    let mut tx = w.app.control.begin().await.expect("tx");
    let keys = store::key_mapping::of_application(&mut tx, "carbon.super", &id).await.expect("keys");
    let mut left = keys.into_iter().next().expect("one");
    left.consumer_key = None;
    left.state = "CREATED".into();
    left.updated_at -= 600_000_000;
    store::key_mapping::update(&mut tx, &left).await.expect("updated");
    tx.commit().await.expect("commit");
    let again = w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
    assert_eq!(again["consumerKey"], made["consumerKey"], "the client that was registered is found again");
    assert_eq!(w.dev.get(&format!("{path}/oauth-keys")).await.expect(200)["count"], 1);
}

#[tokio::test]
async fn an_application_that_asks_for_opaque_tokens_gets_keys_too() {
    let w = World::start().await;
    let body = json!({"name": "Old", "throttlingPolicy": "Unlimited", "tokenType": "OAUTH"});
    let made = w.dev.post(&format!("{D}/applications"), &body).await.expect(201);
    assert_eq!(made["tokenType"], "OAUTH");
    let path = format!("{D}/applications/{}/generate-keys", text(&made, "applicationId"));
    let key = w.dev.post(&path, &wanted("PRODUCTION")).await.expect(200);
    let token = text(&key["token"], "accessToken");
    assert!(!token.is_empty() && !token.contains('.'), "it says nothing by itself: {token}");
}

#[tokio::test]
async fn a_secret_is_rolled_out_beside_the_last_one_and_then_the_last_one_is_revoked() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}");
    let key = w.dev.post(&format!("{path}/generate-keys"), &wanted("PRODUCTION")).await.expect(200);
    let path = format!("{path}/oauth-keys/{}", text(&key, "keyMappingId"));
    let first = text(&key, "consumerSecret").to_owned();
    let token = async |secret: &str, status: u16| {
        let ask = json!({"consumerSecret": secret, "validityPeriod": 60, "scopes": []});
        w.dev.post(&format!("{path}/generate-token"), &ask).await.expect(status)
    };
    let only = w.dev.get(&format!("{path}/secrets")).await.expect(200);
    let only = text(&only["list"][0], "secretId").to_owned();
    w.dev.post(&format!("{path}/revoke-secret"), &json!({"secretId": only})).await.expect(400);

    let ask = json!({"additionalProperties": {"description": "second", "expiresIn": 86_400}});
    let second = w.dev.post(&format!("{path}/generate-secret"), &ask).await.expect(201);
    let ask = json!({"additionalProperties": {"description": "third"}});
    let third = w.dev.post(&format!("{path}/generate-secret"), &ask).await.expect(201);
    for secret in [&first, text(&second, "secretValue"), text(&third, "secretValue")] {
        token(secret, 200).await;
    }
    let listed = w.dev.get(&format!("{path}/secrets")).await.expect(200);
    assert_eq!(listed["count"], 3);
    assert!(!listed.to_string().contains("secretValue"), "{listed}");
    let described = |n: usize| listed["list"][n]["additionalProperties"]["description"].clone();
    assert_eq!((described(0), described(1), described(2)), (json!(""), json!("second"), json!("third")));
    assert!(listed["list"][1]["additionalProperties"]["expiresAt"].is_i64());

    for (secret, status) in [(&only, 204), (&only, 404)] {
        w.dev.post(&format!("{path}/revoke-secret"), &json!({"secretId": secret})).await.expect(status);
    }
    let newest = json!({"secretId": third["secretId"]});
    w.dev.post(&format!("{path}/revoke-secret"), &newest).await.expect(400);
    token(&first, 400).await;
    token(text(&second, "secretValue"), 200).await;
    for _ in 0..8 {
        w.dev.post(&format!("{path}/generate-secret"), &json!({})).await.expect(201);
    }
    let full = w.dev.post(&format!("{path}/generate-secret"), &json!({})).await.expect(400);
    assert!(full.to_string().contains("at most 10"), "{full}");
    // One for all.
    let renewed = w.dev.post(&format!("{path}/regenerate-secret"), &json!({})).await.expect(200);
    token(text(&renewed, "consumerSecret"), 200).await;
    token(text(&third, "secretValue"), 400).await;
    assert_eq!(w.dev.get(&format!("{path}/secrets")).await.expect(200)["count"], 1);
}
