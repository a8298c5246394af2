//! A subscription that waits for approval opens nothing at the gateway until an administrator lets it.

use anyhow::{Result, ensure};
use serde_json::json;
use testkit::{Backend, Platform};
use turnpike_tests::journey::{Journey, text};

const ADMIN: &str = "/api/am/admin/v4";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_waits_is_refused_and_passes_once_it_is_approved() -> Result<()> {
    let platform = Platform::all_in_one(&[]).await?;
    let back_end = Backend::start("production").await?;
    let journey = Journey::new(&platform)?;
    let admin = journey.sign_in().await?;
    let config = format!("{ADMIN}/tenant-config");
    let mut document = admin.get(&config).await?.expect(200)?;
    document["Workflows"] = json!({"SubscriptionCreation": "approval"});
    admin.put(&config, &document).await?.expect(200)?;

    let api = journey.create_api(&admin, &back_end.url()).await?;
    journey.deploy(&admin, &api).await?;
    journey.live(&admin, &api).await?;
    journey.publish(&admin, &api).await?;
    let access = journey.subscribe(&admin, &api, "Waiting", "Unlimited").await?;
    let token = journey.token(&access).await?;
    let (gateway, path) = (platform.gateway_https(), "/journey/1.0.0/items/7");
    // The refusal that says so, not the one of a gateway that knows no subscription yet.
    let refused = journey.call_until(&gateway, &token, path, 401).await?;
    ensure!(refused.text().contains("900909"), "{}", refused.text());

    let waiting = admin.get(&format!("{ADMIN}/workflows?workflowType=AM_SUBSCRIPTION_CREATION")).await?;
    let waiting = waiting.expect(200)?;
    ensure!(waiting["count"] == 1, "{waiting}");
    let task = text(&waiting["list"][0], "referenceId")?;
    let decide = format!("{ADMIN}/workflows/update-workflow-status?workflowReferenceId={task}");
    admin.post(&decide, &json!({"status": "APPROVED"})).await?.expect(200)?;
    let passed = journey.call_until(&gateway, &token, path, 200).await?;
    ensure!(passed.json()?["backend"] == "production", "{}", passed.text());
    Ok(())
}
