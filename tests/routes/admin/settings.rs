//! `/settings`.

use serde_json::json;

use super::BASE;
use crate::app::App;

#[tokio::test]
async fn the_admin_portal_learns_what_there_is() {
    let app = App::start().await;
    let path = format!("{BASE}/settings");
    let admin = app.as_user("admin", "apim:admin_settings").await;
    let settings = admin.get(&path).await.expect(200);
    let expected = json!({"scopes": ["apim:admin_settings"], "gatewayTypes": ["Regular"],
        "keyManagerConfiguration": [], "analyticsEnabled": false});
    assert_eq!(settings, expected);
    app.as_user("admin", "apim:environment_read").await.get(&path).await.expect(401);
}
