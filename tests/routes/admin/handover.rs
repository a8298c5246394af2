//! `/applications` and `/apis`: everybody's, and who has them next.

use http::Method;
use model::catalog::Kind;
use serde_json::{Value, json};

use super::BASE;
use crate::app::App;

const PUBLISHER: &str = "/api/am/publisher/v4";
const DEVPORTAL: &str = "/api/am/devportal/v3";
const SCOPES: &str = "apim:admin apim:subscribe apim:app_manage apim:sub_manage";

async fn documents(app: &App, kind: Kind) -> Vec<Value> {
    let mut tx = app.control.read().await.expect("tx");
    let all = store::catalog::page(&mut tx, 0, 10_000).await.expect("documents");
    all.into_iter().filter(|d| d.key.kind == kind).filter_map(|d| d.body).collect()
}

fn application(name: &str) -> Value {
    json!({"name": name, "throttlingPolicy": "Unlimited", "description": "", "tokenType": "JWT",
        "attributes": {}})
}

#[tokio::test]
async fn an_application_is_given_to_another_developer_with_its_keys() {
    let app = App::start().await;
    app.tenant("a.com").await;
    app.user("ann", &["Internal/subscriber"]).await;
    app.user("ben", &["Internal/subscriber"]).await;
    app.user("pat", &["Internal/publisher"]).await;
    app.user("tom@a.com", &["Internal/subscriber"]).await;
    let ann = app.as_user("ann", "apim:subscribe apim:app_manage").await;
    let ben = app.as_user("ben", "apim:subscribe apim:app_manage").await;
    let admin = app.as_user("admin", "apim:admin").await;
    let own = format!("{DEVPORTAL}/applications");
    let id = ann.post(&own, &application("Shop")).await.expect(201)["applicationId"].clone();
    let id = id.as_str().expect("an id");
    let wish = json!({"keyType": "PRODUCTION", "grantTypesToBeSupported": ["client_credentials"]});
    let key = ann.post(&format!("{own}/{id}/generate-keys"), &wish).await.expect(200);
    let all = format!("{BASE}/applications");
    let give = |owner: &str| format!("{all}/{id}/change-owner?owner={owner}");
    for (nobody, status) in [("nobody", 400), ("pat", 400), ("tom@a.com", 400), ("", 400)] {
        admin.post(&give(nobody), &Value::Null).await.expect(status);
    }
    let twin = ben.post(&own, &application("Shop")).await.expect(201)["applicationId"].clone();
    admin.post(&give("ben"), &Value::Null).await.expect(409);
    admin.delete(&format!("{all}/{}", twin.as_str().expect("an id"))).await.expect(200);
    admin.post(&give("ben"), &Value::Null).await.expect(200);

    let mine = ben.get(&format!("{own}/{id}")).await.expect(200);
    assert_eq!((&mine["owner"], &mine["name"]), (&json!("ben"), &json!("Shop")));
    let keys = ben.get(&format!("{own}/{id}/oauth-keys")).await.expect(200);
    assert_eq!(keys["list"][0]["consumerKey"], key["consumerKey"]);
    ann.get(&format!("{own}/{id}")).await.expect(403);
    let told = documents(&app, Kind::Application).await;
    assert!(told.iter().any(|a| a["name"] == "Shop" && a["owner"] == "ben"), "{told:?}");
    // A client's own tokens are its owner's: they would end with the account of somebody who has it no more.
    let consumer = key["consumerKey"].as_str().expect("a key");
    let client = app.control.resident().expect("connected");
    let client = client.get(&model::tenant::TenantDomain::super_tenant(), consumer).await.expect("a client");
    assert_eq!(client.request.owner, "ben@carbon.super");

    let stranger = app.as_user("admin@a.com", "apim:admin").await;
    stranger.post(&give("tom@a.com"), &Value::Null).await.expect(404);
    stranger.delete(&format!("{all}/{id}")).await.expect(404);
    admin.delete(&format!("{all}/{id}")).await.expect(200);
    ben.get(&format!("{own}/{id}")).await.expect(404);
}

#[tokio::test]
async fn applications_of_everybody_are_listed_by_owner_and_name() {
    let app = App::start().await;
    app.tenant("a.com").await;
    for name in ["ann", "ben", "tom@a.com"] {
        app.user(name, &["Internal/subscriber"]).await;
        let user = app.as_user(name, SCOPES).await;
        for application_name in ["Shop", "Till"] {
            let own = format!("{DEVPORTAL}/applications");
            user.post(&own, &application(application_name)).await.expect(201);
        }
    }
    let admin = app.as_user("admin", "apim:app_owner_change").await;
    let all = format!("{BASE}/applications");
    let owners = async |query: &str| -> Vec<String> {
        let found = admin.get(&format!("{all}?{query}")).await.expect(200);
        let list = found["list"].as_array().expect("a list");
        assert_eq!(found["count"], list.len());
        list.iter().map(|a| format!("{}/{}", a["owner"], a["name"]).replace('"', "")).collect()
    };
    assert_eq!(owners("name=ho&sortBy=owner").await, ["ann/Shop", "ben/Shop"]);
    assert_eq!(owners("name=ho&sortBy=owner&sortOrder=desc").await, ["ben/Shop", "ann/Shop"]);
    assert_eq!(owners("user=ben&name=till").await, ["ben/Till"]);
    assert!(owners("user=tom@a.com").await.is_empty());
    assert_eq!(
        owners("tenantDomain=carbon.super&name=shop&limit=1&offset=1&sortBy=owner").await,
        ["ben/Shop"]
    );
    let page = admin.get(&format!("{all}?name=shop&limit=1")).await.expect(200);
    assert_eq!((&page["pagination"]["total"], &page["previous"]), (&json!(2), &json!("")));
    assert!(page["next"].to_string().contains("offset=1"), "{page}");
    admin.get(&format!("{all}?tenantDomain=a.com")).await.expect(400);
    admin.get(&format!("{all}?sortBy=colour")).await.expect(400);
    admin.delete(&format!("{all}/x")).await.expect(401);
    app.anonymous().get(&all).await.expect(401);
}

#[tokio::test]
async fn an_api_is_found_and_given_to_another_provider() {
    let app = App::start().await;
    app.tenant("a.com").await;
    app.user("pat", &["Internal/creator"]).await;
    let maker = app.as_user("admin", "apim:api_create apim:api_publish apim:api_view apim:api_manage").await;
    let api = json!({"name": "Pizza", "context": "/pizza", "version": "1.0.0", "policies": ["Gold"],
        "accessControl": "RESTRICTED", "accessControlRoles": ["admin"],
        "endpointConfig": {"endpoint_type": "http", "production_endpoints": {"url": "http://localhost:1"}}});
    let id = maker.post(&format!("{PUBLISHER}/apis"), &api).await.expect(201)["id"].clone();
    let one = format!("{PUBLISHER}/apis/{}", id.as_str().expect("an id"));
    let revision = maker.post(&format!("{one}/revisions"), &json!({})).await.expect(201)["id"].clone();
    let at = json!([{"name": "Default", "vhost": "localhost", "displayOnDevportal": true}]);
    let deploy = format!("{one}/deploy-revision?revisionId={}", revision.as_str().expect("an id"));
    maker.post(&deploy, &at).await.expect(201);
    let admin = app.as_user("admin", "apim:api_provider_change").await;
    let all = format!("{BASE}/apis");
    for (query, count) in
        [("", 1), ("?query=*", 1), ("?query=izz", 1), ("?query=provider:admin", 1), ("?query=name:x", 0)]
    {
        assert_eq!(admin.get(&format!("{all}{query}")).await.expect(200)["count"], count, "{query}");
    }
    let give = |to: &str| format!("{all}/{}/change-provider?provider={to}", id.as_str().expect("an id"));
    for nobody in ["nobody", "admin@a.com"] {
        assert_eq!(admin.post(&give(nobody), &Value::Null).await.expect(400)["code"], 901_409);
    }
    let before = maker.get(&one).await.expect(200);
    admin.send(Method::POST, &give("pat"), None).await.expect(200);
    let mut after = maker.get(&one).await.expect(200);
    assert_eq!(after["provider"], "pat");
    assert_eq!(documents(&app, Kind::Api).await[0]["provider"], "pat");
    for member in ["provider", "lastUpdatedTime", "lastUpdatedTimestamp"] {
        after[member] = before[member].clone();
    }
    assert_eq!(after, before, "nothing else has changed");
    let stranger = app.as_user("admin@a.com", "apim:admin").await;
    stranger.post(&give("admin@a.com"), &Value::Null).await.expect(404);
    assert_eq!(stranger.get(&all).await.expect(200)["count"], 0);
}
