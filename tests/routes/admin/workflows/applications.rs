//! Applications and their keys.

use model::catalog::Kind;
use serde_json::{Value, json};

use super::{BASE, DEVPORTAL, Office};

fn key(key_type: &str) -> Value {
    json!({"keyType": key_type, "grantTypesToBeSupported": ["client_credentials"]})
}

async fn status(o: &Office, id: &str) -> Value {
    o.w.dev.get(&format!("{DEVPORTAL}/applications/{id}")).await.expect(200)["status"].clone()
}

#[tokio::test]
async fn a_waiting_application_has_no_use_until_it_is_approved() {
    let o = Office::start(&["ApplicationCreation"]).await;
    let body = json!({"name": "Shop", "throttlingPolicy": "Unlimited", "attributes": {"team": "blue"}});
    let made = o.w.dev.post(&format!("{DEVPORTAL}/applications"), &body).await.expect(201);
    assert_eq!(made["status"], "CREATED");
    let id = made["applicationId"].as_str().expect("an id").to_owned();
    let api = o.w.publish("Pizza", json!({})).await;
    let path = format!("{DEVPORTAL}/applications/{id}");
    let wish = json!({"applicationId": id, "apiId": api, "throttlingPolicy": "Bronze"});
    let subscriptions = format!("{DEVPORTAL}/subscriptions");
    o.w.dev.post(&subscriptions, &wish).await.expect(400);
    o.w.dev.post(&format!("{path}/generate-keys"), &key("PRODUCTION")).await.expect(400);
    o.w.dev.post(&format!("{path}/api-keys/PRODUCTION/generate"), &json!({})).await.expect(400);
    o.w.dev.put(&path, &body).await.expect(400);
    assert!(o.w.documents(Kind::Application).await.iter().all(|d| d["application_id"] != id.as_str()));

    let task = o.task("AM_APPLICATION_CREATION").await;
    let shown = o.shown(&task).await;
    assert_eq!(
        (&shown["workflowType"], &shown["workflowStatus"]),
        (&json!("APPLICATION_CREATION"), &json!("CREATED"))
    );
    assert_eq!(
        (&shown["properties"]["team"], &shown["properties"]["userName"]),
        (&json!("blue"), &json!("dev"))
    );
    o.decide(&task, "APPROVED").await.expect(200);
    assert_eq!(status(&o, &id).await, "APPROVED");
    assert!(o.w.documents(Kind::Application).await.iter().any(|d| d["application_id"] == id.as_str()));
    o.w.dev.post(&subscriptions, &wish).await.expect(201);
    o.w.dev.post(&format!("{path}/generate-keys"), &key("PRODUCTION")).await.expect(200);
}

#[tokio::test]
async fn a_rejected_application_stays_useless_and_one_that_goes_takes_its_request_along() {
    let o = Office::start(&["ApplicationCreation", "ApplicationDeletion"]).await;
    let id = o.w.application(&o.w.dev, "Shop").await;
    o.settle("AM_APPLICATION_CREATION", "REJECTED").await;
    assert_eq!(status(&o, &id).await, "REJECTED");
    let path = format!("{DEVPORTAL}/applications/{id}");
    o.w.dev.post(&format!("{path}/generate-keys"), &key("SANDBOX")).await.expect(400);
    o.w.dev.delete(&path).await.expect(200);
    let id = o.w.application(&o.w.dev, "Other").await;
    let task = o.task("AM_APPLICATION_CREATION").await;
    o.w.dev.delete(&format!("{DEVPORTAL}/applications/{id}")).await.expect(200);
    o.admin.get(&format!("{BASE}/workflows/{task}")).await.expect(404);
    o.decide(&task, "APPROVED").await.expect(404);
}

#[tokio::test]
async fn a_change_waits_and_old_values_hold_until_then() {
    let o = Office::start(&["ApplicationUpdate"]).await;
    let id = o.w.application(&o.w.dev, "Shop").await;
    let path = format!("{DEVPORTAL}/applications/{id}");
    let body = json!({"name": "Store", "throttlingPolicy": "10PerMin"});
    let changed = o.w.dev.put(&path, &body).await.expect(200);
    assert_eq!((&changed["name"], &changed["status"]), (&json!("Shop"), &json!("UPDATE_PENDING")));
    o.w.dev.put(&path, &body).await.expect(409);
    // It can be used meanwhile.
    o.w.dev.post(&format!("{path}/generate-keys"), &key("PRODUCTION")).await.expect(200);
    let task = o.task("AM_APPLICATION_UPDATE").await;
    let shown = o.shown(&task).await;
    assert_eq!(shown["properties"]["updates"]["name"], json!({"current": "Shop", "expected": "Store"}));
    o.decide(&task, "REJECTED").await.expect(200);
    let after = o.w.dev.get(&path).await.expect(200);
    assert_eq!((&after["name"], &after["status"]), (&json!("Shop"), &json!("UPDATE_REJECTED")));
    o.w.dev.put(&path, &body).await.expect(200);
    o.settle("AM_APPLICATION_UPDATE", "APPROVED").await;
    let after = o.w.dev.get(&path).await.expect(200);
    assert_eq!((&after["name"], &after["status"]), (&json!("Store"), &json!("APPROVED")));
    assert!(
        o.w.documents(Kind::Application)
            .await
            .iter()
            .any(|d| d["name"] == "Store" && d["policy"] == "10PerMin")
    );
}

#[tokio::test]
async fn a_deletion_waits() {
    let o = Office::start(&["ApplicationDeletion"]).await;
    let id = o.w.application(&o.w.dev, "Shop").await;
    let path = format!("{DEVPORTAL}/applications/{id}");
    o.w.dev.post(&format!("{path}/generate-keys"), &key("PRODUCTION")).await.expect(200);
    let asked = o.w.dev.delete(&path).await.expect(201);
    assert_eq!(asked["workflowStatus"], "CREATED");
    assert_eq!(status(&o, &id).await, "DELETE_PENDING");
    o.w.dev.delete(&path).await.expect(400);
    o.w.dev.post(&format!("{path}/generate-keys"), &key("SANDBOX")).await.expect(400);
    o.settle("AM_APPLICATION_DELETION", "REJECTED").await;
    assert_eq!(status(&o, &id).await, "APPROVED");
    o.w.dev.delete(&path).await.expect(201);
    o.settle("AM_APPLICATION_DELETION", "APPROVED").await;
    o.w.dev.get(&path).await.expect(404);
    assert!(o.w.documents(Kind::KeyMapping).await.is_empty());
}

#[tokio::test]
async fn keys_of_either_type_wait_and_have_no_client_before() {
    let o = Office::start(&["ProductionApplicationRegistration", "SandboxApplicationRegistration"]).await;
    let id = o.w.application(&o.w.dev, "Shop").await;
    let path = format!("{DEVPORTAL}/applications/{id}");
    for (key_type, kind) in [
        ("PRODUCTION", "AM_APPLICATION_REGISTRATION_PRODUCTION"),
        ("SANDBOX", "AM_APPLICATION_REGISTRATION_SANDBOX"),
    ] {
        let generate = format!("{path}/generate-keys");
        let made = o.w.dev.post(&generate, &key(key_type)).await.expect(200);
        assert_eq!((&made["keyState"], &made["consumerKey"]), (&json!("CREATED"), &Value::Null));
        o.w.dev.post(&generate, &key(key_type)).await.expect(409);
        o.w.dev.post(&format!("{path}/keys/{key_type}/regenerate-secret"), &json!({})).await.expect(400);
        // A rejected key makes room for the next.
        o.settle(kind, "REJECTED").await;
        o.w.dev.get(&format!("{path}/keys/{key_type}")).await.expect(404);
        o.w.dev.post(&generate, &key(key_type)).await.expect(200);
        // So does one that is cleaned up, with its request.
        o.w.dev.post(&format!("{path}/keys/{key_type}/clean-up"), &json!({})).await.expect(200);
        assert!(o.waiting(kind).await.is_empty());
        o.w.dev.post(&generate, &key(key_type)).await.expect(200);
        o.settle(kind, "APPROVED").await;
        let done = o.w.dev.get(&format!("{path}/keys/{key_type}")).await.expect(200);
        assert_eq!(done["keyState"], "COMPLETED");
        assert!(
            o.w.documents(Kind::KeyMapping).await.iter().any(|d| d["consumer_key"] == done["consumerKey"])
        );
        let secret = o.w.dev.post(&format!("{path}/keys/{key_type}/regenerate-secret"), &json!({})).await;
        assert!(secret.expect(200)["consumerSecret"].is_string());
    }
}
