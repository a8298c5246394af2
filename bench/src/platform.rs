//! Turnpike under test: the release all-in-one with one gateway worker on core 0, and an API through the whole journey.

use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use testkit::{Client, Platform};

const PUBLISHER: &str = "/api/am/publisher/v4";
const DEVPORTAL: &str = "/api/am/devportal/v3";
const ADMIN: &str = "/api/am/admin/v4";
/// More than a worker's token cache holds, so that a round never meets a token it knows.
const TOKENS: usize = 12_000;

pub struct Managed {
    platform: Platform,
    pub token: String,
    pub tokens: Vec<String>,
}

impl Managed {
    pub async fn start(back_end: &str) -> Result<Self> {
        let platform = Platform::all_in_one(&[
            ("TURNPIKE_GATEWAY_WORKERS", "1"),
            ("TURNPIKE_GATEWAY_ADDRESS", "127.0.0.1"),
        ])
        .await?;
        let pid = platform.pid().context("not running")?.to_string();
        let pinned = std::process::Command::new("taskset").args(["-a", "-c", "-p", "0", &pid]).output()?;
        anyhow::ensure!(pinned.status.success(), "taskset failed");
        let admin = platform.admin().await?;
        policies(&admin).await?;
        let api = api(&admin, back_end).await?;
        let (token, tokens) = subscriber(&platform, &admin, &api).await?;
        let client = platform.client()?.at(&platform.gateway_http()).bearer(&token);
        for _ in 0..100 {
            if client.get("/bench/1.0.0/managed").await?.status == 200 {
                return Ok(Self { platform, token, tokens });
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let last = client.get("/bench/1.0.0/managed").await?;
        anyhow::bail!("the API is not live: {} {}", last.status, last.text())
    }

    pub fn pid(&self) -> Result<u32> {
        self.platform.pid().context("not running")
    }
    pub fn http(&self, path: &str) -> String {
        format!("{}{path}", self.platform.gateway_http().replace("localhost", "127.0.0.1"))
    }
    pub fn https(&self, path: &str) -> String {
        format!("{}{path}", self.platform.gateway_https().replace("localhost", "127.0.0.1"))
    }

    /// Seconds from exec to ready, over the data of the run, sorted.
    pub async fn restarts(mut self, n: usize) -> Result<Vec<f64>> {
        let mut all = Vec::new();
        for _ in 0..n {
            self.platform.terminate()?;
            #[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
            let started = Instant::now();
            self.platform.start().await?;
            all.push(started.elapsed().as_secs_f64());
        }
        all.sort_by(f64::total_cmp);
        Ok(all)
    }
}

/// Policies that count but are never reached.
async fn policies(admin: &Client) -> Result<()> {
    let limit = json!({
        "type": "REQUESTCOUNTLIMIT",
        "requestCount": {"timeUnit": "min", "unitTime": 1, "requestCount": 2_000_000_000},
    });
    for level in ["application", "subscription", "advanced"] {
        let mut policy = json!({
            "policyName": "Bench", "displayName": "Bench", "description": "", "defaultLimit": limit.clone(),
        });
        if level == "subscription" {
            policy["stopOnQuotaReach"] = true.into();
            policy["billingPlan"] = "FREE".into();
        }
        admin.post(&format!("{ADMIN}/throttling/policies/{level}"), &policy).await?.expect(201)?;
    }
    // The plan of those who call without a credential.
    let plans = format!("{ADMIN}/throttling/policies/subscription");
    let all = admin.get(&plans).await?.expect(200)?;
    let open = all["list"].as_array().and_then(|l| l.iter().find(|p| p["policyName"] == "Unauthenticated"));
    let mut open = open.context("no plan Unauthenticated")?.clone();
    open["defaultLimit"] = limit;
    let id = text(&open, "policyId")?;
    admin.put(&format!("{plans}/{id}"), &open).await?.expect(200)?;
    Ok(())
}

async fn api(admin: &Client, back_end: &str) -> Result<String> {
    let operation = |target: &str, auth: &str, policy: &str| json!({"verb": "GET", "target": target, "authType": auth, "throttlingPolicy": policy});
    let managed = "Application & Application User";
    let body = json!({
        "name": "Bench", "version": "1.0.0", "context": "/bench", "policies": ["Bench"],
        "operations": [
            operation("/open", "None", "Unlimited"),
            operation("/managed", managed, "Bench"),
            operation("/10k", managed, "Bench"),
        ],
        "endpointConfig": {"endpoint_type": "http", "production_endpoints": {"url": back_end}},
    });
    let api = text(&admin.post(&format!("{PUBLISHER}/apis"), &body).await?.expect(201)?, "id")?;
    let revision = admin.post(&format!("{PUBLISHER}/apis/{api}/revisions"), &json!({})).await?.expect(201)?;
    let revision = text(&revision, "id")?;
    let target = json!([{"name": "Default", "vhost": "localhost", "displayOnDevportal": true}]);
    admin
        .post(&format!("{PUBLISHER}/apis/{api}/deploy-revision?revisionId={revision}"), &target)
        .await?
        .expect(201)?;
    let publish = format!("{PUBLISHER}/apis/change-lifecycle?apiId={api}&action=Publish");
    admin.post(&publish, &json!({})).await?.expect(200)?;
    Ok(api)
}

async fn subscriber(platform: &Platform, user: &Client, api: &str) -> Result<(String, Vec<String>)> {
    let body = json!({"name": "Bench", "throttlingPolicy": "Bench"});
    let application = user.post(&format!("{DEVPORTAL}/applications"), &body).await?.expect(201)?;
    let application = text(&application, "applicationId")?;
    let body = json!({"apiId": api, "applicationId": application, "throttlingPolicy": "Bench"});
    user.post(&format!("{DEVPORTAL}/subscriptions"), &body).await?.expect(201)?;
    let body = json!({"keyType": "PRODUCTION", "grantTypesToBeSupported": ["client_credentials"]});
    let keys = user.post(&format!("{DEVPORTAL}/applications/{application}/generate-keys"), &body).await?;
    let keys = keys.expect(200)?;
    let client = platform.client()?.basic(&text(&keys, "consumerKey")?, &text(&keys, "consumerSecret")?);
    let token = || async {
        let answer = client.form("/oauth2/token", &[("grant_type", "client_credentials")]).await?;
        text(&answer.expect(200)?, "access_token")
    };
    let first = token().await?;
    let mut tokens = Vec::with_capacity(TOKENS);
    for _ in 0..TOKENS {
        tokens.push(token().await?);
    }
    Ok((first, tokens))
}

fn text(value: &Value, name: &str) -> Result<String> {
    value[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {value}"))
}
