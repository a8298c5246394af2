//! `/applications/export` and `/applications/import`, and the same for administrators.

use archive::Limits;
use http::Method;
use serde_json::{Value, json};

use super::world::{BASE, SCOPES, World};
use crate::app::{Answer, User};

const ADMIN: &str = "/api/am/admin/v4";

async fn mover(world: &World, name: &str) -> User {
    world.app.as_user(name, &format!("{SCOPES} apim:app_import_export apim:admin")).await
}

async fn import(user: &User, path: &str, archive: &[u8]) -> Answer {
    user.multipart(Method::POST, path, &[], Some(("file", "a.zip", archive))).await
}

/// An application of `dev` with two subscriptions and a key; its id and the key's secret.
async fn furnished(world: &World) -> (String, String) {
    let body = json!({"name": "Shop", "throttlingPolicy": "10PerMin", "description": "sells", "tokenType": "JWT",
        "attributes": {"team": "red"}});
    let made = world.dev.post(&format!("{BASE}/applications"), &body).await.expect(201);
    let id = made["applicationId"].as_str().expect("an id").to_owned();
    for (api, plan) in [("Pizza", "Gold"), ("Pasta", "Bronze")] {
        let api = world.publish(api, json!({})).await;
        let wish = json!({"applicationId": id, "apiId": api, "throttlingPolicy": plan});
        world.dev.post(&format!("{BASE}/subscriptions"), &wish).await.expect(201);
    }
    let key = json!({"keyType": "PRODUCTION", "grantTypesToBeSupported": ["client_credentials", "password"],
        "additionalProperties": {"application_access_token_expiry_time": 1800}});
    let key = world.dev.post(&format!("{BASE}/applications/{id}/generate-keys"), &key).await.expect(200);
    (id, key["consumerSecret"].as_str().expect("a secret").to_owned())
}

/// What its owner sees of an application, but for ids.
async fn seen(user: &User, id: &str) -> Value {
    let mut whole = user.get(&format!("{BASE}/applications/{id}")).await.expect(200);
    for name in ["applicationId", "keys", "owner"] {
        whole.as_object_mut().expect("an object").remove(name);
    }
    let list = user.get(&format!("{BASE}/subscriptions?applicationId={id}")).await.expect(200);
    let mut plans: Vec<_> = list["list"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|s| format!("{} {}", s["apiInfo"]["name"], s["throttlingPolicy"]))
        .collect();
    plans.sort();
    let keys = user.get(&format!("{BASE}/applications/{id}/oauth-keys")).await.expect(200);
    let keys: Vec<_> = keys["list"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|k| json!([k["keyType"], k["supportedGrantTypes"], k["additionalProperties"], k["keyState"]]))
        .collect();
    json!({"application": whole, "plans": plans, "keys": keys})
}

async fn find(user: &User, name: &str) -> Option<String> {
    let list = user.get(&format!("{BASE}/applications?query={name}")).await.expect(200);
    list["list"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|a| a["name"] == name)
        .map(|a| a["applicationId"].as_str().expect("an id").to_owned())
}

#[tokio::test]
async fn an_application_comes_out_of_its_archive_with_subscriptions_and_new_keys() {
    let world = World::start().await;
    let (id, secret) = furnished(&world).await;
    let before = seen(&world.dev, &id).await;
    let admin = mover(&world, "admin").await;
    for (export, to) in [
        (format!("{BASE}/applications/export?appName=Shop&appOwner=dev&withKeys=true&format=JSON"), BASE),
        (format!("{ADMIN}/export/applications?appName=Shop&appOwner=dev&withKeys=true"), ADMIN),
    ] {
        let exported = admin.get(&export).await;
        assert_eq!(exported.status, 200);
        let files = archive::read(&exported.body, &Limits::default()).expect("an archive");
        let all: Vec<u8> = files.paths().flat_map(|p| files.get(p).unwrap_or_default().to_vec()).collect();
        assert!(!String::from_utf8_lossy(&all).contains(&secret), "the secret is told");
        let path = if to == BASE {
            format!("{BASE}/applications/import")
        } else {
            format!("{ADMIN}/import/applications")
        };

        import(&admin, &format!("{path}?preserveOwner=true"), &exported.body).await.expect(409);
        let old = find(&world.dev, "Shop").await.expect("there");
        let keys = world.dev.get(&format!("{BASE}/applications/{old}/oauth-keys")).await.expect(200);
        let old_key = keys["list"][0]["consumerKey"].clone();
        world.dev.delete(&format!("{BASE}/applications/{old}")).await.expect(200);
        let told = import(&admin, &format!("{path}?preserveOwner=true"), &exported.body).await.expect(200);
        assert_eq!((&told["name"], &told["owner"]), (&json!("Shop"), &json!("dev")));
        let new = find(&world.dev, "Shop").await.expect("there again");
        assert_eq!(seen(&world.dev, &new).await, before);
        let keys = world.dev.get(&format!("{BASE}/applications/{new}/oauth-keys")).await.expect(200);
        assert_ne!(keys["list"][0]["consumerKey"], old_key, "a client of its own");
    }
}

#[tokio::test]
async fn what_cannot_be_subscribed_to_is_told_and_what_is_there_is_updated() {
    let world = World::start().await;
    let (id, _) = furnished(&world).await;
    let admin = mover(&world, "admin").await;
    let export = format!("{BASE}/applications/export?appName=Shop&appOwner=dev&withKeys=true");
    let archive = admin.get(&export).await.body;
    let path = format!("{BASE}/applications/import");

    // Without an owner it becomes the importer's, who may have no such APIs.
    world.app.tenant("away.example").await;
    let stranger = mover(&world, "admin@away.example").await;
    let skipped = import(&stranger, &path, &archive).await.expect(207);
    assert_eq!(skipped["count"], 2);
    let theirs = find(&stranger, "Shop").await.expect("there");
    let keys = stranger.get(&format!("{BASE}/applications/{theirs}/oauth-keys")).await.expect(200);
    assert_eq!(keys["count"], 1);
    import(&stranger, &format!("{path}?preserveOwner=true&update=true"), &archive).await.expect(403);
    admin
        .get(&format!("{BASE}/applications/export?appName=Shop&appOwner=admin@away.example"))
        .await
        .expect(404);

    let body = json!({"name": "Shop", "throttlingPolicy": "Unlimited", "description": "other"});
    world.dev.put(&format!("{BASE}/applications/{id}"), &body).await.expect(200);
    import(&admin, &format!("{path}?appOwner=dev"), &archive).await.expect(409);
    let told = import(&admin, &format!("{path}?appOwner=dev&update=true"), &archive).await.expect(200);
    assert_eq!(told["applicationId"], json!(id));
    assert_eq!((&told["description"], &told["subscriptionCount"]), (&json!("sells"), &json!(2)));

    let skip = format!("{path}?appOwner=other&skipSubscriptions=true&skipApplicationKeys=true");
    assert_eq!(import(&admin, &skip, &archive).await.expect(200)["subscriptionCount"], 0);
    let other = find(&world.other, "Shop").await.expect("there");
    let keys = world.other.get(&format!("{BASE}/applications/{other}/oauth-keys")).await.expect(200);
    assert_eq!(keys["count"], 0);
}

#[tokio::test]
async fn an_import_that_fails_at_its_keys_leaves_nothing() {
    let world = World::start().await;
    let admin = mover(&world, "admin").await;
    let key = |kind: &str, manager: &str| {
        json!({"keyType": kind, "keyManager": manager,
        "supportedGrantTypes": ["client_credentials"]})
    };
    let keys = [key("PRODUCTION", "Resident Key Manager"), key("SANDBOX", "Elsewhere")];
    let info = json!({"name": "Broken", "throttlingPolicy": "Unlimited", "keys": keys});
    let data = json!({"applicationInfo": info, "subscribedAPIs": []});
    let text = json!({"type": "application", "version": "v4.2.0", "data": data}).to_string();
    let archive = archive::write([("x/application.json", text.as_bytes())]).expect("an archive");
    import(&admin, &format!("{BASE}/applications/import"), &archive).await.expect(400);
    assert!(find(&admin, "Broken").await.is_none());
}
