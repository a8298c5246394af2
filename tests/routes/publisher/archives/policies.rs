//! Policies travel with the API that has them attached.

use http::Method;
use serde_json::{Value, json};

use super::super::{at, make, pizza};
use super::{descriptor, found, id, import, mover, pack};
use crate::app::{App, User};
use crate::authorisation::payload::policy_specification;

async fn upload(user: &User, path: &str, name: &str, template: &str) {
    let specification = policy_specification(name).to_string();
    let file = Some(("synapsePolicyDefinitionFile", "p.j2", template.as_bytes()));
    user.multipart(Method::POST, &at(path), &[("policySpecFile", &specification)], file).await.expect(201);
}

fn attached(name: &str, parameters: Value) -> Value {
    json!({"policyName": name, "policyVersion": "v1", "parameters": parameters})
}

/// What is attached to the first operation's requests, without ids.
fn on_requests(api: &Value) -> Vec<Value> {
    let all = api["operations"][0]["operationPolicies"]["request"].as_array().expect("a list");
    let said = |p: &Value| json!([p["policyName"], p["policyVersion"], p["policyType"], p["parameters"]]);
    all.iter().map(said).collect()
}

#[tokio::test]
async fn attached_policies_come_out_of_an_archive_as_they_went_in() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let user = app
        .as_user(
            "admin",
            &format!(
                "{} apim:common_operation_policy_manage apim:api_import_export \
        apim:api_manage",
                super::super::SCOPES
            ),
        )
        .await;
    upload(&user, "/operation-policies", "shared", "<shared/>").await;
    let api = make(&user, &pizza()).await;
    upload(&user, &format!("/apis/{api}/operation-policies"), "own", "<own/>").await;
    let mut whole = user.get(&at(&format!("/apis/{api}"))).await.expect(200);
    whole["operations"][0]["operationPolicies"]["request"] = json!([
        attached("addHeader", json!({"headerName": "X-A", "headerValue": "b"})),
        attached("shared", json!({"word": "one"})),
        attached("own", json!({"word": "two"})),
    ]);
    let before = user.put(&at(&format!("/apis/{api}")), &whole).await.expect(200);
    for format in ["YAML", "JSON"] {
        let exported = user.get(&at(&format!("/apis/export?apiId={api}&format={format}"))).await;
        assert_eq!(exported.status, 200);
        let again = import(&user, "?overwrite=true", &exported.body).await;
        assert_eq!(again.status, 200, "{:?}", again.body);
        let here = user.get(&at(&format!("/apis/{api}"))).await.expect(200);
        assert_eq!(on_requests(&here), on_requests(&before));

        // Where nobody has the common one, the API brings it.
        let away = mover(&app, "admin@a.com").await;
        let taken = import(&away, "?preserveProvider=false&overwrite=true", &exported.body).await;
        assert_eq!(taken.status, 200, "{:?}", taken.body);
        let there = found(&away, "PizzaShackAPI").await.expect("there");
        let mut expected = on_requests(&before);
        expected[1][2] = json!("api");
        assert_eq!(on_requests(&there), expected);
        let path = format!("/apis/{}/operation-policies", id(&there));
        let own = away.get(&at(&path)).await.expect(200);
        assert_eq!(own["count"], 2);
        let shared =
            own["list"].as_array().expect("a list").iter().find(|p| p["name"] == "shared").expect("it");
        let shared = shared["id"].as_str().expect("an id");
        let files = away.get(&at(&format!("{path}/{shared}/content"))).await;
        let files = archive::read(&files.body, &archive::Limits::default()).expect("an archive");
        let template =
            files.paths().find(|p| p.rsplit('.').next() == Some("j2")).expect("a template").to_owned();
        assert_eq!(files.get(&template), Some(&b"<shared/>"[..]));
    }
}

#[tokio::test]
async fn a_policy_that_is_wrong_is_named_and_nothing_is_imported() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    let api = descriptor("api", &pizza());
    let good = policy_specification("own").to_string();
    for (files, says) in [
        (vec![("A/Policies/own_v1.json", "{")], "Policies/own_v1.json"),
        (vec![("A/Policies/own_v1.json", good.as_str())], "Policies/own_v1.json"),
        (
            vec![
                ("A/Policies/a.json", good.as_str()),
                ("A/Policies/b.json", good.as_str()),
                ("A/Policies/a.j2", "x"),
                ("A/Policies/b.j2", "x"),
            ],
            "Policies/b.json",
        ),
    ] {
        let mut all = vec![("A/api.json", api.as_str())];
        all.extend(files);
        let refused = import(&user, "", &pack(&all)).await.expect(400);
        assert!(refused["description"].as_str().is_some_and(|d| d.contains(says)), "{says}: {refused}");
    }
    assert!(found(&user, "PizzaShackAPI").await.is_none());
}
