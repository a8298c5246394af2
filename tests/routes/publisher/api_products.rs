//! `/api-products`: making products of APIs, keeping them in step with these, and what both may no longer do.

use model::catalog::DeployedApi;
use serde_json::{Value, json};

use super::{announced, at, deploy, make, maker, pizza};
use crate::app::{App, User};

fn drinks() -> Value {
    json!({"name": "DrinksAPI", "context": "/drinks", "version": "1.0.0", "policies": ["Gold"],
        "endpointConfig": {"endpoint_type": "http", "production_endpoints": {"url": "http://localhost:2/drinks"}},
        "operations": [{"target": "/cola", "verb": "GET"}, {"target": "/beer", "verb": "GET"}],
        "scopes": [{"scope": {"name": "thirst", "displayName": "Thirst", "bindings": ["admin"]}}]})
}

fn lunch(pizza: &str, drinks: &str) -> Value {
    json!({"name": "Lunch", "context": "/lunch", "policies": ["Gold"], "apis": [
        {"apiId": pizza, "operations": [{"verb": "GET", "target": "/menu"}]},
        {"apiId": drinks, "operations": [{"verb": "GET", "target": "/cola"}]}]})
}

async fn members(user: &User) -> (String, String) {
    (make(user, &pizza()).await, make(user, &drinks()).await)
}

async fn product(user: &User, body: &Value) -> String {
    let made = user.post(&at("/api-products"), body).await.expect(201);
    made["id"].as_str().expect("an id").to_owned()
}

async fn lunch_told(app: &App) -> DeployedApi {
    announced(app).await.into_iter().find(|a| a.name == "Lunch").expect("the product is deployed")
}

async fn deploy_product(user: &User, id: &str) -> String {
    let made = user.post(&at(&format!("/api-products/{id}/revisions")), &json!({})).await.expect(201);
    let revision = made["id"].as_str().expect("an id").to_owned();
    let path = at(&format!("/api-products/{id}/deploy-revision?revisionId={revision}"));
    user.post(&path, &json!([{"name": "Default", "vhost": "localhost"}])).await.expect(201);
    revision
}

#[tokio::test]
async fn a_product_is_made_of_apis_and_follows_them_when_it_is_saved() {
    let app = App::start().await;
    let user = maker(&app).await;
    let (pizza_id, drinks_id) = members(&user).await;
    let id = product(&user, &lunch(&pizza_id, &drinks_id)).await;
    let one = at(&format!("/api-products/{id}"));
    let made = user.get(&one).await.expect(200);
    assert_eq!((&made["state"], &made["version"]), (&json!("CREATED"), &json!("1.0.0")));
    assert_eq!(made["apis"][1]["name"], "DrinksAPI");
    assert_eq!(made["apis"][1]["operations"].as_array().map(Vec::len), Some(1));
    let text = user.get(&at(&format!("/api-products/{id}/swagger"))).await.expect(200);
    let paths: Vec<_> = text["paths"].as_object().expect("paths").keys().cloned().collect();
    assert_eq!(paths, ["/menu", "/cola"]);

    // Listed as a product, not as an API; each API says which products it is in.
    let products = user.get(&at("/api-products")).await.expect(200);
    assert_eq!((&products["count"], &products["list"][0]["id"]), (&json!(1), &json!(id)));
    let apis = user.get(&at("/apis")).await.expect(200);
    assert_eq!(apis["count"], 2);
    user.get(&at(&format!("/apis/{id}"))).await.expect(404);
    user.get(&at(&format!("/api-products/{pizza_id}"))).await.expect(404);
    user.get(&at(&format!("/api-products/{pizza_id}/revisions"))).await.expect(404);
    let member = user.get(&at(&format!("/apis/{drinks_id}"))).await.expect(200);
    assert_eq!(member["operations"][0]["usedProductIds"], json!([id]));
    let found = user.get(&at("/search?query=name:Lunch")).await.expect(200);
    assert_eq!(found["list"][0]["type"], "APIProduct");

    let revision = deploy_product(&user, &id).await;
    let told = lunch_told(&app).await;
    assert_eq!((told.context.as_str(), told.kind.as_str()), ("/lunch/1.0.0", "APIPRODUCT"));
    let back_end = |told: &DeployedApi, at: usize| {
        let member = told.operations[at].member.map(usize::from).expect("a member");
        told.members[member].production.clone().expect("production").urls
    };
    assert_eq!(back_end(&told, 1), ["http://localhost:2/drinks"]);

    // What changes about a member is served once the product is saved and deployed again.
    let mut changed = drinks();
    changed["endpointConfig"]["production_endpoints"]["url"] = json!("http://localhost:3/bar");
    changed["operations"][0]["scopes"] = json!(["thirst"]);
    user.put(&at(&format!("/apis/{drinks_id}")), &changed).await.expect(200);
    let outdated = at(&format!("/api-products/{id}/is-outdated"));
    assert_eq!(user.get(&outdated).await.expect(200)["isOutdated"], true);
    deploy_product(&user, &id).await;
    assert_eq!(back_end(&lunch_told(&app).await, 1), ["http://localhost:2/drinks"]);
    let saved = user.put(&one, &made).await.expect(200);
    assert_eq!(saved["scopes"][0]["scope"]["name"], "thirst");
    assert_eq!(user.get(&outdated).await.expect(200)["isOutdated"], false);
    deploy_product(&user, &id).await;
    let told = lunch_told(&app).await;
    assert_eq!(back_end(&told, 1), ["http://localhost:3/bar"]);
    assert_eq!(told.operations[1].scopes, ["thirst"]);

    let snapshot = user.get(&at(&format!("/api-products/{revision}"))).await.expect(200);
    assert_eq!((&snapshot["isRevision"], &snapshot["revisionedApiProductId"]), (&json!(true), &json!(id)));
    let path = at(&format!("/api-products/{id}/restore-revision?revisionId={revision}"));
    assert_eq!(user.post(&path, &json!({})).await.expect(201)["scopes"], json!([]));
}

#[tokio::test]
async fn what_a_product_uses_stays() {
    let app = App::start().await;
    let user = maker(&app).await;
    let (pizza_id, drinks_id) = members(&user).await;
    let before = deploy(&user, &drinks_id).await;
    let mut more = drinks();
    more["operations"] = json!([{"target": "/cola", "verb": "GET"}, {"target": "/tea", "verb": "GET"}]);
    let one = at(&format!("/apis/{drinks_id}"));
    user.put(&one, &more).await.expect(200);
    let mut body = lunch(&pizza_id, &drinks_id);
    body["apis"][1]["operations"][0]["target"] = json!("/tea");
    let id = product(&user, &body).await;

    assert_eq!(user.delete(&one).await.expect(409)["code"], 900_344);
    assert_eq!(user.put(&one, &drinks()).await.expect(409)["code"], 900_344);
    let restore = at(&format!("/apis/{drinks_id}/restore-revision?revisionId={before}"));
    assert_eq!(user.post(&restore, &json!({})).await.expect(400)["code"], 900_344);
    user.delete(&at(&format!("/api-products/{id}"))).await.expect(200);
    user.put(&one, &drinks()).await.expect(200);
}

#[tokio::test]
async fn what_cannot_be_a_product_is_refused_by_code() {
    let app = App::start().await;
    let user = maker(&app).await;
    let (pizza_id, drinks_id) = members(&user).await;
    let mut bare = drinks();
    (bare["name"], bare["context"]) = (json!("Bare"), json!("/bare"));
    bare["scopes"] = json!([]);
    bare.as_object_mut().expect("an object").remove("endpointConfig");
    let bare = make(&user, &bare).await;
    let path = at("/api-products");
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = lunch(&pizza_id, &drinks_id);
        change(&mut body);
        body
    };
    let refusals = [
        (with(&|b| b["apis"] = json!([])), 400, "apis"),
        (with(&|b| b["apis"][0]["operations"][0]["target"] = json!("/none")), 400, "/none"),
        (with(&|b| b["apis"][1]["apiId"] = json!(pizza_id)), 400, "twice"),
        (with(&|b| b["apis"][1]["apiId"] = json!("nobody")), 404, "900308"),
        (with(&|b| b["apis"][1]["apiId"] = json!(bare)), 409, "900342"),
        (with(&|b| b["context"] = json!("/{version}/lunch")), 400, "malformed"),
        (with(&|b| b["context"] = json!("/a lunch")), 400, "900253"),
        (with(&|b| b["context"] = json!("/drinks")), 409, "900251"),
    ];
    for (body, status, part) in refusals {
        let told = user.post(&path, &body).await.expect(status).to_string();
        assert!(told.contains(part), "{body}: {told}");
    }
    let same = make(
        &user,
        &json!({"name": "Same", "context": "/same", "version": "1", "policies": ["Gold"],
        "endpointConfig": drinks()["endpointConfig"], "operations": [{"target": "/menu", "verb": "GET"}]}),
    )
    .await;
    let twice = with(&|b| b["apis"][1] = json!({"apiId": same}));
    assert_eq!(user.post(&path, &twice).await.expect(400)["code"], 900_341);
    for action in ["Publish", "Deprecate"] {
        super::change(&user, &same, action).await.expect(200);
    }
    let retiring = with(&|b| b["apis"] = json!([{"apiId": same}]));
    assert_eq!(user.post(&path, &retiring).await.expect(409)["code"], 900_343);
    // An API is no product because it says so.
    let mut api = drinks();
    (api["name"], api["context"], api["type"]) = (json!("Sly"), json!("/sly"), json!("APIPRODUCT"));
    api["members"] = json!([{"apiId": pizza_id}]);
    user.post(&at("/apis"), &api).await.expect(400);
}

#[tokio::test]
async fn a_product_lives_and_is_subscribed_to_like_an_api() {
    let app = App::start().await;
    let user = maker(&app).await;
    let (pizza_id, drinks_id) = members(&user).await;
    let id = product(&user, &lunch(&pizza_id, &drinks_id)).await;
    deploy_product(&user, &id).await;
    let change = async |action: &str| {
        let path = at(&format!("/api-products/change-lifecycle?apiProductId={id}&action={action}"));
        user.post(&path, &json!({})).await.expect(200)
    };
    let published = change("Publish").await;
    assert_eq!(published["workflowStatus"], "APPROVED");
    let events = published["lifecycleState"]["availableTransitions"].as_array().map(Vec::len);
    assert_eq!(events, Some(4));

    let dev = app.as_user("admin", "apim:subscribe apim:app_manage apim:sub_manage").await;
    let portal = |path: &str| format!("/api/am/devportal/v3{path}");
    let listed = dev.get(&portal("/apis?query=type:APIPRODUCT")).await.expect(200);
    assert_eq!((&listed["count"], &listed["list"][0]["type"]), (&json!(1), &json!("APIPRODUCT")));
    let text = dev.get(&portal(&format!("/apis/{id}/swagger"))).await.expect(200);
    assert!(text["paths"]["/cola"].is_object(), "{text}");
    dev.put(&portal(&format!("/apis/{id}/user-rating")), &json!({"rating": 4})).await.expect(200);
    let application = json!({"name": "Eater", "throttlingPolicy": "Unlimited"});
    let application = dev.post(&portal("/applications"), &application).await.expect(201);
    let wish =
        json!({"apiId": id, "applicationId": application["applicationId"], "throttlingPolicy": "Gold"});
    dev.post(&portal("/subscriptions"), &wish).await.expect(201);

    let one = at(&format!("/api-products/{id}"));
    let told = user.delete(&one).await.expect(409).to_string();
    assert!(told.contains("active subscriptions exist"), "{told}");
    let copied = user
        .post(&at(&format!("/api-products/copy-api-products?apiProductId={id}&newVersion=2.0.0")), &json!({}))
        .await
        .expect(201);
    assert_eq!((&copied["version"], copied["apis"].as_array().map(Vec::len)), (&json!("2.0.0"), Some(2)));
    for action in ["Deprecate", "Retire"] {
        change(action).await;
    }
    let history = user.get(&at(&format!("/api-products/{id}/lifecycle-history"))).await.expect(200);
    assert_eq!(history["count"], 4);
    assert!(!announced(&app).await.iter().any(|a| a.name == "Lunch"), "a retired product is served");
    user.delete(&one).await.expect(200);
}
