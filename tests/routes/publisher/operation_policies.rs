//! `/operation-policies`, `/apis/{apiId}/operation-policies`, and policies attached to APIs.

use http::Method;
use serde_json::{Value, json};

use super::{announced, at, deploy, make, pizza};
use crate::app::{Answer, App, User};
use crate::authorisation::payload::policy_specification;

const SCOPES: &str = "apim:api_view apim:api_create apim:api_publish apim:api_delete apim:api_manage \
                      apim:common_operation_policy_manage apim:policies_import_export";

async fn maker(app: &App) -> User {
    app.as_user("admin", SCOPES).await
}

async fn upload(user: &User, path: &str, specification: &Value) -> Answer {
    let specification = specification.to_string();
    let file = Some(("synapsePolicyDefinitionFile", "p.j2", &b"<log/>"[..]));
    user.multipart(Method::POST, &at(path), &[("policySpecFile", &specification)], file).await
}

/// Id of a common policy.
async fn common(user: &User, name: &str) -> String {
    let found = user.get(&at(&format!("/operation-policies?query=name:{name}"))).await.expect(200);
    found["list"][0]["id"].as_str().expect("an id").to_owned()
}

fn attached(name: &str, parameters: Value) -> Value {
    json!({"policyName": name, "policyVersion": "v1", "parameters": parameters})
}

/// The pizza API with policies on its first operation.
fn with(policies: Value) -> Value {
    let mut api = pizza();
    api["operations"][0]["operationPolicies"] = policies;
    api
}

fn on(flow: &str, policy: Value) -> Value {
    with(json!({ flow: [policy] }))
}

#[tokio::test]
async fn built_in_policies_are_there_and_stay() {
    let app = App::start().await;
    let user = maker(&app).await;
    let all = user.get(&at("/operation-policies?limit=1000")).await.expect(200);
    let names: Vec<_> =
        all["list"].as_array().expect("a list").iter().map(|p| p["name"].as_str().unwrap()).collect();
    for name in ["addHeader", "removeHeader", "jsonToXML", "jwtClaimBasedAccessValidator", "opaPolicy"] {
        assert!(names.contains(&name), "{name} {names:?}");
    }
    assert_eq!(all["pagination"]["total"], names.len());
    let id = common(&user, "addHeader").await;
    let policy = user.get(&at(&format!("/operation-policies/{id}"))).await.expect(200);
    assert_eq!(policy["policyAttributes"][0]["name"], "headerName");
    assert_eq!((&policy["isAPISpecific"], policy["md5"].as_str().map(str::len)), (&json!(false), Some(32)));
    user.delete(&at(&format!("/operation-policies/{id}"))).await.expect(403);
    assert_eq!(
        upload(&user, "/operation-policies", &policy_specification("addHeader")).await.expect(409)["code"],
        903_001
    );
}

#[tokio::test]
async fn a_common_policy_is_made_exported_deleted_and_imported() {
    let app = App::start().await;
    let user = maker(&app).await;
    let made = upload(&user, "/operation-policies", &policy_specification("mine")).await.expect(201);
    upload(&user, "/operation-policies", &policy_specification("mine")).await.expect(409);
    let id = made["id"].as_str().expect("an id");
    for path in
        [&format!("/operation-policies/{id}/content"), "/operation-policies/export?name=mine&format=json"]
    {
        let zip = user.get(&at(path)).await.body;
        let files = archive::read(&zip, &archive::Limits::default()).expect("an archive");
        assert_eq!(files.get("mine_v1/mine_v1.j2"), Some(&b"<log/>"[..]));
    }
    let zip =
        user.get(&at("/operation-policies/export?name=mine&version=v1&format=yaml")).await.body.to_vec();
    assert_eq!(
        user.get(&at("/operation-policies/export?name=none&version=v1")).await.expect(404)["code"],
        903_004
    );
    let import = |bytes: Vec<u8>| {
        let user = &user;
        async move {
            user.multipart(
                Method::POST,
                &at("/operation-policies/import"),
                &[],
                Some(("file", "p.zip", &bytes)),
            )
            .await
        }
    };
    import(zip.clone()).await.expect(409);
    user.delete(&at(&format!("/operation-policies/{id}"))).await.expect(200);
    user.get(&at(&format!("/operation-policies/{id}"))).await.expect(404);
    assert_eq!(import(zip.clone()).await.status, 200);
    let again = common(&user, "mine").await;
    let again = user.get(&at(&format!("/operation-policies/{again}"))).await.expect(200);
    assert_eq!((&again["md5"], &again["policyAttributes"]), (&made["md5"], &made["policyAttributes"]));
    for bad in
        [b"PK".to_vec(), zip[..zip.len() / 2].to_vec(), archive::write([("a.j2", &b"x"[..])]).expect("zip")]
    {
        let refused = import(bad).await.expect(400);
        assert!(refused["description"].as_str().is_some_and(|d| d.starts_with("file: ")), "{refused}");
    }
    let bomb = archive::write([("a.yaml", vec![b' '; 200 * 1024].as_slice())]).expect("zip");
    import(bomb).await.expect(400);
}

#[tokio::test]
async fn bad_specifications_are_refused_with_what_is_wrong() {
    let app = App::start().await;
    let user = maker(&app).await;
    let mut bad = policy_specification("bad");
    bad["name"] = Value::Null;
    bad["policyAttributes"][0]["validationRegex"] = json!("(?=a)");
    let refused = upload(&user, "/operation-policies", &bad).await.expect(400);
    let text = refused["description"].as_str().expect("a text");
    assert_eq!(refused["code"], 902_006);
    for part in [
        "Policy specification validation failure",
        "policySpecFile#/name",
        "policyAttributes/0/validationRegex",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let specification = policy_specification("bare").to_string();
    let alone = user
        .multipart(Method::POST, &at("/operation-policies"), &[("policySpecFile", &specification)], None)
        .await;
    assert_eq!(alone.expect(400)["code"], 903_008);
}

#[tokio::test]
async fn what_is_attached_is_copied_and_round_trips() {
    let app = App::start().await;
    let user = maker(&app).await;
    let header = attached("addHeader", json!({"headerName": "X-A", "headerValue": "1"}));
    let id = make(&user, &with(json!({"request": [header, header], "response": [header]}))).await;
    let path = at(&format!("/apis/{id}"));
    let mut api = user.get(&path).await.expect(200);
    let first = &api["operations"][0]["operationPolicies"]["request"][0];
    let copy = first["policyId"].as_str().expect("an id").to_owned();
    assert_eq!((&first["policyType"], &first["parameters"]["headerName"]), (&json!("common"), &json!("X-A")));
    assert_eq!(api["operations"][0]["operationPolicies"]["response"][0]["policyId"], json!(copy));
    let source = common(&user, "addHeader").await;
    assert_ne!(copy, source);
    let md5 = user.get(&at(&format!("/operation-policies/{source}"))).await.expect(200)["md5"].clone();
    let own = user.get(&at(&format!("/apis/{id}/operation-policies/{copy}"))).await.expect(200);
    assert_eq!((&own["md5"], &own["isAPISpecific"]), (&md5, &json!(true)));
    assert_eq!(user.get(&at(&format!("/apis/{id}/operation-policies"))).await.expect(200)["count"], 0);

    // Sent back as it is, it stays what it is; what is attached no more is gone, unless a revision has it.
    let sent = api["operations"].clone();
    assert_eq!(user.put(&path, &api).await.expect(200)["operations"], sent);
    let revision = deploy(&user, &id).await;
    api["operations"][0]["operationPolicies"] = json!({});
    api["apiPolicies"] = json!({"request": [attached("removeHeader", json!({"headerName": "X-B"}))]});
    let changed = user.put(&path, &api).await.expect(200);
    assert_eq!(changed["apiPolicies"]["request"][0]["policyName"], "removeHeader");
    user.get(&at(&format!("/apis/{id}/operation-policies/{copy}"))).await.expect(200);
    let documents = announced(&app).await;
    let told = &documents[0].operations[0].policies;
    assert_eq!((told.request.len(), told.request[0].native.as_deref()), (2, Some("addHeader")));
    user.post(&at(&format!("/apis/{id}/restore-revision?revisionId={revision}")), &json!({}))
        .await
        .expect(201);
    assert_eq!(user.get(&path).await.expect(200)["operations"], sent);

    // A new version has its own.
    let version =
        user.post(&at(&format!("/apis/copy-api?apiId={id}&newVersion=2.0.0")), &json!({})).await.expect(201);
    let new =
        version["operations"][0]["operationPolicies"]["request"][0]["policyId"].as_str().expect("an id");
    let other = version["id"].as_str().expect("an id");
    assert_ne!(new, copy);
    user.get(&at(&format!("/apis/{other}/operation-policies/{new}"))).await.expect(200);
    user.get(&at(&format!("/apis/{other}/operation-policies/{copy}"))).await.expect(404);
    deploy(&user, other).await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_place_and_parameter() {
    let app = App::start().await;
    let user = maker(&app).await;
    let header = |name: &str, value: &str| json!({"headerName": name, "headerValue": value});
    for (flow, policy, code, parts) in [
        ("request", attached("noSuch", json!({})), 902_005, vec!["noSuch v1", "GET /menu"]),
        (
            "request",
            attached("removeHeader", json!({})),
            902_009,
            vec!["request[0].parameters.headerName", "GET /menu"],
        ),
        ("request", attached("addHeader", header("a b", "x")), 902_007, vec!["headerName"]),
        ("request", attached("addHeader", header("Host", "x")), 902_007, vec!["headerName", "host"]),
        (
            "request",
            attached("addHeader", json!({"headerName": "x", "headerValue": {"sealed": "x"}})),
            902_007,
            vec!["headerValue"],
        ),
        (
            "request",
            attached("addHeader", json!({"headerName": "x", "headerValue": "1", "more": 1})),
            902_007,
            vec!["more"],
        ),
        ("request", attached("jsonFault", json!({})), 902_008, vec!["jsonFault v1", "request flow"]),
        ("response", attached("jsonFault", json!({})), 902_008, vec!["response flow"]),
        ("response", attached("regexPolicy", json!({})), 902_008, vec!["response flow"]),
        ("request", attached("regexPolicy", json!({"regex": "("})), 902_007, vec!["parameters.regex"]),
        (
            "request",
            attached("rewriteHTTPMethod", json!({"updatedMethod": "BREW"})),
            902_007,
            vec!["updatedMethod", "GET"],
        ),
        (
            "request",
            attached("jsonValidator", json!({"maxJsonDepth": "deep"})),
            902_007,
            vec!["maxJsonDepth"],
        ),
    ] {
        let refused = user.post(&at("/apis"), &on(flow, policy.clone())).await.expect(400);
        let text = refused["description"].as_str().expect("a text");
        assert_eq!(refused["code"], code, "{policy} {refused}");
        assert!(parts.iter().all(|part| text.contains(part)), "{parts:?}: {text}");
    }
    let mut mismatch = attached("addHeader", header("x", "1"));
    mismatch["policyId"] = common(&user, "removeHeader").await.into();
    assert_eq!(user.post(&at("/apis"), &on("request", mismatch)).await.expect(400)["code"], 902_011);
}

#[tokio::test]
async fn an_apis_own_policy_is_kept_while_it_is_attached_and_cannot_be_deployed() {
    let app = App::start().await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    let own = upload(&user, &format!("/apis/{id}/operation-policies"), &policy_specification("own"))
        .await
        .expect(201);
    let own = own["id"].as_str().expect("an id");
    let policy = at(&format!("/apis/{id}/operation-policies/{own}"));
    let path = at(&format!("/apis/{id}"));
    let mut api = user.get(&path).await.expect(200);
    api["operations"][0]["operationPolicies"]["request"] = json!([attached("own", json!({"word": "A1"}))]);
    let refused = user.put(&path, &api).await.expect(400);
    assert!(refused["description"].as_str().is_some_and(|d| d.contains("parameters.word")), "{refused}");
    api["operations"][0]["operationPolicies"]["request"] = json!([attached("own", json!({"word": "yes"}))]);
    let put = user.put(&path, &api).await.expect(200);
    let kept = &put["operations"][0]["operationPolicies"]["request"][0];
    assert_eq!((&kept["policyId"], &kept["policyType"]), (&json!(own), &json!("api")));
    assert_eq!(user.delete(&policy).await.expect(409)["code"], 903_009);

    let revision =
        user.post(&at(&format!("/apis/{id}/revisions")), &json!({"description": ""})).await.expect(201);
    let revision = revision["id"].as_str().expect("an id");
    let to = json!([{"name": "Default", "vhost": "localhost"}]);
    let refused =
        user.post(&at(&format!("/apis/{id}/deploy-revision?revisionId={revision}")), &to).await.expect(400);
    let text = refused["description"].as_str().expect("a text");
    assert_eq!(refused["code"], 903_008);
    assert!(text.contains("own v1") && text.contains("GET /menu") && text.contains("request flow"), "{text}");
    assert!(announced(&app).await.is_empty());

    api["operations"][0]["operationPolicies"] = json!({});
    user.put(&path, &api).await.expect(200);
    user.delete(&policy).await.expect(409);
    user.delete(&at(&format!("/apis/{id}/revisions/{revision}"))).await.expect(200);
    user.delete(&policy).await.expect(200);
    user.get(&policy).await.expect(404);
}

#[tokio::test]
async fn secret_parameters_are_hidden_and_survive() {
    let app = App::start().await;
    let user = maker(&app).await;
    let mut specification = policy_specification("secretive");
    specification["policyAttributes"] =
        json!([{"name": "key", "displayName": "Key", "type": "Secret", "required": true}]);
    upload(&user, "/operation-policies", &specification).await.expect(201);
    assert_eq!(
        user.post(&at("/apis"), &on("request", attached("secretive", json!({})))).await.expect(400)["code"],
        902_009
    );
    let id = make(&user, &on("request", attached("secretive", json!({"key": "s3cret-value"})))).await;
    let path = at(&format!("/apis/{id}"));
    let stored = |app: &App| {
        let control = app.control.clone();
        let id = id.clone();
        async move {
            let mut tx = control.read().await.expect("tx");
            let row = store::api::get(&mut tx, "carbon.super", &id).await.expect("reads").expect("the API");
            row.configuration.operations[0].operation_policies.request[0].parameters["key"].clone()
        }
    };
    let before = stored(&app).await;
    assert!(before["sealed"].as_str().is_some_and(|s| !s.contains("s3cret")), "{before}");
    let api = user.get(&path).await.expect(200);
    assert_eq!(api["operations"][0]["operationPolicies"]["request"][0]["parameters"]["key"], "");
    user.put(&path, &api).await.expect(200);
    assert_eq!(stored(&app).await, before);
    let definition = user.get(&at(&format!("/apis/{id}/swagger"))).await.body;
    let definition = String::from_utf8_lossy(&definition);
    user.multipart(Method::PUT, &at(&format!("/apis/{id}/swagger")), &[("apiDefinition", &definition)], None)
        .await
        .expect(200);
    assert_eq!(stored(&app).await, before);
}

#[tokio::test]
async fn other_tenants_have_their_own() {
    let app = App::start().await;
    let user = maker(&app).await;
    let made = upload(&user, "/operation-policies", &policy_specification("mine")).await.expect(201);
    app.tenant("a.com").await;
    let other = app.as_user("admin@a.com", SCOPES).await;
    for id in [made["id"].as_str().expect("an id").to_owned(), common(&user, "addHeader").await] {
        other.get(&at(&format!("/operation-policies/{id}"))).await.expect(404);
        other.delete(&at(&format!("/operation-policies/{id}"))).await.expect(404);
    }
    assert_eq!(other.get(&at("/operation-policies?query=name:mine")).await.expect(200)["count"], 0);
    other.post(&at("/apis"), &on("request", attached("mine", json!({"word": "a"})))).await.expect(400);
}
