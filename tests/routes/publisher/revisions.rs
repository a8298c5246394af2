//! `/apis/{apiId}/revisions`, `deploy-revision`, `undeploy-revision`, `restore-revision`, `deployments`.

use std::time::Duration;

use bytes::Bytes;
use hub::stream::DeploymentAck;
use hub::{Event, Stream};
use serde_json::json;

use super::{announced, at, deploy, make, maker, pizza};
use crate::app::App;

#[tokio::test]
async fn a_deployed_revision_is_a_snapshot_and_another_takes_its_place() {
    let app = App::start().await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    let first = deploy(&user, &id).await;
    let told = announced(&app).await.remove(0);
    assert_eq!((told.context.as_str(), told.environment.as_str()), ("/pizzashack/1.0.0", "Default"));
    assert_eq!((told.vhost.as_str(), told.environment_type.as_str()), ("localhost", "hybrid"));
    assert_eq!((told.revision_number, &told.revision_id), (1, &first));
    assert_eq!(told.operations.len(), 2);
    assert_eq!(told.operations[1].policy.as_deref(), Some("10KPerMin"));
    assert_eq!(told.production.map(|e| e.urls.len()), Some(1));

    let mut body = pizza();
    body["operations"] = json!([{"target": "/new", "verb": "GET", "authType": "None"}]);
    user.put(&at(&format!("/apis/{id}")), &body).await.expect(200);
    assert_eq!(announced(&app).await[0].operations.len(), 2);

    let second = deploy(&user, &id).await;
    let told = announced(&app).await;
    assert_eq!((told.len(), told[0].revision_number, &told[0].revision_id), (1, 2, &second));
    assert!(told[0].operations[0].open);

    let list = async |query: &str| {
        let list = user.get(&at(&format!("/apis/{id}/revisions{query}"))).await.expect(200);
        list["list"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|r| r["id"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(list("").await, [first.clone(), second.clone()]);
    assert_eq!(list("?query=deployed:true").await, std::slice::from_ref(&second));
    assert_eq!(list("?query=deployed:false").await, std::slice::from_ref(&first));

    let snapshot = user.get(&at(&format!("/apis/{first}"))).await.expect(200);
    assert_eq!((&snapshot["isRevision"], &snapshot["revisionedApiId"]), (&json!(true), &json!(id)));
    let restored = user
        .post(&at(&format!("/apis/{id}/restore-revision?revisionId={first}")), &json!({}))
        .await
        .expect(201);
    assert_eq!(restored["operations"].as_array().map(Vec::len), Some(2));
    assert_eq!(announced(&app).await[0].operations.len(), 1);

    let one = at(&format!("/apis/{id}/revisions/{second}"));
    assert_eq!(user.delete(&one).await.expect(400)["code"], 900_348);
    let out = json!([{"name": "Default", "vhost": "localhost"}]);
    let ended =
        user.post(&at(&format!("/apis/{id}/undeploy-revision?revisionId={second}")), &out).await.expect(201);
    assert_eq!(ended[0]["revisionUuid"], second.as_str());
    assert!(announced(&app).await.is_empty());
    assert_eq!(user.delete(&one).await.expect(200)["count"], 1);
    assert_eq!(user.get(&one).await.expect(404)["code"], 900_347);
    let third = user.post(&at(&format!("/apis/{id}/revisions")), &json!({})).await.expect(201);
    assert_eq!(third["displayName"], "Revision 3");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_wso2s_codes() {
    let app = App::start().await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    let revision = deploy(&user, &id).await;
    let post = async |path: String, body: serde_json::Value, status: u16| {
        user.post(&at(&path), &body).await.expect(status)["code"].as_u64().unwrap_or(0)
    };
    let to = |name: &str, vhost: &str| json!([{"name": name, "vhost": vhost}]);
    for verb in ["deploy", "undeploy"] {
        let path = |api: &str, revision: &str| format!("/apis/{api}/{verb}-revision?revisionId={revision}");
        assert_eq!(post(path("nobody", &revision), to("Default", "localhost"), 404).await, 900_308);
        assert_eq!(post(path(&id, "nobody"), to("Default", "localhost"), 404).await, 900_347);
        assert_eq!(post(path(&id, &revision), to("Nowhere", "localhost"), 400).await, 900_504);
        post(path(&id, &revision), json!([]), 400).await;
        post(path(&id, &revision), json!([{"vhost": "localhost"}]), 400).await;
    }
    let path = format!("/apis/{id}/deploy-revision?revisionId={revision}");
    assert_eq!(post(path, to("Default", "other.host"), 400).await, 900_512);
    assert_eq!(
        post(format!("/apis/{id}/undeploy-revision?revisionNumber=9"), to("Default", ""), 404).await,
        903_228
    );
    assert_eq!(post(format!("/apis/{id}/restore-revision?revisionId=x"), json!({}), 404).await, 900_347);
    assert_eq!(post("/apis/nobody/revisions".into(), json!({}), 404).await, 900_308);
    assert_eq!(user.delete(&at("/apis/nobody/revisions/x")).await.expect(404)["code"], 900_308);
    assert_eq!(announced(&app).await.len(), 1);
    for _ in 0..4 {
        user.post(&at(&format!("/apis/{id}/revisions")), &json!({})).await.expect(201);
    }
    assert_eq!(post(format!("/apis/{id}/revisions"), json!({}), 400).await, 900_351);
    let everywhere = format!("/apis/{id}/undeploy-revision?revisionNumber=1&allEnvironments=true");
    user.post(&at(&everywhere), &json!([])).await.expect(201);
    assert!(announced(&app).await.is_empty());
    user.delete(&at(&format!("/apis/{id}"))).await.expect(200);
}

#[tokio::test]
async fn a_deployment_shows_what_gateways_say() {
    let app = App::start().await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    let revision = deploy(&user, &id).await;
    for node in ["g1", "g2"] {
        app.gateway(node, &["Default"]).await;
    }
    let control = app.control.clone();
    let job = tokio::spawn(async move { control.watch_deployments(std::future::pending()).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let say = async |node: &str, failure: Option<&str>, version: u64| {
        let ack = DeploymentAck {
            node: node.into(),
            environment: "Default".into(),
            api_id: id.clone(),
            revision_id: Some(revision.clone()),
            catalog_version: version,
            failure: failure.map(str::to_owned),
        };
        let event = Event {
            id: format!("{node}{version}"),
            body: Bytes::from(serde_json::to_vec(&ack).expect("json")),
        };
        app.control.hub().publish(Stream::Acks, event).await.expect("published");
    };
    let counts = async || {
        let all = user.get(&at(&format!("/apis/{id}/deployments"))).await.expect(200);
        let one = all["list"][0].clone();
        let n = |name: &str| one[name].as_u64().unwrap_or(99);
        (
            n("liveGatewayCount"),
            n("deployedGatewayCount"),
            n("failedGatewayCount"),
            one["successDeployedTime"].is_string(),
        )
    };
    let until = async |wanted| {
        for _ in 0..200 {
            if counts().await == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{:?} instead of {wanted:?}", counts().await);
    };
    assert_eq!(counts().await, (2, 0, 0, false));
    say("g1", None, 1).await;
    say("g2", Some("no memory"), 1).await;
    until((2, 1, 1, false)).await;
    let shown = user.get(&at(&format!("/apis/{id}/revisions"))).await.expect(200);
    assert_eq!(shown["list"][0]["deploymentInfo"][0]["failures"][0]["reason"], "no memory");
    say("g2", None, 2).await;
    until((2, 2, 0, true)).await;
    job.abort();
}

#[tokio::test]
async fn a_deployment_may_be_hidden_from_developers() {
    let app = App::start().await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    deploy(&user, &id).await;
    for deployment in ["Default", "RGVmYXVsdA=="] {
        let path = at(&format!("/apis/{id}/deployments/{deployment}"));
        let hidden = user.put(&path, &json!({"displayOnDevportal": false})).await.expect(200);
        assert_eq!(hidden["displayOnDevportal"], false);
    }
    user.put(&at(&format!("/apis/{id}/deployments/Other")), &json!({})).await.expect(404);
}
