use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use super::D;
use super::world::World;
use crate::app::User;

async fn count(user: &User, query: &str) -> Value {
    user.get(&format!("{D}/apis?{query}")).await.expect(200)["count"].clone()
}

#[tokio::test]
async fn a_published_api_shows_where_and_how_to_call_it() {
    let w = World::start().await;
    let id = w.publish("Pizza", json!({"tags": ["food"], "isDefaultVersion": true})).await;
    for user in [&w.dev, &w.app.anonymous()] {
        let api = user.get(&format!("{D}/apis/{id}")).await.expect(200);
        assert_eq!(api["context"], "/pizza/1.0.0");
        let at = &api["endpointURLs"][0];
        assert_eq!(at["environmentName"], "Default");
        assert_eq!(at["environmentType"], "hybrid");
        assert_eq!(
            at["URLs"],
            json!({"http": "http://localhost:8280/pizza/1.0.0", "https": "https://localhost:8243/pizza/1.0.0"})
        );
        assert_eq!(at["defaultVersionURLs"]["https"], "https://localhost:8243/pizza");
        let tiers: Vec<_> = api["tiers"].as_array().expect("tiers").iter().map(|t| &t["tierName"]).collect();
        assert_eq!(tiers, ["Bronze", "Gold"]);
        let swagger = user.get(&format!("{D}/apis/{id}/swagger")).await.expect(200);
        assert_eq!(swagger["servers"][0]["url"], "https://localhost:8243/pizza/1.0.0");
        assert!(!swagger.to_string().contains("x-wso2"), "{swagger}");
        assert!(!api.to_string().contains("http://localhost:1"), "a back end is nobody's business");
        let plans = user.get(&format!("{D}/apis/{id}/subscription-policies")).await.expect(200);
        assert_eq!(plans[0]["requestCount"], 1_000);
    }
    w.dev.get(&format!("{D}/apis/{id}/swagger?environmentName=Nowhere")).await.expect(400);
}

#[tokio::test]
async fn the_state_decides_who_is_shown() {
    let w = World::start().await;
    let id = w.make("Pizza", json!({})).await;
    let path = format!("{D}/apis/{id}");
    w.dev.get(&path).await.expect(403);
    assert_eq!(count(&w.dev, "").await, 0);
    w.change(&id, "Deploy as a Prototype").await;
    assert_eq!(w.dev.get(&path).await.expect(200)["lifeCycleStatus"], "PROTOTYPED");
    for (action, status) in [("Publish", 200), ("Block", 200), ("Deprecate", 200), ("Retire", 403)] {
        w.change(&id, action).await;
        w.dev.get(&path).await.expect(status);
        w.dev.get(&format!("{path}/swagger")).await.expect(status);
    }
    w.dev.get(&format!("{D}/apis/nothing")).await.expect(404);
}

#[tokio::test]
async fn restricted_apis_are_for_their_roles() {
    let w = World::start().await;
    let id = w
        .publish(
            "Secret",
            json!({"visibility": "RESTRICTED", "visibleRoles": ["Internal/devops"], "tags": ["hidden"]}),
        )
        .await;
    let own = w.publish("Own", json!({"visibility": "PRIVATE"})).await;
    w.app.user("ops", &["Internal/subscriber", "Internal/devops"]).await;
    w.app.user("maker", &["Internal/publisher"]).await;
    let ops = w.app.as_user("ops", "apim:subscribe").await;
    let maker = w.app.as_user("maker", "apim:subscribe").await;
    let nobody = w.app.anonymous();
    for (user, secret, private) in
        [(&ops, 200, 200), (&maker, 200, 200), (&w.dev, 404, 200), (&nobody, 404, 404)]
    {
        for part in ["", "/swagger", "/subscription-policies"] {
            user.get(&format!("{D}/apis/{id}{part}")).await.expect(secret);
            user.get(&format!("{D}/apis/{own}{part}")).await.expect(private);
        }
        let seen = usize::from(secret == 200) + usize::from(private == 200);
        assert_eq!(count(user, "").await, seen);
        let tags = user.get(&format!("{D}/tags")).await.expect(200);
        assert_eq!(tags["count"], usize::from(secret == 200));
    }
}

#[tokio::test]
async fn search() {
    let w = World::start().await;
    w.publish("PizzaShack", json!({"tags": ["food", "two words"]})).await;
    w.publish("Burger", json!({"tags": ["food"], "description": "Nothing like a pizza"})).await;
    w.make("PizzaDraft", json!({})).await;
    for (query, found) in [
        ("", 2),
        ("query=name:pizza", 1),
        ("query=pizza", 2),
        ("query=context:/burger", 1),
        ("query=tags:food", 2),
        ("query=tags:%22two%20words%22", 1),
        ("query=tag:food%20tag:none", 2),
        ("query=tag:food%20name:burger", 1),
        ("query=description:nothing", 1),
        ("query=version:9", 0),
        ("query=name:%25", 0),
        ("limit=1", 1),
        ("offset=5", 0),
    ] {
        assert_eq!(count(&w.dev, query).await, found, "{query}");
    }
    let content = w.dev.get(&format!("{D}/search?query=nothing")).await.expect(200);
    assert_eq!((&content["count"], &content["list"][0]["type"]), (&json!(1), &json!("API")));
    let tags = w.app.anonymous().get(&format!("{D}/tags")).await.expect(200);
    assert_eq!(tags["list"], json!([{"value": "food", "count": 2}, {"value": "two words", "count": 1}]));
}

#[tokio::test]
async fn a_tenants_catalogue_is_looked_at_by_header() {
    let w = World::start().await;
    let id = w.publish("Pizza", json!({})).await;
    let private = w.publish("Own", json!({"visibility": "PRIVATE"})).await;
    let stranger = w.stranger().await;
    stranger.get(&format!("{D}/apis/{id}")).await.expect(404);
    assert_eq!(count(&stranger, "").await, 0);
    let look = async |path: String, tenant: &str| {
        stranger.raw(Method::GET, &path, None, &[("X-WSO2-Tenant", tenant)], Bytes::new()).await
    };
    assert_eq!(look(format!("{D}/apis"), "carbon.super").await.expect(200)["count"], 1);
    look(format!("{D}/apis/{id}"), "carbon.super").await.expect(200);
    look(format!("{D}/apis/{private}"), "carbon.super").await.expect(404);
    look(format!("{D}/apis"), "nowhere.com").await.expect(404);
    look(format!("{D}/apis"), "../etc").await.expect(404);
}
