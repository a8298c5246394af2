//! `/apis/copy-api`, the default version, and what publishing does to earlier versions.

use serde_json::json;

use super::{announced, at, change, deploy, make, maker, pizza};
use crate::app::App;

#[tokio::test]
async fn a_new_version_is_its_own_and_the_default_moves_when_it_is_deployed() {
    let app = App::start().await;
    let user = maker(&app).await;
    let mut body = pizza();
    body["isDefaultVersion"] = json!(true);
    let first = make(&user, &body).await;
    deploy(&user, &first).await;
    let versionless = async || -> Vec<(String, Option<String>)> {
        let mut all: Vec<_> =
            announced(&app).await.into_iter().map(|a| (a.version, a.default_context)).collect();
        all.sort();
        all
    };
    assert_eq!(versionless().await, [("1.0.0".to_owned(), Some("/pizzashack".to_owned()))]);

    let copy =
        |version: &str| at(&format!("/apis/copy-api?apiId={first}&newVersion={version}&defaultVersion=true"));
    let second = user.post(&copy("2.0.0"), &json!({})).await.expect(201);
    assert_eq!((&second["lifeCycleStatus"], &second["isDefaultVersion"]), (&json!("CREATED"), &json!(true)));
    assert_eq!(
        (&second["context"], &second["operations"][0]["target"]),
        (&json!("/pizzashack"), &json!("/menu"))
    );
    let old = user.get(&at(&format!("/apis/{first}"))).await.expect(200);
    assert_eq!(old["isDefaultVersion"], false);
    // Until its successor is there, the old one answers.
    assert_eq!(versionless().await[0].1.as_deref(), Some("/pizzashack"));
    let second = second["id"].as_str().expect("an id").to_owned();
    deploy(&user, &second).await;
    assert_eq!(
        versionless().await,
        [("1.0.0".to_owned(), None), ("2.0.0".to_owned(), Some("/pizzashack".to_owned()))]
    );
    let mut api = user.get(&at(&format!("/apis/{second}"))).await.expect(200);
    api["isDefaultVersion"] = json!(false);
    user.put(&at(&format!("/apis/{second}")), &api).await.expect(200);
    assert!(versionless().await.iter().all(|(_, d)| d.is_none()));

    assert_eq!(user.post(&copy("2.0.0"), &json!({})).await.expect(409)["code"], 900_252);
    user.post(&copy("a/b"), &json!({})).await.expect(400);
    user.post(&at("/apis/copy-api?apiId=nobody&newVersion=3"), &json!({})).await.expect(404);
    assert_eq!(user.get(&at("/apis?query=name:PizzaShackAPI")).await.expect(200)["count"], 2);
}

#[tokio::test]
async fn publishing_may_deprecate_what_came_before() {
    let app = App::start().await;
    let user = maker(&app).await;
    let first = make(&user, &pizza()).await;
    change(&user, &first, "Publish").await.expect(200);
    let path = at(&format!("/apis/copy-api?apiId={first}&newVersion=2.0.0"));
    let second = user.post(&path, &json!({})).await.expect(201);
    let second = second["id"].as_str().expect("an id");
    let state = user.get(&at(&format!("/apis/{second}/lifecycle-state"))).await.expect(200);
    let items: Vec<_> =
        state["checkItems"].as_array().expect("a list").iter().map(|i| i["name"].clone()).collect();
    assert_eq!(
        items,
        [
            "Deprecate old versions after publishing the API",
            "Requires re-subscription when publishing the API"
        ]
    );
    let list = "Deprecate%20old%20versions%20after%20publishing%20the%20API:true,Requires%20re-subscription%20when%20publishing%20the%20API:true";
    let publish = format!("/apis/change-lifecycle?apiId={second}&action=Publish&lifecycleChecklist={list}");
    user.post(&at(&publish), &json!({})).await.expect(200);
    assert_eq!(user.get(&at(&format!("/apis/{first}"))).await.expect(200)["lifeCycleStatus"], "DEPRECATED");
}

#[tokio::test]
async fn subscriptions_come_along_unless_a_new_one_is_required_and_protect_from_deletion() {
    let app = App::start().await;
    let user = maker(&app).await;
    let first = make(&user, &pizza()).await;
    change(&user, &first, "Publish").await.expect(200);
    let developer = app.as_user("admin", "apim:subscribe apim:app_manage apim:sub_manage").await;
    let base = "/api/am/devportal/v3";
    let new = json!({"name": "app", "throttlingPolicy": "Unlimited"});
    let application = developer.post(&format!("{base}/applications"), &new).await.expect(201);
    let wish =
        json!({"applicationId": application["applicationId"], "apiId": first, "throttlingPolicy": "Gold"});
    developer.post(&format!("{base}/subscriptions"), &wish).await.expect(201);
    user.delete(&at(&format!("/apis/{first}"))).await.expect(409);

    let count = async |api: &str| {
        developer.get(&format!("{base}/subscriptions?apiId={api}")).await.expect(200)["count"].clone()
    };
    let copy = async |version: &str| {
        let path = at(&format!("/apis/copy-api?apiId={first}&newVersion={version}"));
        user.post(&path, &json!({})).await.expect(201)["id"].as_str().expect("an id").to_owned()
    };
    let second = copy("2").await;
    change(&user, &second, "Publish").await.expect(200);
    assert_eq!(count(&second).await, 1);
    let third = copy("3").await;
    let list = "Requires%20re-subscription%20when%20publishing%20the%20API:true";
    let publish = format!("/apis/change-lifecycle?apiId={third}&action=Publish&lifecycleChecklist={list}");
    user.post(&at(&publish), &json!({})).await.expect(200);
    assert_eq!(count(&third).await, 0);

    change(&user, &first, "Deprecate").await.expect(200);
    change(&user, &first, "Retire").await.expect(200);
    user.delete(&at(&format!("/apis/{first}"))).await.expect(200);
}
