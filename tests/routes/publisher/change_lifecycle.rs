//! `/apis/change-lifecycle`, `/apis/{apiId}/lifecycle-state`, `/apis/{apiId}/lifecycle-history`.

use model::lifecycle::State;
use serde_json::{Value, json};

use super::{announced, at, change, deploy, make, maker, pizza};
use crate::app::App;

fn events(state: &Value) -> Vec<&str> {
    let all = state["availableTransitions"].as_array().expect("a list");
    all.iter().filter_map(|t| t["event"].as_str()).collect()
}

#[tokio::test]
async fn an_api_goes_through_its_life_and_gateways_learn_each_state() {
    let app = App::start().await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    deploy(&user, &id).await;
    let path = at(&format!("/apis/{id}/lifecycle-state"));
    let state = user.get(&path).await.expect(200);
    assert_eq!(
        (&state["state"], events(&state)),
        (&json!("Created"), vec!["Publish", "Deploy as a Prototype"])
    );
    for (action, shown, next, told) in [
        ("Deploy as a Prototype", "Prototyped", vec!["Publish", "Demote to Created"], State::Prototyped),
        (
            "Publish",
            "Published",
            vec!["Deploy as a Prototype", "Block", "Demote to Created", "Deprecate"],
            State::Published,
        ),
        ("Block", "Blocked", vec!["Re-Publish", "Deprecate"], State::Blocked),
        (
            "Re-Publish",
            "Published",
            vec!["Deploy as a Prototype", "Block", "Demote to Created", "Deprecate"],
            State::Published,
        ),
        ("Deprecate", "Deprecated", vec!["Retire"], State::Deprecated),
    ] {
        let changed = change(&user, &id, action).await.expect(200);
        assert_eq!(changed["workflowStatus"], "APPROVED");
        assert_eq!(changed["lifecycleState"]["state"], shown);
        assert_eq!(events(&changed["lifecycleState"]), next);
        assert_eq!(announced(&app).await[0].state, told);
    }
    change(&user, &id, "Retire").await.expect(200);
    assert!(announced(&app).await.is_empty());
    assert_eq!(user.get(&at(&format!("/apis/{id}"))).await.expect(200)["lifeCycleStatus"], "RETIRED");

    let history = user.get(&at(&format!("/apis/{id}/lifecycle-history"))).await.expect(200);
    let pairs: Vec<_> = history["list"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|e| (&e["previousState"], &e["postState"]))
        .collect();
    assert_eq!(pairs.first(), Some(&(&Value::Null, &json!("Created"))));
    assert_eq!(pairs.last(), Some(&(&json!("Deprecated"), &json!("Retired"))));
    assert_eq!(history["count"], 7);
}

#[tokio::test]
async fn what_is_not_allowed_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let user = maker(&app).await;
    let mut body = pizza();
    body["policies"] = json!([]);
    let id = make(&user, &body).await;
    let refused = change(&user, &id, "Publish").await.expect(400);
    assert_eq!(refused["code"], 903_224);
    body["policies"] = json!(["Gold"]);
    body["endpointConfig"] = Value::Null;
    user.put(&at(&format!("/apis/{id}")), &body).await.expect(200);
    assert_eq!(change(&user, &id, "Publish").await.expect(400)["code"], 903_223);
    assert_eq!(change(&user, &id, "Retire").await.expect(400)["code"], 903_234);
    assert_eq!(change(&user, &id, "Nonsense").await.expect(400)["code"], 903_234);
    let bad = format!("/apis/change-lifecycle?apiId={id}&action=Publish&lifecycleChecklist=x");
    user.post(&at(&bad), &json!({})).await.expect(400);
    user.post(&at("/apis/change-lifecycle?action=Publish"), &json!({})).await.expect(400);
    assert_eq!(change(&user, "nobody", "Publish").await.expect(404)["code"], 900_308);
    let state = user.get(&at(&format!("/apis/{id}/lifecycle-state"))).await.expect(200);
    assert_eq!(state["state"], "Created");

    let viewer = app.as_user("admin", "apim:api_view").await;
    change(&viewer, &id, "Publish").await.expect(401);
}
