//! Access tokens under our own signature whose claims nobody should believe.

use control::key::ACCESS_TOKEN;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::app::App;

const OPEN_TO_ANY_TOKEN: &str = "/api/am/devportal/v3/applications";

#[tokio::test]
async fn claims_that_can_be_read_in_two_ways_are_refused() {
    let app = App::start().await;
    let (user, claims) = app.claims("admin", "apim:subscribe").await;
    let exp = claims["exp"].as_i64().expect("seconds");
    let sign = async |text: &str| {
        let raw: Box<RawValue> = serde_json::from_str(text).expect("JSON");
        let token = app.control.sign(&user.tenant, ACCESS_TOKEN, &raw, exp).await.expect("a token");
        app.with(Some(format!("Bearer {token}")))
    };
    let good = claims.to_string();
    sign(&good).await.get(OPEN_TO_ANY_TOKEN).await.expect(200);

    let other = |name: &str, value: &str| {
        let marked = with(&claims, name, &json!("@@mark@@"));
        marked.replace("\"@@mark@@\"", value)
    };
    let twice = |name: &str, value: &str| format!("{{\"{name}\":{value},{}", &good[1..]);
    let bodies = [
        ("exp as a text", other("exp", &format!("\"{exp}\""))),
        ("exp with an exponent", other("exp", "1e400")),
        ("exp beyond 64 bits", other("exp", "99999999999999999999999")),
        ("a negative exp", other("exp", "-1")),
        ("exp null", other("exp", "null")),
        ("exp in a list", other("exp", &format!("[{exp}]"))),
        ("nbf as a text", other("nbf", "\"0\"")),
        ("exp twice", twice("exp", "9999999999")),
        ("sub twice", twice("sub", "\"admin@carbon.super\"")),
        ("scope twice", twice("scope", "\"apim:admin\"")),
        ("iss in a list", other("iss", &format!("[{}]", claims["iss"]))),
        ("sub as a number", other("sub", "7")),
        ("scope as a number", other("scope", "7")),
        ("an unpaired surrogate", other("jti", "\"\\ud800\"")),
    ];
    let mut accepted = Vec::new();
    for (what, body) in bodies {
        let status = sign(&body).await.get(OPEN_TO_ANY_TOKEN).await.status;
        if status != 401 {
            accepted.push(format!("{what}: {status}"));
        }
    }
    assert!(accepted.is_empty(), "{accepted:?}");
}

fn with(claims: &Value, name: &str, value: &Value) -> String {
    let mut claims = claims.clone();
    claims[name] = value.clone();
    claims.to_string()
}
