//! Changes of state and deployments, of APIs and API products.

use serde_json::{Value, json};

use super::{BASE, Office};
use crate::app::User;
use crate::publisher::{announced, at, change, make, maker, pizza};

async fn office(kinds: &[&str]) -> (Office, User) {
    let o = Office::start(kinds).await;
    let user = maker(&o.w.app).await;
    (o, user)
}

async fn state(user: &User, id: &str) -> (Value, Value) {
    let api = user.get(&at(&format!("/apis/{id}"))).await.expect(200);
    (api["lifeCycleStatus"].clone(), api["workflowStatus"].clone())
}

#[tokio::test]
async fn an_api_stays_in_its_state_until_the_change_is_approved() {
    let (o, user) = office(&["APIStateChange"]).await;
    let id = make(&user, &pizza()).await;
    let asked = change(&user, &id, "Publish").await.expect(200);
    assert_eq!(
        (&asked["workflowStatus"], &asked["lifecycleState"]["state"]),
        (&json!("CREATED"), &json!("Created"))
    );
    assert_eq!(state(&user, &id).await, (json!("CREATED"), json!("CREATED")));
    let listed = user.get(&at("/apis")).await.expect(200);
    assert_eq!(listed["list"][0]["workflowStatus"], "CREATED");
    change(&user, &id, "Publish").await.expect(409);
    o.settle("AM_API_STATE", "REJECTED").await;
    assert_eq!(state(&user, &id).await, (json!("CREATED"), json!("APPROVED")));

    // Taken back by its publisher.
    change(&user, &id, "Publish").await.expect(200);
    let task = o.task("AM_API_STATE").await;
    user.delete(&at(&format!("/apis/{id}/lifecycle-state/pending-tasks"))).await.expect(200);
    o.decide(&task, "APPROVED").await.expect(404);

    change(&user, &id, "Publish").await.expect(200);
    o.settle("AM_API_STATE", "APPROVED").await;
    assert_eq!(state(&user, &id).await, (json!("PUBLISHED"), json!("APPROVED")));

    change(&user, &id, "Block").await.expect(200);
    let task = o.task("AM_API_STATE").await;
    user.delete(&at(&format!("/apis/{id}"))).await.expect(200);
    o.admin.get(&format!("{BASE}/workflows/{task}")).await.expect(404);
}

#[tokio::test]
async fn what_has_become_impossible_cannot_be_approved() {
    let (o, user) = office(&["APIStateChange"]).await;
    let mut body = pizza();
    let id = make(&user, &body).await;
    change(&user, &id, "Publish").await.expect(200);
    body["policies"] = json!([]);
    user.put(&at(&format!("/apis/{id}")), &body).await.expect(200);
    let task = o.task("AM_API_STATE").await;
    assert_eq!(o.decide(&task, "APPROVED").await.expect(400)["code"], 903_224);
    assert_eq!(o.task("AM_API_STATE").await, task);
    o.decide(&task, "REJECTED").await.expect(200);
}

#[tokio::test]
async fn a_product_waits_as_an_api_does() {
    let (o, user) = office(&["APIProductStateChange"]).await;
    let api = make(&user, &pizza()).await;
    let operations = user.get(&at(&format!("/apis/{api}"))).await.expect(200)["operations"].clone();
    let body = json!({"name": "Menu", "context": "/menu", "policies": ["Gold"],
        "apis": [{"apiId": api, "operations": operations}]});
    let product = user.post(&at("/api-products"), &body).await.expect(201);
    let id = product["id"].as_str().expect("an id");
    let publish = at(&format!("/api-products/change-lifecycle?apiProductId={id}&action=Publish"));
    let one = at(&format!("/api-products/{id}"));
    assert_eq!(user.post(&publish, &json!({})).await.expect(200)["workflowStatus"], "CREATED");
    let shown = user.get(&one).await.expect(200);
    assert_eq!((&shown["state"], &shown["workflowStatus"]), (&json!("CREATED"), &json!("CREATED")));
    user.delete(&format!("{one}/lifecycle-state/pending-tasks")).await.expect(200);
    assert!(o.waiting("AM_API_PRODUCT_STATE").await.is_empty());
    user.post(&publish, &json!({})).await.expect(200);
    o.settle("AM_API_PRODUCT_STATE", "REJECTED").await;
    user.post(&publish, &json!({})).await.expect(200);
    o.settle("AM_API_PRODUCT_STATE", "APPROVED").await;
    let shown = user.get(&one).await.expect(200);
    assert_eq!((&shown["state"], &shown["workflowStatus"]), (&json!("PUBLISHED"), &json!("APPROVED")));
    // The member is an API, whose changes wait for nobody here.
    assert_eq!(change(&user, &api, "Publish").await.expect(200)["workflowStatus"], "APPROVED");
}

async fn revise(user: &User, id: &str) -> String {
    let made =
        user.post(&at(&format!("/apis/{id}/revisions")), &json!({"description": "d"})).await.expect(201);
    made["id"].as_str().expect("an id").to_owned()
}

async fn deploy(user: &User, id: &str, revision: &str) -> Value {
    let path = at(&format!("/apis/{id}/deploy-revision?revisionId={revision}"));
    user.post(&path, &json!([{"name": "Default", "vhost": "localhost"}])).await.expect(201)
}

#[tokio::test]
async fn a_deployment_waits_and_what_was_there_is_served_meanwhile() {
    let (o, user) = office(&["APIRevisionDeployment"]).await;
    let id = make(&user, &pizza()).await;
    let first = revise(&user, &id).await;
    assert_eq!(deploy(&user, &id, &first).await[0]["status"], "CREATED");
    assert!(announced(&o.w.app).await.is_empty());
    o.settle("AM_REVISION_DEPLOYMENT", "APPROVED").await;
    assert_eq!(announced(&o.w.app).await[0].revision_id, first);
    let deployments = user.get(&at(&format!("/apis/{id}/deployments"))).await.expect(200);
    assert_eq!(deployments["list"][0]["status"], "APPROVED");

    let second = revise(&user, &id).await;
    deploy(&user, &id, &second).await;
    assert_eq!(announced(&o.w.app).await[0].revision_id, first);
    o.settle("AM_REVISION_DEPLOYMENT", "REJECTED").await;
    assert_eq!(announced(&o.w.app).await[0].revision_id, first);

    // Taken back; by the revision's and the environment's names only.
    deploy(&user, &id, &second).await;
    let task = o.task("AM_REVISION_DEPLOYMENT").await;
    let cancel = |revision: &str| at(&format!("/apis/{id}/cancel-revision-workflow/{revision}/Default"));
    user.delete(&cancel(&first)).await.expect(404);
    user.delete(&cancel(&second)).await.expect(200);
    user.delete(&cancel(&second)).await.expect(404);
    o.decide(&task, "APPROVED").await.expect(404);

    // It goes with its revision.
    deploy(&user, &id, &second).await;
    let task = o.task("AM_REVISION_DEPLOYMENT").await;
    user.delete(&at(&format!("/apis/{id}/revisions/{second}"))).await.expect(200);
    o.admin.get(&format!("{BASE}/workflows/{task}")).await.expect(404);
    assert_eq!(announced(&o.w.app).await[0].revision_id, first);
}
