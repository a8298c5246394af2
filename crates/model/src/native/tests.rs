use serde_json::json;

use super::*;

fn read(name: &str, parameters: &Value) -> Result<Native, String> {
    let parameters = parameters.as_object().expect("an object");
    Native::read(name, parameters).expect("a known policy").map_err(|bad| bad.field)
}

#[test]
fn what_does_not_make_sense_names_the_parameter() {
    for (name, parameters, field) in [
        ("addHeader", json!({"headerName": "x"}), "headerValue"),
        ("addHeader", json!({"headerName": "x", "headerValue": ""}), "headerValue"),
        ("addHeader", json!({"headerName": "x", "headerValue": "a\r\nb: c"}), "headerValue"),
        ("addHeader", json!({"headerName": "x y", "headerValue": "1"}), "headerName"),
        ("addHeader", json!({"headerName": "Content-Length", "headerValue": "1"}), "headerName"),
        ("removeHeader", json!({"headerName": "Host"}), "headerName"),
        ("removeHeader", json!({}), "headerName"),
        ("rewriteResourcePath", json!({"newResourcePath": "/a/../b"}), "newResourcePath"),
        ("rewriteResourcePath", json!({"newResourcePath": "/a b"}), "newResourcePath"),
        ("rewriteResourcePath", json!({"newResourcePath": "/{id}"}), "newResourcePath"),
        ("changeHTTPMethod", json!({"httpMethod": "CONNECT"}), "httpMethod"),
        ("regexPolicy", json!({"enabledCheckBody": "yes"}), "enabledCheckBody"),
        ("jsonValidator", json!({"maxJsonDepth": -1}), "maxJsonDepth"),
        ("jsonValidator", json!({"maxJsonDepth": {}}), "maxJsonDepth"),
        ("xmlValidator", json!({"dtdEnabled": true}), "dtdEnabled"),
        (
            "jwtClaimBasedAccessValidator",
            json!({"accessVerificationClaim": "aut"}),
            "accessVerificationClaimValue",
        ),
    ] {
        assert_eq!(read(name, &parameters), Err(field.to_owned()), "{name} {parameters}");
    }
    assert!(Native::read("revokeOneTimeToken", &Map::new()).is_none());
}

#[test]
fn values_may_be_texts_numbers_and_truth_values() {
    let path =
        read("rewriteResourcePath", &json!({"newResourcePath": "a?b=1", "includeQueryParams": "false"}));
    assert_eq!(path, Ok(Native::RewritePath { path: "/a?b=1".into(), keep_query: false }));
    let query = read("addQueryParam", &json!({"paramKey": "a b", "paramValue": "100%&%20é"}));
    assert_eq!(query, Ok(Native::AddQuery { name: "a%20b".into(), value: "100%25%26%20%C3%A9".into() }));
    let header = read("addHeader", &json!({"headerName": "X-A", "headerValue": 7}));
    assert_eq!(header, Ok(Native::SetHeader { name: "x-a".into(), value: "7".into() }));
    let Ok(Native::LimitJson(limits)) = read("jsonValidator", &json!({"maxJsonDepth": "3"})) else {
        panic!()
    };
    assert_eq!((limits.depth, limits.key), (3, 100));
}

#[test]
fn every_name_is_known() {
    let all = json!({
        "headerName": "x", "headerValue": "1", "paramKey": "k", "paramValue": "v", "newResourcePath": "/",
        "httpMethod": "get", "updatedMethod": "PUT", "accessVerificationClaim": "aut",
        "accessVerificationClaimValue": "APPLICATION",
    });
    let faults = NAMES.iter().filter(|name| read(name, &all).expect("complete") == Native::JsonFault);
    assert_eq!(faults.collect::<Vec<_>>(), [&"jsonFault"]);
}
