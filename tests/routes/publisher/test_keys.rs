//! `/apis/{apiId}/generate-key`

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{at, make, maker, pizza};
use crate::app::App;

#[tokio::test]
async fn a_test_key_is_for_its_api_and_the_side_it_has() {
    let app = App::start().await;
    let user = maker(&app).await;
    let api = make(&user, &pizza()).await;
    let mut sandbox = pizza();
    sandbox["name"] = json!("Sandbox");
    sandbox["context"] = json!("/sandbox");
    sandbox["endpointConfig"] =
        json!({"endpoint_type": "http", "sandbox_endpoints": {"url": "http://localhost:1"}});
    let sandbox = make(&user, &sandbox).await;
    app.user("viewer", &["Internal/creator"]).await;
    let user = app.as_user("admin", "apim:api_generate_key").await;
    for (id, kind, context) in
        [(&api, "PRODUCTION", "/pizzashack/1.0.0"), (&sandbox, "SANDBOX", "/sandbox/1.0.0")]
    {
        let made = user.post(&at(&format!("/apis/{id}/generate-key")), &json!({})).await.expect(200);
        let key = made["apikey"].as_str().expect("a key");
        let payload = URL_SAFE_NO_PAD.decode(key.split('.').nth(1).expect("claims")).expect("base64url");
        let said: Value = serde_json::from_slice(&payload).expect("claims");
        assert_eq!((&said["keytype"], &said["token_type"]), (&json!(kind), &json!("InternalKey")));
        let of = &said["subscribedAPIs"][0];
        assert_eq!((&of["uuid"], &of["context"]), (&json!(id), &json!(context)));
        assert_eq!(
            said["exp"].as_i64(),
            made["validityTime"].as_i64().zip(said["iat"].as_i64()).map(|(a, b)| a + b)
        );
        let answer = app.control.authenticate_bearer(key).await;
        assert!(answer.is_err(), "a test key opens no REST API");
    }
    let stranger = app.as_user("viewer", "apim:api_view").await;
    stranger.post(&at(&format!("/apis/{api}/generate-key")), &json!({})).await.expect(401);
    user.post(&at("/apis/nothing/generate-key"), &json!({})).await.expect(404);
}
