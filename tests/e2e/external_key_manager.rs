//! Tokens of another issuer: a second platform, whose key manager the first one knows as an external one.

use std::time::Duration;

use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::platform::ADMIN;
use testkit::{Backend, Client, Platform};
use tokio::time::Instant;

use turnpike_tests::journey::{ADMIN as ADMIN_API, ITEMS, Journey, text};

const PUBLISHER: &str = "/api/am/publisher/v4";
const DEVPORTAL: &str = "/api/am/devportal/v3";

/// Calls with a token until the answer has `status`.
async fn until(gateway: &Client, token: &str, status: u16) -> Result<String> {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = gateway.bearer(token).get(ITEMS).await?;
        if answer.status == status {
            return Ok(answer.text());
        }
        ensure!(Instant::now() < end, "should be {status}: {} {}", answer.status, answer.text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A client's own token, from the key manager of a platform.
async fn token_of(issuer: &Platform, key: &str, secret: &str) -> Result<String> {
    let client = issuer.client()?.basic(key, secret);
    let answer = client.form("/oauth2/token", &[("grant_type", "client_credentials")]).await?.expect(200)?;
    text(&answer, "access_token")
}

/// What the issuer says about itself, with what the administrator adds.
async fn describe(admin: &Client, issuer: &Platform) -> Result<Value> {
    let form = reqwest::multipart::Form::new()
        .text("url", format!("{}/oauth2/token/.well-known/openid-configuration", issuer.url()))
        .text("type", "WSO2-IS");
    let request = admin.request(Method::POST, &format!("{ADMIN_API}/key-managers/discover"));
    let found = admin.send(request.multipart(form)).await?.expect(200)?;
    ensure!(found["valid"] == true, "{found}");
    let mut body = found["value"].clone();
    body["name"] = json!("Elsewhere");
    body["clientRegistrationEndpoint"] =
        json!(format!("{}/client-registration/v0.17/register", issuer.url()));
    body["enableOAuthAppCreation"] = json!(true);
    body["enableMapOAuthConsumerApps"] = json!(true);
    body["enableTokenGeneration"] = json!(true);
    body["additionalProperties"] = json!({"Username": ADMIN.0, "Password": ADMIN.1});
    Ok(body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_of_another_issuer_open_an_api() -> Result<()> {
    let issuer = Platform::all_in_one(&[]).await?;
    let authority = issuer.data().join("tls-ca.pem").display().to_string();
    let platform = Platform::all_in_one(&[
        ("TURNPIKE_OUTBOUND_ALLOW", "127.0.0.1,::1"),
        ("TURNPIKE_OUTBOUND_CA", &authority),
        ("TURNPIKE_OUTBOUND_KEYS_SECONDS", "1"),
    ])
    .await?;
    let back_end = Backend::start("production").await?;
    let journey = Journey::new(&platform)?;
    let admin = journey.sign_in().await?;
    let api = journey.create_api(&admin, &back_end.url()).await?;
    journey.deploy(&admin, &api).await?;
    journey.publish(&admin, &api).await?;
    let gateway = platform.client()?.at(&platform.gateway_https());

    let managers = format!("{ADMIN_API}/key-managers");
    let description = describe(&admin, &issuer).await?;
    let made = admin.post(&managers, &description).await?.expect(201)?;
    ensure!(made["additionalProperties"]["Password"] == "*****", "{made}");
    let manager = format!("{managers}/{}", text(&made, "id")?);

    // A key is generated there, and comes with a token from there.
    let application = json!({"name": "Abroad", "throttlingPolicy": "Unlimited"});
    let application = admin.post(&format!("{DEVPORTAL}/applications"), &application).await?.expect(201)?;
    let application = format!("{DEVPORTAL}/applications/{}", text(&application, "applicationId")?);
    let wish = json!({"keyType": "PRODUCTION", "keyManager": "Elsewhere",
        "grantTypesToBeSupported": ["client_credentials", "refresh_token"], "scopes": []});
    let key = admin.post(&format!("{application}/generate-keys"), &wish).await?.expect(200)?;
    ensure!(key["keyManager"] == "Elsewhere" && key["token"]["accessToken"].is_string(), "{key}");
    let (consumer, secret) = (text(&key, "consumerKey")?, text(&key, "consumerSecret")?);
    let token = token_of(&issuer, &consumer, &secret).await?;
    let refused = until(&gateway, &token, 403).await?;
    ensure!(refused.contains("900908"), "{refused}");
    let application_id = application.rsplit('/').next().unwrap_or_default();
    let wish = json!({"apiId": api, "applicationId": application_id, "throttlingPolicy": "Unlimited"});
    admin.post(&format!("{DEVPORTAL}/subscriptions"), &wish).await?.expect(201)?;
    until(&gateway, &token, 200).await?;
    let portal = format!("{application}/oauth-keys/{}/generate-token", text(&key, "keyMappingId")?);
    let generated = admin.post(&portal, &json!({"scopes": [], "validityPeriod": 600})).await?.expect(200)?;
    until(&gateway, &text(&generated, "accessToken")?, 200).await?;

    // Its other clients are nobody here; a stranger's signature is nothing.
    let other = json!({"clientName": "stranger", "grantType": "client_credentials", "owner": "admin"});
    let registrar = issuer.client()?.basic(ADMIN.0, ADMIN.1);
    let registration = "/client-registration/v0.17/register";
    let other = registrar.post(registration, &other).await?.expect(200)?;
    let stranger = token_of(&issuer, &text(&other, "clientId")?, &text(&other, "clientSecret")?).await?;
    ensure!(until(&gateway, &stranger, 403).await?.contains("900908"));
    let mut forged = token.clone();
    let tail = if forged.ends_with("AAAA") { "BBBB" } else { "AAAA" };
    forged.replace_range(forged.len() - 8..forged.len() - 4, tail);
    ensure!(until(&gateway, &forged, 401).await?.contains("900901"));
    // Mapped to an application of its own, the other client is let in by its subscription.
    let second = json!({"name": "Mapped", "throttlingPolicy": "Unlimited"});
    let second = admin.post(&format!("{DEVPORTAL}/applications"), &second).await?.expect(201)?;
    let second = text(&second, "applicationId")?;
    let map = json!({"consumerKey": other["clientId"], "consumerSecret": other["clientSecret"],
        "keyManager": "Elsewhere", "keyType": "PRODUCTION"});
    admin.post(&format!("{DEVPORTAL}/applications/{second}/map-keys"), &map).await?.expect(200)?;
    let wish = json!({"apiId": api, "applicationId": second, "throttlingPolicy": "Unlimited"});
    admin.post(&format!("{DEVPORTAL}/subscriptions"), &wish).await?.expect(201)?;
    until(&gateway, &stranger, 200).await?;

    // The issuer exchanges its signing keys twice: a token of a key that nobody here knew is taken after a look.
    for _ in 0..2 {
        let rotate = "/api/server/v1/signing-keys/rotate";
        let there = Journey::new(&issuer)?.sign_in().await?;
        let rotated = there.post(rotate, &json!({})).await?;
        ensure!(rotated.status < 300, "{} {}", rotated.status, rotated.text());
    }
    let fresh = token_of(&issuer, &consumer, &secret).await?;
    until(&gateway, &fresh, 200).await?;

    // Disabled, its tokens are refused; enabled, they are taken again.
    let mut changed = made.clone();
    changed["enabled"] = json!(false);
    admin.put(&manager, &changed).await?.expect(200)?;
    until(&gateway, &fresh, 401).await?;
    let refused = admin.delete(&manager).await?;
    ensure!(refused.status == 409, "in use: {}", refused.text());
    changed["enabled"] = json!(true);
    admin.put(&manager, &changed).await?.expect(200)?;
    until(&gateway, &fresh, 200).await?;

    // An API that takes tokens of the resident key manager only.
    let path = format!("{PUBLISHER}/apis/{api}");
    let mut configuration = admin.get(&path).await?.expect(200)?;
    configuration["keyManagers"] = json!(["Resident Key Manager"]);
    admin.put(&path, &configuration).await?.expect(200)?;
    journey.deploy(&admin, &api).await?;
    until(&gateway, &fresh, 401).await?;

    // The key goes with its client there.
    let keys = format!("{application}/oauth-keys/{}", text(&key, "keyMappingId")?);
    let gone = admin.delete(&keys).await?;
    ensure!(gone.status < 300, "{} {}", gone.status, gone.text());
    let client = issuer.client()?.basic(&consumer, &secret);
    let answer = client.form("/oauth2/token", &[("grant_type", "client_credentials")]).await?;
    ensure!(answer.status == 401, "{}", answer.text());
    ensure!(!platform.log().contains(ADMIN.1), "the password is in the log");
    Ok(())
}
