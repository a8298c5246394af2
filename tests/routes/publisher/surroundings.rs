//! What publishers look up beside their APIs: organizations, tenants, rules of linters.

use http::Method;
use serde_json::json;

use super::{SCOPES, at};
use crate::app::App;
use crate::authorisation::fixture::Fixture;

#[tokio::test]
async fn organizations_tenants_and_linter_rules_are_told() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let fixture = Fixture::make(&app, "a.com", "Away").await;
    let (home, away) = (app.as_user("admin", SCOPES).await, app.as_user("admin@a.com", SCOPES).await);
    let all = away.get(&at("/organizations")).await.expect(200);
    assert_eq!(
        (&all["count"], &all["list"][0]["organizationId"]),
        (&json!(1), &json!(fixture.id("organization")))
    );
    assert_eq!(home.get(&at("/organizations")).await.expect(200)["count"], 0);

    let tenants = home.get(&at("/tenants")).await.expect(200);
    let named = tenants["list"].as_array().expect("a list").iter().any(|t| t["domain"] == "a.com");
    assert!(named, "{tenants}");
    assert_eq!(home.get(&at("/tenants?state=inactive")).await.expect(200)["count"], 0);
    home.get(&at("/tenants?state=odd")).await.expect(400);
    home.send(Method::HEAD, &at("/tenants/a.com"), None).await.expect(200);
    home.send(Method::HEAD, &at("/tenants/b.com"), None).await.expect(404);

    assert_eq!(away.get(&at("/linter-custom-rules")).await.expect(200), json!({}));
    let admin = app.as_user("admin@a.com", "apim:admin").await;
    let mut config = admin.get("/api/am/admin/v4/tenant-config").await.expect(200);
    config["LinterCustomRules"] = json!({"rules": {"info-contact": "off"}});
    admin.put("/api/am/admin/v4/tenant-config", &config).await.expect(200);
    assert_eq!(away.get(&at("/linter-custom-rules")).await.expect(200), config["LinterCustomRules"]);
    assert_eq!(home.get(&at("/linter-custom-rules")).await.expect(200), json!({}));
}
