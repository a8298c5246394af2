//! API keys and test keys at a real gateway.

use std::time::Duration;

use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::json;
use testkit::{Answer, Backend, Client, Platform};
use tokio::time::Instant;

use turnpike_tests::journey::{ITEMS, Journey, text};

const PUBLISHER: &str = "/api/am/publisher/v4";
const DEVPORTAL: &str = "/api/am/devportal/v3";

/// Calls with a header until the answer has `status`: changes reach gateways within a second.
async fn until(client: &Client, header: (&str, &str), status: u16) -> Result<Answer> {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let answer = client.send(client.request(Method::GET, ITEMS).header(header.0, header.1)).await?;
        if answer.status == status {
            return Ok(answer);
        }
        ensure!(Instant::now() < end, "should be {status}: {} {}", answer.status, answer.text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_open_an_api_until_they_are_revoked() -> Result<()> {
    let mut platform = Platform::all_in_one(&[("TURNPIKE_GATEWAY_TRUSTED_PROXIES", "1")]).await?;
    let back_end = Backend::start("production").await?;
    let journey = Journey::new(&platform)?;
    let admin = journey.sign_in().await?;
    let api = journey.create_api(&admin, &back_end.url()).await?;
    let path = format!("{PUBLISHER}/apis/{api}");
    let mut configuration = admin.get(&path).await?.expect(200)?;
    configuration["securityScheme"] = json!(["oauth2", "api_key", "oauth_basic_auth_api_key_mandatory"]);
    admin.put(&path, &configuration).await?.expect(200)?;
    journey.deploy(&admin, &api).await?;

    // Before it is published.
    let gateway = platform.client()?.at(&platform.gateway_https());
    let test = admin.post(&format!("{path}/generate-key"), &json!({})).await?.expect(200)?;
    let test = text(&test, "apikey")?;
    until(&gateway, ("Internal-Key", &test), 200).await?;
    ensure!(gateway.get(ITEMS).await?.status == 404, "to others it is not there");
    journey.publish(&admin, &api).await?;

    let application = json!({"name": "Keyed", "throttlingPolicy": "Unlimited"});
    let application = admin.post(&format!("{DEVPORTAL}/applications"), &application).await?.expect(201)?;
    let application = text(&application, "applicationId")?;
    let keys = format!("{DEVPORTAL}/applications/{application}/api-keys/PRODUCTION");
    let key = admin.post(&format!("{keys}/generate"), &json!({"keyName": "a"})).await?.expect(200)?;
    let key = text(&key, "apikey")?;
    let refused = until(&gateway, ("apikey", &key), 403).await?;
    ensure!(refused.text().contains("900908"), "{}", refused.text());
    let wish = json!({"apiId": api, "applicationId": application, "throttlingPolicy": "Unlimited"});
    admin.post(&format!("{DEVPORTAL}/subscriptions"), &wish).await?.expect(201)?;
    until(&gateway, ("ApiKey", &key), 200).await?;
    ensure!(gateway.get(&format!("{ITEMS}?apikey={key}")).await?.status == 200);
    ensure!(back_end.seen().iter().all(|s| !format!("{:?} {}", s.headers, s.target).contains("eyJ")));

    let wanted = json!({"validityPeriod": 600, "additionalProperties": {"permittedIP": "192.0.2.0/24"}});
    let bound = admin.post(&format!("{keys}/generate"), &wanted).await?.expect(200)?;
    let bound = text(&bound, "apikey")?;
    for (address, status) in [("192.0.2.77", 200), ("198.51.100.1", 403)] {
        let request = gateway.request(Method::GET, ITEMS).header("apikey", &bound);
        let answer = gateway.send(request.header("x-forwarded-for", address)).await?;
        ensure!(answer.status == status, "{address}: {} {}", answer.status, answer.text());
    }

    let revoked = admin.post(&format!("{keys}/revoke"), &json!({"apikey": key})).await?;
    ensure!(revoked.status == 200, "{}", revoked.text());
    let refused = until(&gateway, ("apikey", &key), 401).await?;
    ensure!(refused.text().contains("900901"), "{}", refused.text());
    // A restart forgets neither keys nor revocations.
    ensure!(platform.terminate()? == Some(0), "{}", platform.log());
    platform.start().await?;
    let gateway = platform.client()?.at(&platform.gateway_https());
    until(&gateway, ("Internal-Key", &test), 200).await?;
    until(&gateway, ("apikey", &key), 401).await?;
    let log = platform.log();
    ensure!(!log.contains("eyJ"), "a key is in the log");
    Ok(())
}
