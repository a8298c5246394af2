//! Policies of operations, from the publisher to the back end.

use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::json;
use testkit::{Backend, Platform};
use turnpike_tests::journey::{Journey, text};

const PUBLISHER: &str = "/api/am/publisher/v4";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_publisher_attaches_happens_to_calls() -> Result<()> {
    let platform = Platform::all_in_one(&[]).await?;
    let (back_end, journey) = (Backend::start("production").await?, Journey::new(&platform)?);
    let admin = journey.sign_in().await?;
    let api = journey.create_api(&admin, &back_end.url()).await?;
    let path = format!("{PUBLISHER}/apis/{api}");
    let mut configuration = admin.get(&path).await?.expect(200)?;
    let operations = configuration["operations"].as_array_mut().into_iter().flatten();
    for operation in operations.filter(|o| o["target"] == "/items" && o["verb"] == "GET") {
        operation["operationPolicies"] = json!({
            "request": [
                {"policyName": "rewriteResourcePath", "policyVersion": "v3",
                    "parameters": {"newResourcePath": "/rewritten", "includeQueryParams": true}},
                {"policyName": "addQueryParam", "policyVersion": "v1",
                    "parameters": {"paramKey": "added", "paramValue": "yes"}},
            ],
            "response": [{"policyName": "addHeader", "policyVersion": "v1",
                "parameters": {"headerName": "X-Policy", "headerValue": "ran"}}],
            "fault": [],
        });
    }
    admin.put(&path, &configuration).await?.expect(200)?;
    journey.deploy(&admin, &api).await?;
    journey.live(&admin, &api).await?;
    journey.publish(&admin, &api).await?;
    let access = journey.subscribe(&admin, &api, "PolicyApp", "Unlimited").await?;
    let token = journey.token(&access).await?;
    for gateway in [platform.gateway_http(), platform.gateway_https()] {
        let answer = journey.call_until(&gateway, &token, "/journey/1.0.0/items?q=1", 200).await?;
        ensure!(text(&answer.json()?, "target")? == "/rewritten?q=1&added=yes", "{}", answer.text());
        ensure!(answer.header("x-policy") == Some("ran"), "{:?}", answer.headers);
        let other = journey.call(&gateway, &token, Method::GET, "/journey/1.0.0/items/7").await?;
        ensure!(other.status == 200 && other.header("x-policy").is_none(), "{:?}", other.headers);
    }
    Ok(())
}
