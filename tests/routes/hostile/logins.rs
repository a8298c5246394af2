//! Guessing passwords with Basic credentials.

use std::time::Duration;

use serde_json::json;

use crate::app::App;

const USERS: &str = "/scim2/Users";

#[tokio::test]
async fn those_who_guess_passwords_at_rest_apis_have_to_wait() {
    let app = App::start().await;
    let open = |password: &str| app.as_basic("admin", password);
    open("admin").get(USERS).await.expect(200);
    for _ in 0..10 {
        open("wrong").get(USERS).await.expect(401);
    }
    // The password is not even looked at, whatever door it is tried at.
    open("admin").get(USERS).await.expect(401);
    let registration = json!({"clientName": "x", "owner": "admin"});
    open("admin").post("/client-registration/v0.17/register", &registration).await.expect(401);
    // Others are not bothered.
    app.user("kim", &["admin"]).await;
    app.as_basic("kim", "kim").get(USERS).await.expect(200);
    let deadline = app.control.ambient().clock.monotonic() + Duration::from_secs(30);
    while open("admin").get(USERS).await.status != 200 {
        assert!(app.control.ambient().clock.monotonic() < deadline, "the wait never ends");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
