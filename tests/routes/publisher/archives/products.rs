//! `/api-products/export` and `/api-products/import`.

use http::Method;
use serde_json::{Value, json};

use super::super::{SCOPES, at, make, pizza};
use super::{descriptor, found, id, pack};
use crate::app::{Answer, App, User};

async fn mover(app: &App, name: &str) -> User {
    app.as_user(name, &format!("{SCOPES} apim:api_product_import_export apim:api_manage apim:admin")).await
}

async fn import(user: &User, how: &str, archive: &[u8]) -> Answer {
    let path = at(&format!("/api-products/import{how}"));
    user.multipart(Method::POST, &path, &[], Some(("file", "product.zip", archive))).await
}

async fn product(user: &User) -> Option<Value> {
    let list = user.get(&at("/api-products?query=name:Meals")).await.expect(200);
    let id = list["list"].as_array().expect("a list").first()?["id"].as_str().expect("an id").to_owned();
    Some(user.get(&at(&format!("/api-products/{id}"))).await.expect(200))
}

/// Without what is of a platform.
fn bare(mut product: Value) -> Value {
    for name in ["id", "provider", "context", "createdTime", "lastUpdatedTime", "lastUpdatedTimestamp"] {
        product.as_object_mut().expect("an object").remove(name);
    }
    for member in product["apis"].as_array_mut().expect("members") {
        member.as_object_mut().expect("an object").remove("apiId");
    }
    product
}

#[tokio::test]
async fn a_product_comes_out_of_its_archive_with_the_apis_it_is_made_of() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let user = mover(&app, "admin").await;
    let api = make(&user, &pizza()).await;
    let meals = json!({"name": "Meals", "context": "/meals", "policies": ["Gold"], "description": "All of it",
        "apis": [{"apiId": api, "operations": [{"verb": "GET", "target": "/menu"}]}]});
    let made = user.post(&at("/api-products"), &meals).await.expect(201);
    let away = mover(&app, "admin@a.com").await;
    for (format, path) in [
        ("YAML", at("/api-products/export?name=Meals")),
        ("JSON", "/api/am/admin/v4/export/api-product?name=Meals&version=1.0.0".to_owned()),
    ] {
        let exported = user.get(&format!("{path}&format={format}")).await;
        assert_eq!(exported.status, 200, "{:?}", exported.body);
        let files = archive::read(&exported.body, &archive::Limits::default()).expect("an archive");
        let end = format.to_lowercase();
        for file in [format!("api_product.{end}"), format!("APIs/PizzaShackAPI-1.0.0/api.{end}")] {
            assert!(files.get(&format!("Meals-1.0.0/{file}")).is_some(), "{file}");
        }
        if format == "YAML" {
            // The API it is made of is not there.
            import(&away, "?preserveProvider=false", &exported.body).await.expect(404);
            let done = import(&away, "?preserveProvider=false&importAPIs=true", &exported.body).await;
            assert_eq!(done.status, 200, "{:?}", done.body);
        }
        assert_eq!(bare(product(&away).await.expect("there")), bare(made.clone()));
        assert!(found(&away, "PizzaShackAPI").await.is_some());
        import(&away, "?preserveProvider=false", &exported.body).await.expect(409);
        let how = "?preserveProvider=false&overwriteAPIProduct=true&overwriteAPIs=true";
        let done = import(&away, how, &exported.body).await;
        assert_eq!(done.status, 200, "{:?}", done.body);
    }
    away.get(&at("/api-products/export?name=Nothing")).await.expect(404);
    // An API is no product.
    user.get(&at("/api-products/export?name=PizzaShackAPI&version=1.0.0")).await.expect(404);
    assert_eq!(id(&made), id(&product(&user).await.expect("still there")));
}

#[tokio::test]
async fn an_archive_with_a_wrong_api_in_it_changes_nothing() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    let members = json!([{"name": "PizzaShackAPI", "version": "1.0.0",
        "operations": [{"verb": "GET", "target": "/menu"}]}]);
    let data = json!({"name": "Meals", "context": "/meals", "version": "1.0.0", "apis": members});
    let (good, api) = (descriptor("api_product", &data), descriptor("api", &pizza()));
    let mut gone = data.clone();
    gone["apis"][0]["operations"][0]["target"] = json!("/gone");
    let gone = descriptor("api_product", &gone);
    for (files, says) in [
        (vec![("P/api_product.json", good.as_str()), ("P/APIs/A/api.json", "{")], "APIs/A/api.json"),
        (vec![("P/api_product.json", good.as_str()), ("P/APIs/A/x", "")], "APIs/A"),
        (vec![("P/api_product.json", gone.as_str()), ("P/APIs/A/api.json", api.as_str())], "/gone"),
        (vec![("P/api.json", api.as_str())], "API"),
        (vec![("P/api_product.json", "[]")], "api_product.json"),
    ] {
        let refused = import(&user, "?importAPIs=true", &pack(&files)).await.expect(400);
        assert!(refused["description"].as_str().is_some_and(|d| d.contains(says)), "{says}: {refused}");
    }
    assert!(product(&user).await.is_none() && found(&user, "PizzaShackAPI").await.is_none());
}
