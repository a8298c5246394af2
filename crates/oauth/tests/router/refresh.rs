//! Refresh tokens: rotation, reuse, races.

use std::sync::Arc;
use std::time::Duration;

use crate::harness::{App, Client};

struct Login {
    access: String,
    refresh: String,
}

async fn login(app: &App, client: &Client) -> Login {
    let answer = app.login(client, "admin", "apim:api_view apim:api_create").await.expect(200);
    Login { access: answer.text("access_token"), refresh: answer.text("refresh_token") }
}

fn form(token: &str) -> String {
    format!("grant_type=refresh_token&refresh_token={token}")
}

#[tokio::test]
async fn each_refresh_token_is_good_once_and_gives_the_next() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let first = login(&app, &client).await;
    let second = app.token(&client, &form(&first.refresh)).await.expect(200);
    assert_eq!(second.text("scope"), "apim:api_view apim:api_create");
    assert_ne!(second.text("refresh_token"), first.refresh);
    assert!(app.opens(&second.text("access_token")).await);
    // Used at once again: a repeated request, refused; what it gave stays good.
    assert_eq!(app.token(&client, &form(&first.refresh)).await.error(), (400, "invalid_grant"));
    app.token(&client, &form(&second.text("refresh_token"))).await.expect(200);
}

#[tokio::test]
async fn a_refresh_token_used_again_later_revokes_the_whole_login() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let other = login(&app, &client).await;
    let first = login(&app, &client).await;
    let second = app.token(&client, &form(&first.refresh)).await.expect(200);
    app.forward(Duration::from_secs(11));
    assert_eq!(app.token(&client, &form(&first.refresh)).await.error(), (400, "invalid_grant"));
    assert_eq!(
        app.token(&client, &form(&second.text("refresh_token"))).await.error(),
        (400, "invalid_grant")
    );
    for token in [&first.access, &second.text("access_token")] {
        assert!(!app.opens(token).await);
    }
    assert!(app.opens(&other.access).await, "another login is not touched");
    app.token(&client, &form(&other.refresh)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_redemptions_at_once_exactly_one_succeeds() {
    let app = Arc::new(App::start().await);
    let client = Arc::new(app.client("admin", "c").await);
    let token = login(&app, &client).await.refresh;
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let (app, client, form) = (app.clone(), client.clone(), form(&token));
            tokio::spawn(async move { app.token(&client, &form).await })
        })
        .collect();
    let mut won = Vec::new();
    for task in tasks {
        let answer = task.await.expect("no panic");
        match answer.status.as_u16() {
            200 => won.push(answer.text("refresh_token")),
            _ => assert_eq!(answer.error(), (400, "invalid_grant")),
        }
    }
    assert_eq!(won.len(), 1);
    app.token(&client, &form(&won[0])).await.expect(200);
}

#[tokio::test]
async fn scopes_may_become_fewer_but_not_more() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let token = login(&app, &client).await.refresh;
    let more = app.token(&client, &format!("{}&scope=apim:admin", form(&token))).await;
    assert_eq!(more.error(), (400, "invalid_scope"));
    let fewer = app.token(&client, &format!("{}&scope=apim:api_view", form(&token))).await.expect(200);
    assert_eq!(fewer.text("scope"), "apim:api_view");
    let whole = app.token(&client, &form(&fewer.text("refresh_token"))).await.expect(200);
    assert_eq!(whole.text("scope"), "apim:api_view apim:api_create");
}

#[tokio::test]
async fn a_refresh_token_is_of_one_client_and_expires() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let thief = app.client("admin", "d").await;
    let token = login(&app, &client).await.refresh;
    assert_eq!(app.token(&thief, &form(&token)).await.error(), (400, "invalid_grant"));
    app.forward(Duration::from_secs(604_800));
    assert_eq!(app.token(&client, &form(&token)).await.error(), (400, "invalid_grant"));
    app.control.purge_expired().await.expect("purged");
    assert_eq!(app.token(&client, &form(&token)).await.error(), (400, "invalid_grant"));
}
