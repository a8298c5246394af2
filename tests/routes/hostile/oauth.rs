//! The OAuth2 endpoints and dynamic registration.

use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use serde_json::json;

use super::tolerated::{OAUTH, Tolerated};
use super::verdict::{CANARY, Expected};
use super::{Case, Trial, mutation, raw};
use crate::app::App;
use crate::authorisation::operation::Operation;
use crate::snapshot::documents;

const FORM: &str = "application/x-www-form-urlencoded";
/// Refusals by these endpoints: of the request, or of a credential in it.
const REFUSED: &[u16] = &[400, 401, 413];

fn operations(app: &App) -> Vec<Operation> {
    let document = documents(app).into_iter().find(|(api, _)| *api == "oauth").expect("a document").1;
    Operation::of("oauth", &Arc::new(document))
}

#[tokio::test]
async fn registration_refuses_bodies_with_one_thing_wrong() {
    let app = App::start().await;
    let admin = app.as_basic("admin", "admin");
    let client = json!({"clientName": "there-already", "grantType": "client_credentials", "owner": "admin",
        "callbackUrl": "https://client.example/callback", "saasApp": true, "tokenType": "JWT"});
    let there = admin.post("/client-registration/v0.17/register", &client).await.expect(200);
    let id = there["clientId"].as_str().expect("an id").to_owned();
    let mut trial = Trial::new(&app, Tolerated::new(OAUTH));
    for operation in operations(&app) {
        let Some(body) = &operation.body else { continue };
        let path = operation.path.replace("{client_id}", &id);
        let mut good = client.clone();
        if operation.method == Method::POST {
            good["clientName"] = json!("new");
        }
        let mut cases = mutation::of(&operation, &body.schema, &good);
        cases.extend(raw::of(&good, body.required));
        trial.run(&operation, &path, &admin, cases).await;
    }
    trial.finish("registrations");
}

#[tokio::test]
async fn registration_knows_no_strange_clients() {
    let app = App::start().await;
    let admin = app.as_basic("admin", "admin");
    let mut trial = Trial::new(&app, Tolerated::new(&[]));
    for operation in operations(&app).iter().filter(|o| o.path.contains("{client_id}")) {
        for id in ["no-such-client", "%00", "%ff", "..%2F..", "%27%20OR%201=1", "a%0d%0ab"] {
            let path = operation.path.replace("{client_id}", id);
            let case = Case {
                what: format!("client {id}"),
                media: Some("application/json".to_owned()),
                bytes: Bytes::from("{\"clientName\": \"x\"}"),
                expected: Expected::of(&[400, 404]),
            };
            trial.run(operation, &path, &admin, vec![case]).await;
        }
    }
    trial.finish("strange clients");
}

#[tokio::test]
async fn forms_and_queries_with_one_thing_wrong_are_refused() {
    let app = App::start().await;
    let registration = json!({"clientName": "asks", "grantType": "client_credentials password refresh_token",
        "owner": "admin", "saasApp": true});
    let admin = app.as_basic("admin", "admin");
    let made = admin.post("/client-registration/v0.17/register", &registration).await.expect(200);
    let text = |name: &str| made[name].as_str().expect("text").to_owned();
    let client = app.as_basic(&text("clientId"), &text("clientSecret"));
    let mut trial = Trial::new(&app, Tolerated::new(&[]));
    // Forms of pages are answered by pages: oauth's own tests send broken ones.
    let page = |o: &Operation| {
        o.path.starts_with("/oauth2/authorize")
            || o.path == "/oauth2/device"
            || o.path.starts_with("/oidc/logout")
    };
    let asked = |o: &&Operation| o.method == Method::POST && o.body.is_none() && !page(o);
    for operation in operations(&app).iter().filter(asked) {
        let cases = cases(&operation.path);
        trial.run(operation, &operation.path, &client, cases).await;
        for query in ["grant_type=%ff", "token=%00", "grant_type=a&grant_type=b", &"x".repeat(60_000)] {
            let shown: String = query.chars().take(40).collect();
            let case = Case {
                what: format!("query {shown}"),
                media: None,
                bytes: Bytes::new(),
                expected: Expected::of(REFUSED),
            };
            trial.run(operation, &format!("{}?{query}", operation.path), &client, vec![case]).await;
        }
    }
    trial.finish("forms and queries");
}

fn cases(path: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |what: &str, media: Option<&str>, body: &[u8]| {
        let mut expected = Expected::of(REFUSED);
        expected.secret = true;
        let media = media.map(str::to_owned);
        cases.push(Case { what: what.to_owned(), media, bytes: Bytes::copy_from_slice(body), expected });
    };
    let login = format!("grant_type=password&username=admin&password={CANARY}");
    add("nothing", Some(FORM), b"");
    add("no type", None, b"grant_type=client_credentials");
    add("another type", Some("text/plain"), b"grant_type=client_credentials");
    add("a form of parts", Some("multipart/form-data; boundary=x"), b"--x--\r\n");
    add("no UTF-8", Some(FORM), b"grant_type=\xff\xfe&token=\xff");
    add("encoded, no UTF-8", Some(FORM), b"grant_type=%ff&token=%ff");
    add("NUL", Some(FORM), b"grant_type=password%00&token=x%00");
    add("a name with NUL", Some(FORM), b"%00=x");
    add("given twice", Some(FORM), format!("{login}&password={CANARY}&token=a&token=b").as_bytes());
    add("too large", Some(FORM), &[b"token=".as_slice(), &vec![b'x'; 70_000]].concat());
    add("JSON cut off", Some("application/json"), b"{\"grant_type\":");
    add("a list of JSON", Some("application/json"), b"[]");
    add("numbers of JSON", Some("application/json"), b"{\"grant_type\": 7, \"token\": 7}");
    add("JSON given twice", Some("application/json"), b"{\"token\": \"a\", \"token\": \"b\"}");
    let deep = format!("{{\"token\": {}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    add("deep JSON", Some("application/json"), deep.as_bytes());
    if path.ends_with("/token") {
        add("an unknown grant", Some(FORM), b"grant_type=teapot");
        add("a long grant", Some(FORM), format!("grant_type={}", "x".repeat(60_000)).as_bytes());
        add("a wrong password", Some(FORM), login.as_bytes());
        add("no password", Some(FORM), b"grant_type=password&username=admin");
        let name = format!("grant_type=password&username={}&password=x", "a".repeat(50_000));
        add("a long name", Some(FORM), name.as_bytes());
        add(
            "a control character in the name",
            Some(FORM),
            b"grant_type=password&username=a%0d%0ab&password=x",
        );
        add("no refresh token", Some(FORM), b"grant_type=refresh_token");
        add(
            "an unknown refresh token",
            Some(FORM),
            format!("grant_type=refresh_token&refresh_token={CANARY}").as_bytes(),
        );
        add("a scope with quotes", Some(FORM), b"grant_type=client_credentials&scope=%22%5C");
        add("scopes with NUL", Some(FORM), b"grant_type=client_credentials&scope=a%00");
        let lifetime = b"grant_type=client_credentials&validity_period=x&client_id=other";
        add("another client in the form", Some(FORM), lifetime);
    }
    cases
}
