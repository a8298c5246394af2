//! `/key-managers`, and what publishers and developers see of them.

use serde_json::{Value, json};

use super::BASE;
use crate::app::App;

const SECRET: &str = "a-secret-of-the-tests";

fn keycloak() -> Value {
    json!({
        "name": "Keycloak", "displayName": "Our Keycloak", "type": "KeyCloak", "description": "Theirs",
        "wellKnownEndpoint": "https://id.example/realms/a/.well-known/openid-configuration",
        "introspectionEndpoint": "not a url", "clientRegistrationEndpoint": "https://id.example/register",
        "tokenEndpoint": "https://id.example/token", "displayTokenEndpoint": "https://login.example/token",
        "revokeEndpoint": "https://id.example/revoke", "displayRevokeEndpoint": "", "alias": "a",
        "userInfoEndpoint": "https://id.example/userinfo", "authorizeEndpoint": "https://id.example/authorize",
        "certificates": {"type": "JWKS", "value": "https://169.254.169.254/certs"},
        "issuer": "https://id.example/realms/a", "scopeManagementEndpoint": "",
        "availableGrantTypes": ["client_credentials"], "enableTokenGeneration": true,
        "enableTokenEncryption": false, "enableTokenHashing": false, "enableMapOAuthConsumerApps": true,
        "enableOAuthAppCreation": true, "enableSelfValidationJWT": true,
        "claimMapping": [{"remoteClaim": "email", "localClaim": "http://wso2.org/email"}],
        "consumerKeyClaim": "azp", "scopesClaim": "scp",
        "tokenValidation": [{"id": 1, "enable": true, "type": "JWT", "value": {"body": {"iss": "x"}}}],
        "enabled": true, "tokenType": "BOTH", "allowedOrganizations": ["ALL"],
        "additionalProperties": {"client_id": "admin", "client_secret": SECRET, "n": 7},
        "permissions": {"permissionType": "ALLOW", "roles": ["admin"]},
    })
}

#[tokio::test]
async fn key_managers_come_back_as_they_were_described_but_for_their_secrets() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", "apim:admin_operations").await;
    let all = format!("{BASE}/key-managers");
    let made = admin.post(&all, &keycloak()).await.expect(201);
    let id = made["id"].as_str().expect("an id").to_owned();
    let one = format!("{all}/{id}");
    let mut expected = keycloak();
    expected["additionalProperties"]["client_secret"] = json!("*****");
    let read = admin.get(&one).await.expect(200);
    for (name, value) in expected.as_object().expect("an object") {
        assert_eq!(&read[name], value, "{name}");
    }
    assert_eq!(admin.get(&all).await.expect(200)["count"], 2);
    let mut tx = app.control.read().await.expect("tx");
    let tables = store::inventory::inventory(&mut tx).await.expect("the tables");
    drop(tx);
    assert!(!format!("{tables:?}").contains(SECRET), "the secret is in the database in clear");

    admin.post(&all, &keycloak()).await.expect(409);
    let mut other = read.clone();
    other["type"] = json!("Okta");
    admin.put(&one, &other).await.expect(400);
    for (field, value) in [
        ("type", json!("Nonsense")),
        ("additionalProperties", json!({})),
        ("name", json!("")),
        ("certificates", json!({"type": "PEM", "value": "nonsense"})),
        ("permissions", json!({"permissionType": "ALLOW", "roles": ["nobody"]})),
        ("issuer", json!("https://localhost:9443/oauth2/token")),
    ] {
        let mut bad = keycloak();
        bad["name"] = json!("Another");
        bad[field] = value;
        let refused = admin.post(&all, &bad).await.expect(400);
        assert!(refused["description"].to_string().contains(field), "{field}: {refused}");
    }
    for kind in ["DIRECT", "EXCHANGED"] {
        let mut changed = read.clone();
        changed["tokenType"] = json!(kind);
        assert_eq!(admin.put(&one, &changed).await.expect(200)["tokenType"], kind);
    }

    let theirs = app.as_user("admin@a.com", "apim:admin").await;
    theirs.get(&one).await.expect(404);
    theirs.put(&one, &read).await.expect(404);
    theirs.delete(&one).await.expect(404);
    assert_eq!(theirs.get(&all).await.expect(200)["count"], 1);
    app.anonymous().get(&all).await.expect(401);
    app.as_user("admin", "apim:subscribe").await.post(&all, &keycloak()).await.expect(401);
    admin.delete(&one).await.expect(200);
    admin.delete(&one).await.expect(404);
    let resident = format!("{all}/resident");
    assert_eq!(admin.get(&resident).await.expect(200)["type"], "default");
    admin.delete(&resident).await.expect(404);
}

#[tokio::test]
async fn developers_see_those_that_are_theirs() {
    let app = App::start().await;
    app.user("dev", &["Internal/subscriber"]).await;
    let admin = app.as_user("admin", "apim:admin apim:subscribe apim:api_view").await;
    let dev = app.as_user("dev", "apim:subscribe apim:app_manage").await;
    let all = format!("{BASE}/key-managers");
    admin.post(&all, &keycloak()).await.expect(201);
    let mut mapped = keycloak();
    mapped["name"] = json!("Mapped");
    mapped["permissions"] = json!({"permissionType": "PUBLIC", "roles": []});
    mapped["clientRegistrationEndpoint"] = json!("");
    let public = admin.post(&all, &mapped).await.expect(201);
    let portal = "/api/am/devportal/v3/key-managers";
    let names = |list: &Value| -> Vec<String> {
        let list = list["list"].as_array().expect("a list");
        list.iter().map(|k| k["name"].as_str().expect("a name").to_owned()).collect()
    };
    let seen = dev.get(portal).await.expect(200);
    assert_eq!(names(&seen), ["Resident Key Manager", "Mapped"]);
    assert_eq!(seen["list"][1]["tokenEndpoint"], "https://login.example/token");
    assert_eq!(seen["list"][1]["revokeEndpoint"], "https://id.example/revoke");
    assert_eq!(names(&admin.get(portal).await.expect(200)).len(), 3);
    let publisher = admin.get("/api/am/publisher/v4/key-managers").await.expect(200);
    assert_eq!(publisher["count"], 3);

    let application = json!({"name": "App", "throttlingPolicy": "Unlimited"});
    let application = dev.post("/api/am/devportal/v3/applications", &application).await.expect(201);
    let at =
        format!("/api/am/devportal/v3/applications/{}", application["applicationId"].as_str().expect("id"));
    let ask = |manager: &str| json!({"keyType": "PRODUCTION", "keyManager": manager, "grantTypesToBeSupported": ["client_credentials"]});
    for (manager, text) in
        [("Mapped", "registration endpoint"), ("Keycloak", "not Registered"), ("None", "not Registered")]
    {
        let refused = dev.post(&format!("{at}/generate-keys"), &ask(manager)).await.expect(400);
        assert!(refused["description"].to_string().contains(text), "{refused}");
    }
    let map = json!({"keyType": "PRODUCTION", "keyManager": "Mapped", "consumerKey": "theirs", "consumerSecret": SECRET});
    let key = dev.post(&format!("{at}/map-keys"), &map).await.expect(200);
    assert_eq!((&key["mode"], &key["consumerKey"]), (&json!("MAPPED"), &json!("theirs")));
    assert!(!key.to_string().contains(SECRET));
    dev.post(&format!("{at}/map-keys"), &map).await.expect(409);
    let one = format!("{all}/{}", public["id"].as_str().expect("an id"));
    admin.delete(&one).await.expect(409);
    let mut exchanged = public.clone();
    exchanged["tokenType"] = json!("EXCHANGED");
    admin.put(&one, &exchanged).await.expect(200);
    let mut map = map;
    map["keyType"] = json!("SANDBOX");
    let refused = dev.post(&format!("{at}/map-keys"), &map).await.expect(400);
    assert_eq!(refused["code"], 901_405);
}
