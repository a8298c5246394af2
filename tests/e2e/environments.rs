//! A made environment, served by a gateway of its label.

use anyhow::{Result, ensure};
use serde_json::json;
use testkit::{Backend, Platform};
use turnpike_tests::journey::{Journey, text};

const PUBLISHER: &str = "/api/am/publisher/v4";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_serves_the_made_environment_that_its_configuration_names() -> Result<()> {
    // The gateway names it before it is there, and serves nothing else.
    let platform = Platform::all_in_one(&[("TURNPIKE_GATEWAY_ENVIRONMENTS", "us-region")]).await?;
    let (back_end, journey) = (Backend::start("production").await?, Journey::new(&platform)?);
    let admin = journey.sign_in().await?;
    let region = json!({"name": "us-region", "vhosts": [{"host": "localhost"}]});
    admin.post("/api/am/admin/v4/environments", &region).await?.expect(201)?;
    let api = journey.create_api(&admin, &back_end.url()).await?;
    let revision = journey.deploy(&admin, &api).await?;
    journey.publish(&admin, &api).await?;
    let access = journey.subscribe(&admin, &api, "RegionApp", "Unlimited").await?;
    let token = journey.token(&access).await?;
    let path = "/journey/1.0.0/items";
    journey.call_until(&platform.gateway_https(), &token, path, 404).await?;

    let at = |verb: &str| format!("{PUBLISHER}/apis/{api}/{verb}-revision?revisionId={revision}");
    admin.post(&at("undeploy"), &json!([{"name": "Default"}])).await?.expect(201)?;
    admin.post(&at("deploy"), &json!([{"name": "us-region"}])).await?.expect(201)?;
    journey.live(&admin, &api).await?;
    let answer = journey.call_until(&platform.gateway_https(), &token, path, 200).await?;
    ensure!(text(&answer.json()?, "backend")? == "production", "{}", answer.text());
    Ok(())
}
