//! Several secrets of one client.

use std::time::Duration;

use control::KeyManagerConnector as _;
use model::key::SecretRequest;

use crate::harness::{App, Client, super_tenant};

async fn more(app: &App, client: &Client, expires_in: Option<u64>) -> (String, Client) {
    let asked = SecretRequest { description: "more".to_owned(), expires_in };
    let made = app.connector.add_secret(&super_tenant(), &client.id, asked).await.expect("a secret");
    (made.id, Client { id: client.id.clone(), secret: made.value.expect("a value") })
}

async fn works(app: &App, client: &Client) -> bool {
    let answer = app.token(client, "grant_type=client_credentials").await;
    assert!([200, 401].contains(&answer.status.as_u16()), "{}", answer.body);
    answer.status == 200
}

#[tokio::test]
async fn each_is_good_until_it_is_revoked_or_its_time_is_over() {
    let app = App::start().await;
    let first = app.client("admin", "c").await;
    let (id, second) = more(&app, &first, Some(60)).await;
    let (_, third) = more(&app, &first, None).await;
    for client in [&first, &second, &third] {
        assert!(works(&app, client).await);
    }
    app.forward(Duration::from_secs(60));
    assert!(!works(&app, &second).await, "its time is over");
    assert!(works(&app, &first).await && works(&app, &third).await);
    app.connector.revoke_secret(&super_tenant(), &first.id, &id).await.expect("revoked");
    let all = app.connector.secrets(&super_tenant(), &first.id).await.expect("secrets");
    assert!(all.len() == 2 && all.iter().all(|s| s.value.is_none()));
    app.connector.revoke_secret(&super_tenant(), &first.id, &all[0].id).await.expect("revoked");
    assert!(!works(&app, &first).await && works(&app, &third).await);
    let newest = app.connector.revoke_secret(&super_tenant(), &first.id, &all[1].id).await;
    assert!(newest.is_err(), "a client is never left without");
    let told = app.connector.get(&super_tenant(), &first.id).await.expect("a client");
    assert_eq!(told.client_secret.as_deref(), Some(third.secret.as_str()), "the newest that stays");
}

#[tokio::test]
async fn a_client_may_have_only_secrets_that_expire() {
    let app = App::start().await;
    let first = app.client("admin", "c").await;
    let (_, second) = more(&app, &first, Some(60)).await;
    let all = app.connector.secrets(&super_tenant(), &first.id).await.expect("secrets");
    app.connector.revoke_secret(&super_tenant(), &first.id, &all[0].id).await.expect("revoked");
    assert!(!works(&app, &first).await && works(&app, &second).await);
    let empty = Client { id: first.id.clone(), secret: String::new() };
    assert!(!works(&app, &empty).await);
    assert_eq!(app.connector.get(&super_tenant(), &first.id).await.expect("a client").client_secret, None);
    app.forward(Duration::from_secs(60));
    assert!(!works(&app, &second).await);
    let renewed = app.connector.regenerate_secret(&super_tenant(), &first.id).await.expect("a client");
    let renewed = Client { id: first.id, secret: renewed.client_secret.expect("a secret") };
    assert!(works(&app, &renewed).await);
}

#[tokio::test]
async fn what_cannot_be_a_secret_is_refused() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    for asked in [
        SecretRequest { description: "x".repeat(256), expires_in: None },
        SecretRequest { description: "a\nb".into(), expires_in: None },
        SecretRequest { description: String::new(), expires_in: Some(0) },
    ] {
        assert!(app.connector.add_secret(&super_tenant(), &client.id, asked).await.is_err());
    }
    app.tenant("a.com").await;
    let elsewhere = model::tenant::TenantDomain::parse("a.com").expect("a domain");
    assert!(app.connector.secrets(&elsewhere, &client.id).await.is_err(), "of another tenant");
}
