//! `/organizations`.

use serde_json::json;

use super::BASE;
use crate::app::App;

#[tokio::test]
async fn an_organization_keeps_the_name_that_the_identity_provider_has_for_it() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", "apim:organization_manage apim:organization_read").await;
    let all = format!("{BASE}/organizations");
    let acme = json!({"externalOrganizationId": "acme-7", "displayName": "Acme", "description": "x"});
    let made = admin.post(&all, &acme).await.expect(201);
    let one = format!("{all}/{}", made["organizationId"].as_str().expect("an id"));
    assert_eq!(admin.get(&one).await.expect(200), made);
    admin.post(&all, &acme).await.expect(409);
    let other = json!({"externalOrganizationId": "other", "displayName": "Acme Ltd"});
    let changed = admin.put(&one, &other).await.expect(200);
    assert_eq!(
        (&changed["externalOrganizationId"], &changed["displayName"]),
        (&json!("acme-7"), &json!("Acme Ltd"))
    );
    assert_eq!(admin.get(&all).await.expect(200), json!({"count": 1, "list": [changed]}));
    for bad in [json!({"displayName": "x"}), json!({"externalOrganizationId": "", "displayName": "x"})] {
        admin.post(&all, &bad).await.expect(400);
    }
    let theirs = app.as_user("admin@a.com", "apim:admin").await;
    theirs.get(&one).await.expect(404);
    assert_eq!(theirs.get(&all).await.expect(200)["count"], 0);
    admin.delete(&one).await.expect(200);
    admin.delete(&one).await.expect(404);
}
