//! `/throttling/policies/export` and `/import`.

use http::Method;
use serde_json::json;

use super::BASE;
use crate::app::{Answer, App, User};

async fn import(admin: &User, query: &str, file: &str) -> Answer {
    let path = format!("{BASE}/throttling/policies/import{query}");
    admin.multipart(Method::POST, &path, &[], Some(("file", "policy.json", file.as_bytes()))).await
}

#[tokio::test]
async fn a_policy_travels_to_another_tenant() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let ours = app.as_user("admin", "apim:policies_import_export").await;
    let theirs = app.as_user("admin@a.com", "apim:policies_import_export").await;
    let exported =
        ours.get(&format!("{BASE}/throttling/policies/export?name=Silver&type=sub")).await.expect(200);
    assert_eq!(exported["type"], "throttling policy");
    assert_eq!(exported["subtype"], "subscription policy");
    assert_eq!(exported["data"]["isDeployed"], false);
    assert_eq!(exported["data"]["type"], "SubscriptionThrottlePolicy");
    import(&theirs, "", &exported.to_string()).await.expect(409);
    import(&theirs, "?overwrite=false", &exported.to_string()).await.expect(409);
    import(&theirs, "?overwrite=true", &exported.to_string()).await.expect(200);
    let mut renamed = exported.clone();
    renamed["data"]["policyName"] = json!("Quicksilver");
    renamed["data"]["permissions"] = json!(null);
    import(&theirs, "", &renamed.to_string()).await.expect(201);
    let again = theirs.get(&format!("{BASE}/throttling/policies/export?name=Quicksilver")).await.expect(200);
    assert_eq!(again["data"]["defaultLimit"], exported["data"]["defaultLimit"]);
    ours.get(&format!("{BASE}/throttling/policies/export?name=Quicksilver")).await.expect(404);
    ours.get(&format!("{BASE}/throttling/policies/export")).await.expect(400);
    let by_id = exported["data"]["policyId"].as_str().expect("an id");
    ours.get(&format!("{BASE}/throttling/policies/export?policyId={by_id}")).await.expect(200);
    theirs.get(&format!("{BASE}/throttling/policies/export?policyId={by_id}")).await.expect(404);
}

#[tokio::test]
async fn a_file_that_is_no_policy_is_refused() {
    let app = App::start().await;
    let admin = app.as_user("admin", "apim:admin").await;
    for (file, field) in [
        ("", "file"),
        ("type: throttling policy", "file"),
        (r#"{"type":"api","subtype":"x","version":"v4","data":{}}"#, "type"),
        (r#"{"type":"throttling policy","subtype":"x","version":"v4","data":{}}"#, "subtype"),
        (r#"{"type":"throttling policy","subtype":"advanced policy","version":"v4","data":{}}"#, "data"),
        (
            r#"{"type":"throttling policy","subtype":"advanced policy","version":"v4","data":{"policyName":"a","defaultLimit":{"type":"REQUESTCOUNTLIMIT","requestCount":{"timeUnit":"min","unitTime":"x","requestCount":1}}}}"#,
            "data.defaultLimit.requestCount.unitTime",
        ),
    ] {
        let refused = import(&admin, "", file).await.expect(400).to_string();
        assert!(refused.contains(field), "{file}: {refused}");
    }
    let path = format!("{BASE}/throttling/policies/import");
    admin.multipart(Method::POST, &path, &[("other", "x")], None).await.expect(400);
    admin.post(&path, &json!({})).await.expect(400);
}
