//! What goes into an archive comes out of it.

use archive::Limits;
use http::Method;
use serde_json::{Value, json};

use super::super::{announced, at, change, deploy, make, pizza};
use super::{found, id, import, mover};
use crate::app::{App, User};
use crate::authorisation::fixture::PNG;
use crate::certificate::VALID;

/// An API with everything an API may have.
async fn furnished(user: &User) -> String {
    let mut api = pizza();
    api["tags"] = json!(["food", "cheese"]);
    api["description"] = json!("Pizza: \"hot\"\n- and fast");
    api["businessInformation"] = json!({"businessOwner": "Kim", "businessOwnerEmail": "kim@mail.example"});
    api["additionalProperties"] = json!([{"name": "team", "value": "red", "display": true}]);
    api["scopes"] = json!([{"shared": false, "scope": {"name": "order", "displayName": "Order",
        "description": "To order", "bindings": ["Internal/subscriber"]}}]);
    api["operations"] = json!([
        {"target": "/menu", "verb": "GET", "authType": "None", "throttlingPolicy": "Unlimited"},
        {"target": "/order/{orderId}", "verb": "PUT", "throttlingPolicy": "10KPerMin", "scopes": ["order"]}
    ]);
    api["corsConfiguration"] = json!({"corsConfigurationEnabled": true, "accessControlAllowOrigins": ["*"],
        "accessControlAllowCredentials": false, "accessControlAllowHeaders": ["X-A"],
        "accessControlAllowMethods": ["GET"]});
    api["endpointConfig"] = json!({"endpoint_type": "http",
        "production_endpoints": {"url": "https://back.example/v1", "config": {"actionDuration": "30000"}},
        "endpoint_security": {"production":
            {"enabled": true, "type": "BASIC", "username": "kim", "password": "s3cret-of-back-end"}}});
    let api = make(user, &api).await;
    for (name, source, extra) in [
        ("How to / eat", "MARKDOWN", json!({"inlineContent": "# Eat\nwith hands"})),
        ("Link", "URL", json!({"sourceUrl": "https://docs.example/"})),
        ("File", "FILE", json!({})),
    ] {
        let mut body = json!({"name": name, "type": "HOWTO", "summary": "short", "sourceType": source,
            "visibility": "API_LEVEL"});
        body.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        let made = user.post(&at(&format!("/apis/{api}/documents")), &body).await.expect(201);
        if source == "FILE" {
            let document = made["documentId"].as_str().expect("an id");
            let path = at(&format!("/apis/{api}/documents/{document}/content"));
            let file = Some(("file", "document.yaml", &b"\x00\xffbytes"[..]));
            user.multipart(Method::POST, &path, &[], file).await.expect(201);
        }
    }
    let path = at(&format!("/apis/{api}/thumbnail"));
    user.multipart(Method::PUT, &path, &[], Some(("file", "p.png", PNG))).await.expect(201);
    let certificate = Some(("certificate", "c.pem", VALID.as_bytes()));
    let fields = [("alias", "client-1"), ("tier", "Gold")];
    let path = at(&format!("/apis/{api}/client-certs/SANDBOX"));
    user.multipart(Method::POST, &path, &fields, certificate).await.expect(201);
    let fields = [("alias", "back-1"), ("endpoint", "https://back.example")];
    user.multipart(Method::POST, &at("/endpoint-certificates"), &fields, certificate).await.expect(201);
    change(user, &api, "Publish").await.expect(200);
    deploy(user, &api).await;
    api
}

/// Everything a publisher sees of an API, but for ids and times.
async fn seen(user: &User, api: &str) -> Value {
    let get = |path: String| async move { user.get(&at(&path)).await };
    let mut whole = get(format!("/apis/{api}")).await.expect(200);
    for name in ["id", "provider", "context", "createdTime", "lastUpdatedTime", "lastUpdatedTimestamp"] {
        whole.as_object_mut().expect("an object").remove(name);
    }
    for scope in whole["scopes"].as_array_mut().expect("scopes") {
        scope["scope"].as_object_mut().expect("a scope").remove("id");
    }
    let mut swagger = get(format!("/apis/{api}/swagger")).await.expect(200);
    swagger.as_object_mut().expect("an object").remove("x-wso2-basePath");
    let mut documents = Vec::new();
    for mut one in
        get(format!("/apis/{api}/documents")).await.expect(200)["list"].as_array().expect("list").clone()
    {
        let id = one["documentId"].as_str().expect("an id").to_owned();
        let content = get(format!("/apis/{api}/documents/{id}/content")).await;
        let link = content.headers.get("location").map(|l| l.to_str().expect("text").to_owned());
        let told = ["name", "type", "summary", "sourceType", "sourceUrl", "fileName", "visibility"];
        one.as_object_mut().expect("an object").retain(|name, _| told.contains(&name.as_str()));
        documents.push(json!({"what": one, "link": link, "content": content.body.to_vec()}));
    }
    documents.sort_by_key(|d| d["what"]["name"].to_string());
    let picture = get(format!("/apis/{api}/thumbnail")).await.body.to_vec();
    let clients = get(format!("/apis/{api}/client-certs/SANDBOX")).await.expect(200);
    let clients: Vec<_> = clients["certificates"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|c| json!([c["alias"], c["tier"]]))
        .collect();
    let deployed = get(format!("/apis/{api}/deployments")).await.expect(200);
    let deployed: Vec<_> = deployed
        .as_array()
        .or_else(|| deployed["list"].as_array())
        .expect("a list")
        .iter()
        .map(|d| json!([d["name"], d["vhost"], d["displayOnDevportal"]]))
        .collect();
    json!({"api": whole, "swagger": swagger, "documents": documents, "picture": picture, "clients": clients,
        "deployed": deployed})
}

#[tokio::test]
async fn an_api_comes_out_of_its_archive_as_it_went_in_here_and_in_another_tenant() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    let api = furnished(&user).await;
    let before = seen(&user, &api).await;
    for format in ["YAML", "JSON"] {
        let api = found(&user, "PizzaShackAPI").await.expect("there");
        let path = format!(
            "/apis/export?name=PizzaShackAPI&version=1.0.0&providerName=admin&latestRevision=true&format={format}"
        );
        let exported = user.get(&at(&path)).await;
        assert_eq!(exported.status, 200);
        assert_eq!(exported.headers["content-type"], "application/zip");
        let files = archive::read(&exported.body, &Limits::default()).expect("an archive");
        let end = format.to_lowercase();
        for name in ["api", "deployment_environments", "Definitions/swagger", "Docs/How to _ eat/document"] {
            assert!(files.get(&format!("PizzaShackAPI-1.0.0/{name}.{end}")).is_some(), "{name}");
        }
        for path in files.paths() {
            let text = String::from_utf8_lossy(files.get(path).expect("a file"));
            assert!(!text.contains("s3cret-of-back-end") && !text.contains("s1."), "{path} has the secret");
        }
        user.delete(&at(&format!("/apis/{}", id(&api)))).await.expect(200);
        user.delete(&at("/endpoint-certificates/back-1")).await.expect(200);
        assert!(announced(&app).await.is_empty());

        import(&user, "", &exported.body).await;
        let again = found(&user, "PizzaShackAPI").await.expect("there again");
        assert_ne!(id(&again), id(&api));
        assert_eq!(seen(&user, id(&again)).await, before, "{format}");
        assert_eq!(user.get(&at("/endpoint-certificates/back-1")).await.status, 200);
        assert_eq!(announced(&app).await.len(), 1, "it is deployed");

        if format == "JSON" {
            app.tenant("away.example").await;
            let stranger = mover(&app, "admin@away.example").await;
            assert_eq!(
                import(&stranger, "", &exported.body).await.status,
                403,
                "the provider is no user there"
            );
            assert!(found(&stranger, "PizzaShackAPI").await.is_none());
            assert_eq!(import(&stranger, "?preserveProvider=false", &exported.body).await.status, 200);
            let theirs = found(&stranger, "PizzaShackAPI").await.expect("there");
            assert_eq!(theirs["provider"], "admin@away.example");
            assert_eq!(theirs["context"], "/t/away.example/pizzashack");
            assert_eq!(seen(&stranger, id(&theirs)).await, before);
            // And back, with the prefix of the tenant it comes from.
            let back = stranger.get(&at(&format!("/apis/export?apiId={}", id(&theirs)))).await;
            user.delete(&at(&format!("/apis/{}", id(&again)))).await.expect(200);
            assert_eq!(import(&user, "?preserveProvider=false", &back.body).await.status, 200);
            assert_eq!(found(&user, "PizzaShackAPI").await.expect("there")["context"], "/pizzashack");
        }
    }
}

#[tokio::test]
async fn an_api_that_is_there_is_changed_only_when_that_is_asked_for() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    let api = furnished(&user).await;
    let archive = user.get(&at(&format!("/apis/export?apiId={api}&latestRevision=true"))).await.body;
    let refused = import(&user, "", &archive).await.expect(409);
    assert_eq!(refused["code"], 900_300);

    let mut changed = user.get(&at(&format!("/apis/{api}"))).await.expect(200);
    let before = seen(&user, &api).await;
    changed["description"] = json!("other");
    user.put(&at(&format!("/apis/{api}")), &changed).await.expect(200);
    let documents = user.get(&at(&format!("/apis/{api}/documents"))).await.expect(200);
    let gone = documents["list"][0]["documentId"].as_str().expect("an id").to_owned();
    user.delete(&at(&format!("/apis/{api}/documents/{gone}"))).await.expect(200);

    let told = import(&user, "?overwrite=true&dryRun=true", &archive).await;
    assert_eq!((told.status, &told.body[..]), (200, &b"API can be imported."[..]));
    assert_eq!(found(&user, "PizzaShackAPI").await.expect("there")["description"], "other");

    assert_eq!(import(&user, "?overwrite=true", &archive).await.status, 200);
    assert_eq!(seen(&user, &api).await, before);
    // The archive has no secret; the one that is there stays.
    let production = announced(&app).await.remove(0).production.expect("an endpoint");
    assert!(!production.security.expect("security").sealed_secret.is_empty());

    // Each import makes a revision; the sixth needs room.
    for _ in 0..3 {
        assert_eq!(import(&user, "?overwrite=true", &archive).await.status, 200);
    }
    assert_eq!(import(&user, "?overwrite=true", &archive).await.expect(400)["code"], 900_351);
    assert_eq!(import(&user, "?overwrite=true&rotateRevision=true", &archive).await.status, 200);
    let revisions = user.get(&at(&format!("/apis/{api}/revisions"))).await.expect(200);
    assert_eq!(revisions["count"], 5);
    let number = announced(&app).await.remove(0).revision_number;
    assert_eq!(number, 6);
    let first = user.get(&at(&format!("/apis/export?apiId={api}&revisionNumber=1"))).await;
    assert_eq!(first.status, 404, "the oldest made room");
}

#[tokio::test]
async fn a_status_that_is_not_preserved_is_created() {
    let app = App::start().await;
    let user = mover(&app, "admin").await;
    let api = make(&user, &pizza()).await;
    assert_eq!(user.get(&at(&format!("/apis/export?apiId={api}&latestRevision=true"))).await.status, 404);
    change(&user, &api, "Publish").await.expect(200);
    let path = at(&format!("/apis/export?apiId={api}&preserveStatus=false"));
    let archive = user.get(&path).await.body;
    user.delete(&at(&format!("/apis/{api}"))).await.expect(200);
    assert_eq!(import(&user, "", &archive).await.status, 200);
    assert_eq!(found(&user, "PizzaShackAPI").await.expect("there")["lifeCycleStatus"], "CREATED");
}
