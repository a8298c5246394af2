//! `POST /api/identity/user/v1.0/me`, with and without approval.

use serde_json::{Value, json};

use super::{DEVPORTAL, Office};

const ME: &str = "/api/identity/user/v1.0/me";

fn kim(name: &str) -> Value {
    json!({"user": {"username": name, "realm": "PRIMARY", "password": "Secret-0123",
        "claims": [{"uri": "http://wso2.org/claims/givenname", "value": "Kim"},
            {"uri": "http://wso2.org/claims/emailaddress", "value": "kim@mail.example"}]}, "properties": []})
}

/// Roles of a user who can sign in.
async fn roles(o: &Office, name: &str) -> Option<Vec<String>> {
    let found = o.w.app.control.authenticate(name, "Secret-0123").await.expect("asked")?;
    Some(found.roles)
}

#[tokio::test]
async fn nobody_signs_up_unless_the_tenant_lets_them() {
    let o = Office::start(&[]).await;
    let visitor = o.w.app.anonymous();
    visitor.post(ME, &kim("kim")).await.expect(403);
    assert_eq!(roles(&o, "kim").await, None);
    o.configure(|c| c["SelfSignUp"]["EnableSignUp"] = json!(true)).await;
    visitor.post(ME, &kim("kim")).await.expect(201);
    let roles = roles(&o, "kim").await.expect("signed in");
    assert!(roles.contains(&"Internal/subscriber".to_owned()) && !roles.contains(&"admin".to_owned()));
    o.w.app
        .as_user("kim", "apim:subscribe")
        .await
        .get(&format!("{DEVPORTAL}/applications"))
        .await
        .expect(200);
    visitor.post(ME, &kim("kim")).await.expect(409);
    visitor.post(ME, &kim("admin")).await.expect(409);
    let mut weak = kim("lee");
    weak["user"]["password"] = json!("abc");
    visitor.post(ME, &weak).await.expect(400);
    // Another tenant has its own configuration.
    o.w.app.tenant("elsewhere.com").await;
    visitor.post(ME, &kim("kim@elsewhere.com")).await.expect(403);
}

#[tokio::test]
async fn whoever_waits_is_no_developer_and_whoever_is_rejected_is_forgotten() {
    let o = Office::start(&["UserSignUp"]).await;
    o.configure(|c| c["SelfSignUp"]["EnableSignUp"] = json!(true)).await;
    let visitor = o.w.app.anonymous();
    visitor.post(ME, &kim("kim")).await.expect(201);
    assert_eq!(roles(&o, "kim").await, Some(vec!["Internal/everyone".to_owned()]));
    let task = o.task("AM_USER_SIGNUP").await;
    assert_eq!(o.shown(&task).await["properties"]["tenantAwareUserName"], "kim");
    o.decide(&task, "REJECTED").await.expect(200);
    assert_eq!(roles(&o, "kim").await, None);
    visitor.post(ME, &kim("kim")).await.expect(201);
    o.settle("AM_USER_SIGNUP", "APPROVED").await;
    assert!(roles(&o, "kim").await.expect("signed in").contains(&"Internal/subscriber".to_owned()));
    // An administrator who deletes the user deletes the request.
    visitor.post(ME, &kim("lee")).await.expect(201);
    let by = crate::devportal::world::World::publisher();
    let found = o.w.app.control.authenticate("lee", "Secret-0123").await.expect("asked").expect("signed in");
    o.w.app.control.delete_user(&by, &found.id).await.expect("deleted");
    assert!(o.waiting("AM_USER_SIGNUP").await.is_empty());
}
