//! `/system-scopes` and `/tenant-config`: who gets which scope, and that the token endpoint follows it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use model::key::ClientRequest;
use serde_json::{Value, json};

use super::BASE;
use crate::app::App;

/// What the token endpoint gives a user who asks for `scopes`.
async fn granted(app: &App, user: &str, scopes: &str) -> String {
    let resident = app.control.resident().expect("connected");
    let tenant = model::tenant::TenantDomain::super_tenant();
    let request = ClientRequest {
        client_name: "portal".into(),
        grant_types: vec!["password".into()],
        owner: "admin@carbon.super".into(),
        ..ClientRequest::default()
    };
    let client = resident.register(&tenant, request).await.expect("a client");
    let client = app.as_basic(&client.client_id, &client.client_secret.expect("a secret"));
    let form =
        format!("grant_type=password&username={user}&password={user}&scope={}", scopes.replace(' ', "+"));
    let form_type = Some("application/x-www-form-urlencoded");
    let answer = client.raw(Method::POST, "/oauth2/token", form_type, &[], form.into()).await.expect(200);
    answer["scope"].as_str().expect("scopes").to_owned()
}

fn roles(list: &Value, scope: &str) -> Value {
    let found = list["list"].as_array().expect("a list").iter().find(|s| s["name"] == scope);
    found.unwrap_or_else(|| panic!("no {scope}"))["roles"].clone()
}

#[tokio::test]
async fn a_scope_given_to_another_role_is_granted_to_it_from_then_on() {
    let app = App::start().await;
    app.user("bob", &["Internal/subscriber"]).await;
    let admin = app.as_user("admin", "apim:scope_manage").await;
    let all = format!("{BASE}/system-scopes");
    let before = admin.get(&all).await.expect(200);
    assert_eq!(roles(&before, "apim:api_publish"), json!(["admin", "Internal/publisher"]));
    assert!(before["count"].as_u64().is_some_and(|n| n > 80), "{}", before["count"]);
    let asked = "apim:subscribe apim:api_publish";
    assert_eq!(granted(&app, "bob", asked).await, "apim:subscribe");

    let change = json!({"list": [{"name": "apim:api_publish", "roles": ["Internal/subscriber"]},
        {"name": "apim:subscribe", "roles": ["admin"]}]});
    let after = admin.put(&all, &change).await.expect(200);
    assert_eq!(roles(&after, "apim:api_publish"), json!(["Internal/subscriber"]));
    assert_eq!(roles(&after, "apim:api_view"), roles(&before, "apim:api_view"), "what is not named stays");
    assert_eq!(granted(&app, "bob", asked).await, "apim:api_publish");
    let config =
        app.as_user("admin", "apim:admin").await.get(&format!("{BASE}/tenant-config")).await.expect(200);
    let entries = config["RESTAPIScopes"]["Scope"].as_array().expect("scopes");
    assert!(entries.contains(&json!({"Name": "apim:api_publish", "Roles": "Internal/subscriber"})));

    let one = |name: &str, user: &str| format!("{all}/{}{user}", STANDARD.encode(name).replace('=', "%3D"));
    assert_eq!(admin.get(&one("apim:api_publish", "")).await.expect(200)["name"], "apim:api_publish");
    admin.get(&one("apim:api_publish", "?username=bob")).await.expect(200);
    admin.get(&one("apim:subscribe", "?username=bob")).await.expect(404);
    admin.get(&one("apim:no_such", "")).await.expect(404);
    admin.get(&format!("{all}/~~")).await.expect(400);
    for bad in [
        json!({"list": [{"name": "orders:read", "roles": ["admin"]}]}),
        json!({"list": [{"name": "apim:api_view", "roles": ["a,b"]}]}),
        json!({"list": [{"name": "apim:admin", "roles": ["Internal/subscriber"]}]}),
    ] {
        admin.put(&all, &bad).await.expect(400);
    }
    assert_eq!(admin.get(&all).await.expect(200), after, "nothing of what was refused is kept");
}

#[tokio::test]
async fn aliases_of_roles_are_granted_what_the_role_is() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", "apim:admin").await;
    let mut tx = app.control.begin().await.expect("tx");
    let row = store::role::RoleRow {
        id: "builder".into(),
        tenant: "carbon.super".into(),
        name: "builder".into(),
        created_at: 1,
        updated_at: 1,
    };
    store::role::insert(&mut tx, &row).await.expect("a role");
    tx.commit().await.expect("committed");
    app.user("ben", &["builder"]).await;
    let aliases = format!("{BASE}/system-scopes/role-aliases");
    assert_eq!(admin.get(&aliases).await.expect(200), json!({"count": 0, "list": []}));
    assert_eq!(granted(&app, "ben", "apim:api_create").await, "default");
    let list = json!([{"role": "Internal/creator", "aliases": ["builder", "Internal/creator"]}]);
    let kept = admin.put(&aliases, &json!({"count": 1, "list": list})).await.expect(200);
    assert_eq!(kept, json!({"count": 1, "list": list}));
    assert_eq!(granted(&app, "ben", "apim:api_create").await, "apim:api_create");
    let theirs = app.as_user("admin@a.com", "apim:admin").await;
    assert_eq!(theirs.get(&aliases).await.expect(200)["count"], 0, "another tenant has its own");
    for bad in [json!([{"role": "admin", "aliases": ["builder"]}]), json!([{"role": "x", "aliases": []}])] {
        admin.put(&aliases, &json!({"list": bad})).await.expect(400);
    }
    admin.put(&aliases, &json!({"list": []})).await.expect(200);
    assert_eq!(granted(&app, "ben", "apim:api_create").await, "default");
}

#[tokio::test]
async fn the_configuration_of_a_tenant_is_its_own_and_must_fit_the_schema() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", "apim:admin").await;
    let theirs = app.as_user("admin@a.com", "apim:admin").await;
    let path = format!("{BASE}/tenant-config");
    let first = admin.get(&path).await.expect(200);
    assert_eq!(first["IsUnlimitedTierPaid"], false);
    let schema = admin.get(&format!("{BASE}/tenant-config-schema")).await.expect(200);
    assert_eq!(schema["type"], "object");
    let mut changed = first.clone();
    changed["DefaultApplicationLevelTier"] = json!("10PerMin");
    changed["Own"] = json!({"kept": [1, "as it is"]});
    assert_eq!(admin.put(&path, &changed).await.expect(200), changed);
    assert_eq!(admin.get(&path).await.expect(200), changed);
    assert_eq!(theirs.get(&path).await.expect(200), first);
    for (member, value, named) in [
        ("EnableMonetization", json!("yes"), "EnableMonetization"),
        ("RESTAPIScopes", json!({"Scope": [{"Name": "apim:api_view"}]}), "RESTAPIScopes.Scope.0"),
        ("RESTAPIScopes", json!({"Scope": [{"Name": "apim:admin", "Roles": "nobody"}]}), "RESTAPIScopes"),
        ("RESTAPIScopes", json!({"Scope": [{"Name": "orders", "Roles": "x"}]}), "RESTAPIScopes.Scope.0.Name"),
        ("RoleMappings", json!({"a": 1}), "RoleMappings.a"),
    ] {
        let mut bad = changed.clone();
        bad[member] = value;
        let refused = admin.put(&path, &bad).await.expect(400);
        assert!(refused["description"].to_string().contains(named), "{named}: {refused}");
    }
    admin.put(&path, &json!([])).await.expect(400);
    assert_eq!(admin.get(&path).await.expect(200), changed);
    let other = app.as_user("admin", "apim:scope_manage").await;
    other.get(&path).await.expect(401);
    other.put(&path, &changed).await.expect(401);
}

#[tokio::test]
async fn tenants_of_users_are_told_to_those_who_may_know() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", "apim:tenantInfo").await;
    let theirs = app.as_user("admin@a.com", "apim:tenantInfo").await;
    let info = |user: &str| format!("{BASE}/tenant-info/{user}");
    let known = admin.get(&info("admin")).await.expect(200);
    assert_eq!(known, json!({"username": "admin", "tenantDomain": "carbon.super", "tenantId": -1234}));
    assert_eq!(admin.get(&info("admin@a.com")).await.expect(200)["tenantId"], 1);
    admin.get(&info("nobody")).await.expect(404);
    theirs.get(&info("admin")).await.expect(404);
    assert_eq!(theirs.get(&info("admin@a.com")).await.expect(200)["tenantDomain"], "a.com");
    let urls = |domain: &str| format!("{BASE}/custom-urls/{domain}");
    let known = theirs.get(&urls("a.com")).await.expect(200);
    assert_eq!((&known["enabled"], &known["tenantAdminUsername"]), (&json!(false), &json!("admin@a.com")));
    theirs.get(&urls("carbon.super")).await.expect(404);
    admin.get(&urls("a.com")).await.expect(200);
    admin.get(&urls("no.where")).await.expect(404);
}
