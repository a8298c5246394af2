//! What every API has in common: documents, unknown paths, credentials.

use crate::app::App;

#[tokio::test]
async fn every_operation_says_what_it_needs_and_refuses_callers_without_it() {
    let app = App::start().await;
    for surface in rest::surfaces(&app.control) {
        let document = serde_json::to_value(&surface.openapi).expect("json");
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                let security = operation["security"]
                    .as_array()
                    .unwrap_or_else(|| panic!("{method} {path} says nothing"));
                let open = security.iter().any(|s| s.as_object().is_some_and(serde_json::Map::is_empty));
                let path = path.replace(['{', '}'], "");
                let method = method.to_uppercase().parse().expect("a method");
                let status = app.anonymous().send(method, &path, None).await.status;
                assert!(open || status == 401, "{path} answers {status} without a token");
            }
        }
    }
}

#[tokio::test]
async fn unknown_paths_and_documents_are_json_404s() {
    let app = App::start().await;
    for path in ["/nowhere", "/api-docs/nothing.json"] {
        assert_eq!(app.anonymous().get(path).await.expect(404)["code"], 404);
    }
    let names = app.anonymous().get("/api-docs").await.expect(200);
    assert_eq!(names.as_array().map(Vec::len), Some(rest::surfaces(&app.control).len()));
}

#[tokio::test]
async fn what_is_not_there_says_so_to_those_who_may_ask() {
    let app = App::start().await;
    let somebody = app.as_user("admin", "").await;
    let mut tried = 0;
    for (name, base) in [
        ("admin", "/api/am/admin/v4"),
        ("devportal", "/api/am/devportal/v3"),
        ("publisher", "/api/am/publisher/v4"),
    ] {
        for operation in rest::absent::of(name, base) {
            let path = operation.path.replace(['{', '}'], "");
            let method: http::Method = operation.method.parse().expect("a method");
            let stranger = app.anonymous().send(method.clone(), &path, None).await;
            let expected = if operation.visitors { 501 } else { 401 };
            assert_eq!(stranger.status, expected, "{method} {path}");
            let answer = somebody.send(method.clone(), &path, None).await;
            assert_eq!(answer.status, 501, "{method} {path}");
            if method != http::Method::HEAD {
                let said = format!("not supported: {}", operation.what);
                assert_eq!(answer.json()["description"], said, "{method} {path}");
            }
            tried += 1;
        }
    }
    println!("{tried} operations say that they are not there");
}
