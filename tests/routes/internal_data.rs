//! `/internal/data/v1`: what is asked, and `notify-api-deployment-status`.

mod reading;

use serde_json::{Value, json};

use crate::app::App;
use crate::publisher::{at, deploy, make, maker, pizza};

const PATH: &str = "/internal/data/v1/notify-api-deployment-status";

fn said(gateway: &str, api: &str, more: &Value) -> Value {
    let mut one = json!({"gatewayId": gateway, "apiId": api, "tenantDomain": "carbon.super",
        "deploymentStatus": "SUCCESS", "timeStamp": 1_750_000_000_000_i64});
    one.as_object_mut().expect("members").extend(more.as_object().expect("members").clone());
    json!({"count": 1, "list": [one]})
}

#[tokio::test]
async fn what_gateways_say_is_shown_by_the_publisher() {
    let app = App::start().await;
    let (user, root) = (maker(&app).await, app.as_basic("admin", "admin"));
    let id = make(&user, &pizza()).await;
    let old = deploy(&user, &id).await;
    let revision = deploy(&user, &id).await;
    app.gateway("g1", &["Default"]).await;
    app.gateway("g2", &["Default"]).await;
    app.gateway("g3", &["Other"]).await;
    let shown = async || {
        let mut all = user.get(&at(&format!("/apis/{id}/deployments"))).await.expect(200);
        let one = all["list"][0].take();
        let n = |name: &str| one[name].as_u64().expect("a count");
        let counts = [n("liveGatewayCount"), n("deployedGatewayCount"), n("failedGatewayCount")];
        (counts, one["successDeployedTime"].is_string(), one["failures"].clone())
    };
    assert_eq!(shown().await, ([2, 0, 0], false, json!([])));
    let received = json!({"status": "RECEIVED"});
    let ok = json!({"action": "DEPLOY", "revisionId": revision});
    assert_eq!(root.post(PATH, &said("g1", &id, &ok)).await.expect(200), received);
    let failed = json!({"deploymentStatus": "FAILURE", "errorCode": 7, "errorMessage": "no memory"});
    assert_eq!(root.post(PATH, &said("g2", &id, &failed)).await.expect(200), received);
    let failures = json!([{"gateway": "g2", "reason": "7: no memory"}]);
    assert_eq!(shown().await, ([2, 1, 1], false, failures.clone()));

    // Gateways that nobody knows of or that serve other environments, other APIs, revisions that were replaced.
    let dropped = json!({"status": "DROPPED"});
    let stale = json!({"action": "DEPLOY", "revisionId": old});
    for (gateway, api, more) in
        [("g9", id.as_str(), &ok), ("g3", &id, &ok), ("g2", "nothing", &ok), ("g2", &id, &stale)]
    {
        assert_eq!(root.post(PATH, &said(gateway, api, more)).await.expect(200), dropped, "{gateway} {api}");
    }
    assert_eq!(shown().await, ([2, 1, 1], false, failures));

    let bearer = app.as_user("admin", "apim:admin").await;
    assert_eq!(bearer.post(PATH, &said("g2", &id, &json!({}))).await.expect(200), received);
    assert_eq!(shown().await, ([2, 2, 0], true, json!([])));
    let out = json!({"action": "UNDEPLOY", "revisionId": revision});
    assert_eq!(root.post(PATH, &said("g1", &id, &out)).await.expect(200), received);
    assert_eq!(shown().await, ([2, 1, 0], false, json!([])));
}

#[tokio::test]
async fn only_administrators_of_the_tenant_may_say_so() {
    let app = App::start().await;
    app.tenant("a.com").await;
    app.user("pat", &["Internal/publisher"]).await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    deploy(&user, &id).await;
    app.gateway("g1", &["Default"]).await;
    let body = said("g1", &id, &json!({}));
    app.anonymous().post(PATH, &body).await.expect(401);
    app.as_basic("admin", "wrong").post(PATH, &body).await.expect(401);
    app.as_user("admin", "apim:api_publish").await.post(PATH, &body).await.expect(401);
    app.as_basic("pat", "pat").post(PATH, &body).await.expect(403);
    app.as_user("pat", "apim:admin").await.post(PATH, &body).await.expect(403);
    let theirs = app.as_basic("admin@a.com", "admin");
    for tenant in ["carbon.super", "a.com"] {
        let body = said("g1", &id, &json!({"tenantDomain": tenant}));
        assert_eq!(theirs.post(PATH, &body).await.expect(200)["status"], "DROPPED", "{tenant}");
    }
    let shown = user.get(&at(&format!("/apis/{id}/deployments"))).await.expect(200);
    assert_eq!(shown["list"][0]["deployedGatewayCount"], 0);
}

#[tokio::test]
async fn what_is_no_acknowledgement_is_refused_by_field() {
    let app = App::start().await;
    let root = app.as_basic("admin", "admin");
    for (more, field) in [
        (json!({"deploymentStatus": "MAYBE"}), "list[0].deploymentStatus"),
        (json!({"action": "PONDER"}), "list[0].action"),
        (json!({"gatewayId": 7}), "list[0].gatewayId"),
        (json!({"timeStamp": "now"}), "list[0].timeStamp"),
    ] {
        let refused = root.post(PATH, &said("g1", "x", &more)).await.expect(400).to_string();
        assert!(refused.contains(field), "{refused}");
    }
    for body in [json!({}), json!({"list": []}), json!({"list": [{}]})] {
        root.post(PATH, &body).await.expect(400);
    }
}
