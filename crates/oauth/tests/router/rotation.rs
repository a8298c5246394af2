//! Signing keys rotate without anyone noticing.

use std::time::Duration;

use crate::harness::{App, part, super_tenant};

#[tokio::test]
async fn tokens_of_before_and_after_a_rotation_are_good() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let kid = |token: &str| part(token, 0)["kid"].as_str().expect("kid").to_owned();
    let before = app.login(&client, "admin", "").await.expect(200).text("access_token");
    let known = app.get("/oauth2/jwks", "").await.expect(200).body.to_string();
    app.control.rotate_signing_key(&super_tenant()).await.expect("rotated");
    let after = app.login(&client, "admin", "").await.expect(200).text("access_token");
    assert_ne!(kid(&before), kid(&after));
    assert!(known.contains(&kid(&after)), "verifiers knew the new key before it signed");
    let now = app.get("/oauth2/jwks", "").await.expect(200).body.to_string();
    for token in [&before, &after] {
        assert!(app.opens(token).await);
        assert!(now.contains(&kid(token)));
        assert_eq!(app.introspect(token).await["active"], true);
    }
    app.forward(Duration::from_secs(3 * 86_400));
    app.control.purge_expired().await.expect("purged");
    let later = app.get("/oauth2/jwks", "").await.expect(200).body.to_string();
    assert!(!later.contains(&kid(&before)) && later.contains(&kid(&after)));
}
