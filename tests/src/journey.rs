//! The journey of deployment.md: sign in, create from a document, deploy, publish, application, keys, subscription,
//! token, calls through every gateway, a quota at exactly its limit, revocation, a second revision, undeployment.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Backend, Client, Cluster, Platform};
use tokio::time::Instant;

const PUBLISHER: &str = "/api/am/publisher/v4";
const DEVPORTAL: &str = "/api/am/devportal/v3";
/// A resource of the API that the journey makes.
pub const ITEMS: &str = "/journey/1.0.0/items";
pub const ADMIN: &str = "/api/am/admin/v4";

/// Calls until a change must have arrived; what is promised is a second, and timing asserts nothing.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where the parts of a deployment are: base URLs.
pub struct Site {
    pub control_planes: Vec<String>,
    pub key_managers: Vec<String>,
    /// Every address at which a gateway is called.
    pub gateways: Vec<String>,
    /// How many gateway nodes there are.
    pub live: u64,
}

impl From<&Platform> for Site {
    fn from(platform: &Platform) -> Self {
        Self {
            control_planes: vec![platform.url()],
            key_managers: vec![platform.url()],
            gateways: vec![platform.gateway_http(), platform.gateway_https()],
            live: 1,
        }
    }
}

impl From<&Cluster> for Site {
    fn from(cluster: &Cluster) -> Self {
        let gateways = cluster.gateways();
        let live = gateways.len() as u64;
        Self {
            control_planes: cluster.control_planes(),
            key_managers: cluster.key_managers(),
            gateways,
            live,
        }
    }
}

/// A deployment under test.
pub struct Journey {
    pub site: Site,
    /// Without credential.
    pub client: Client,
}

/// What a subscriber needs to call the API.
pub struct Access {
    pub consumer_key: String,
    pub consumer_secret: String,
}

/// An OpenAPI document with two operations.
fn definition(back_end: &str) -> String {
    json!({
        "openapi": "3.0.1",
        "info": {"title": "Journey", "version": "1.0.0"},
        "servers": [{"url": back_end}],
        "paths": {
            "/items": {"get": {"responses": {"200": {"description": "all"}}}},
            "/items/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "get": {"responses": {"200": {"description": "one"}}},
                "put": {"responses": {"200": {"description": "changed"}}},
            },
        },
    })
    .to_string()
}

impl Journey {
    pub fn new(site: impl Into<Site>) -> Result<Self> {
        let site = site.into();
        let client = Client::new(site.control_planes.first().context("no control plane")?)?;
        Ok(Self { site, client })
    }

    /// The administrator, with a token of the first key manager, at the first control plane.
    pub async fn sign_in(&self) -> Result<Client> {
        let admin = self.client.at(&self.site.key_managers[0]).sign_in_as_admin().await?;
        Ok(admin.at(&self.site.control_planes[0]))
    }

    /// The caller at the last control plane: what was said to one is known to all.
    fn elsewhere(&self, client: &Client) -> Client {
        client.at(self.site.control_planes.last().map_or("", String::as_str))
    }

    pub async fn run(&self, first: &Backend, second: &Backend) -> Result<()> {
        let admin = self.sign_in().await.context("sign in")?;
        let api = self.create_api(&admin, &first.url()).await.context("create")?;
        self.deploy(&admin, &api).await.context("deploy")?;
        self.live(&self.elsewhere(&admin), &api).await.context("live on every gateway")?;
        self.publish(&self.elsewhere(&admin), &api).await.context("publish")?;
        let access = self.subscribe(&admin, &api, "JourneyApp", "Unlimited").await.context("subscribe")?;
        let token = self.token(&access).await.context("token")?;

        for gateway in &self.site.gateways {
            let answer = self.call_until(gateway, &token, ITEMS, 200).await?;
            ensure!(answer.json()?["backend"] == "production", "{}", answer.text());
            let put = self.call(gateway, &token, Method::PUT, "/journey/1.0.0/items/7").await?;
            ensure!(put.status == 200, "PUT: {} {}", put.status, put.text());
            let wrong = self.call(gateway, &token, Method::DELETE, "/journey/1.0.0/items/7").await?;
            ensure!(wrong.status == 405, "DELETE: {} {}", wrong.status, wrong.text());
            let bare = self.call(gateway, "", Method::GET, ITEMS).await?;
            ensure!(bare.status == 401, "no token: {} {}", bare.status, bare.text());
        }
        ensure!(
            first.seen().iter().all(|s| s.header("authorization").is_none()),
            "the token reached the back end"
        );

        self.quota(&admin, &api).await.context("quota")?;
        self.revocation(&access).await.context("revocation")?;
        self.second_revision(&admin, &api, &access, second).await.context("second revision")?;
        self.undeploy(&admin, &api, &access).await.context("undeploy")?;
        Ok(())
    }

    /// Imports the document as an API; returns its id.
    pub async fn create_api(&self, admin: &Client, back_end: &str) -> Result<String> {
        let properties = json!({
            "name": "Journey", "version": "1.0.0", "context": "/journey", "policies": ["Unlimited"],
            "endpointConfig": {
                "endpoint_type": "http",
                "production_endpoints": {"url": back_end},
                "sandbox_endpoints": {"url": back_end},
            },
        });
        let form = reqwest::multipart::Form::new()
            .part("file", reqwest::multipart::Part::text(definition(back_end)).file_name("journey.json"))
            .text("additionalProperties", properties.to_string());
        let request =
            admin.request(Method::POST, &format!("{PUBLISHER}/apis/import-openapi")).multipart(form);
        let api = admin.send(request).await?.expect(201)?;
        ensure!(api["operations"].as_array().map(Vec::len) == Some(3), "operations: {}", api["operations"]);
        ensure!(api["lifeCycleStatus"] == "CREATED");
        text(&api, "id")
    }

    /// Makes a revision and deploys it to the default environment; returns the revision's id.
    pub async fn deploy(&self, admin: &Client, api: &str) -> Result<String> {
        let revision =
            admin.post(&format!("{PUBLISHER}/apis/{api}/revisions"), &json!({"description": "x"})).await?;
        let revision = text(&revision.expect(201)?, "id")?;
        let target = json!([{"name": "Default", "vhost": "localhost", "displayOnDevportal": true}]);
        let path = format!("{PUBLISHER}/apis/{api}/deploy-revision?revisionId={revision}");
        admin.post(&path, &target).await?.expect(201)?;
        Ok(revision)
    }

    /// Until every gateway has acknowledged what is deployed.
    pub async fn live(&self, admin: &Client, api: &str) -> Result<()> {
        let (path, end) = (format!("{PUBLISHER}/apis/{api}/deployments"), Instant::now() + PATIENCE);
        loop {
            let list = admin.get(&path).await?.expect(200)?;
            let only = if list.is_array() { &list[0] } else { &list["list"][0] };
            let counts =
                ["liveGatewayCount", "deployedGatewayCount", "failedGatewayCount"].map(|n| only[n].as_u64());
            if counts == [Some(self.site.live), Some(self.site.live), Some(0)]
                && only["successDeployedTime"].is_string()
            {
                return Ok(());
            }
            ensure!(Instant::now() < end, "of {} gateways: {list}", self.site.live);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn publish(&self, admin: &Client, api: &str) -> Result<()> {
        let path = format!("{PUBLISHER}/apis/change-lifecycle?apiId={api}&action=Publish");
        admin.send(admin.request(Method::POST, &path)).await?.expect(200)?;
        let state = admin.get(&format!("{PUBLISHER}/apis/{api}/lifecycle-state")).await?.expect(200)?;
        ensure!(state["state"] == "Published", "{state}");
        Ok(())
    }

    /// Makes an application with production keys and subscribes it.
    pub async fn subscribe(&self, user: &Client, api: &str, name: &str, policy: &str) -> Result<Access> {
        let application =
            json!({"name": name, "throttlingPolicy": policy, "description": "", "tokenType": "JWT"});
        let application = user.post(&format!("{DEVPORTAL}/applications"), &application).await?.expect(201)?;
        let application = text(&application, "applicationId")?;
        let subscription =
            json!({"apiId": api, "applicationId": application, "throttlingPolicy": "Unlimited"});
        user.post(&format!("{DEVPORTAL}/subscriptions"), &subscription).await?.expect(201)?;
        let ask = json!({
            "keyType": "PRODUCTION", "grantTypesToBeSupported": ["client_credentials", "password", "refresh_token"],
        });
        let path = format!("{DEVPORTAL}/applications/{application}/generate-keys");
        let keys = user.post(&path, &ask).await?.expect(200)?;
        Ok(Access {
            consumer_key: text(&keys, "consumerKey")?,
            consumer_secret: text(&keys, "consumerSecret")?,
        })
    }

    pub async fn token(&self, access: &Access) -> Result<String> {
        self.token_at(&self.site.key_managers[0], access).await
    }

    /// A token of one of the key managers.
    pub async fn token_at(&self, key_manager: &str, access: &Access) -> Result<String> {
        let client = self.client.at(key_manager).basic(&access.consumer_key, &access.consumer_secret);
        text(
            &client.form("/oauth2/token", &[("grant_type", "client_credentials")]).await?.expect(200)?,
            "access_token",
        )
    }

    pub async fn call(&self, gateway: &str, token: &str, method: Method, path: &str) -> Result<Answer> {
        let client = self.client.at(gateway);
        let client = if token.is_empty() { client } else { client.bearer(token) };
        client.send(client.request(method, path)).await
    }

    /// Calls until the answer has `status`: changes reach gateways within a second.
    pub async fn call_until(&self, gateway: &str, token: &str, path: &str, status: u16) -> Result<Answer> {
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.call(gateway, token, Method::GET, path).await?;
            if answer.status == status {
                return Ok(answer);
            }
            let (told, text) = (answer.status, answer.text());
            ensure!(Instant::now() < end, "{gateway}{path} should answer {status}: {told} {text}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// An application policy admits exactly its limit over all gateways, concurrently.
    async fn quota(&self, admin: &Client, api: &str) -> Result<()> {
        const LIMIT: usize = 25;
        let access = self.limited(admin, api, "TwentyFivePerDay", LIMIT, "day").await?;
        let token = self.token(&access).await?;
        let gateways = &self.site.gateways;
        let mut calls = tokio::task::JoinSet::new();
        // The first call may have to wait for the catalog; it counts once it is admitted.
        for gateway in gateways {
            self.call_until(gateway, &token, ITEMS, 200).await?;
        }
        for i in 0..LIMIT * 4 {
            let client = self.client.at(&gateways[i % gateways.len()]).bearer(&token);
            calls.spawn(async move { client.get(ITEMS).await });
        }
        let (mut admitted, mut refused) = (gateways.len(), 0);
        while let Some(answer) = calls.join_next().await {
            let answer = answer??;
            match answer.status {
                200 => admitted += 1,
                429 => {
                    refused += 1;
                    ensure!(answer.json()?["code"].to_string().contains("900803"), "{}", answer.text());
                    ensure!(answer.header("retry-after").is_some(), "no Retry-After");
                }
                other => anyhow::bail!("{other}: {}", answer.text()),
            }
        }
        ensure!(admitted == LIMIT, "admitted {admitted} of {LIMIT}, refused {refused}");
        Ok(())
    }

    /// Makes a policy for applications and an application under it, subscribed.
    pub async fn limited(
        &self,
        admin: &Client,
        api: &str,
        name: &str,
        limit: usize,
        unit: &str,
    ) -> Result<Access> {
        let policy = json!({
            "policyName": name, "displayName": name, "description": "",
            "defaultLimit": {
                "type": "REQUESTCOUNTLIMIT",
                "requestCount": {"timeUnit": unit, "unitTime": 1, "requestCount": limit},
            },
        });
        admin.post(&format!("{ADMIN}/throttling/policies/application"), &policy).await?.expect(201)?;
        self.subscribe(admin, api, &format!("App{name}"), name).await
    }

    /// A token of one key manager, revoked at another.
    async fn revocation(&self, access: &Access) -> Result<()> {
        let token = self.token(access).await?;
        for gateway in &self.site.gateways {
            self.call_until(gateway, &token, ITEMS, 200).await?;
        }
        let last = self.site.key_managers.last().map_or("", String::as_str);
        let client = self.client.at(last).basic(&access.consumer_key, &access.consumer_secret);
        let revoked = client.form("/oauth2/revoke", &[("token", &token)]).await?;
        ensure!(revoked.status == 200, "{}", revoked.text());
        let since = Instant::now();
        for gateway in &self.site.gateways {
            let answer = self.call_until(gateway, &token, ITEMS, 401).await?;
            ensure!(answer.json()?["code"].to_string().contains("900901"), "{}", answer.text());
        }
        println!("revoked: refused by every gateway after {:?} (promised: 1 s)", since.elapsed());
        Ok(())
    }

    /// Points the API at another back end; every gateway switches and no call fails meanwhile.
    async fn second_revision(
        &self,
        admin: &Client,
        api: &str,
        access: &Access,
        second: &Backend,
    ) -> Result<()> {
        let token = self.token(access).await?;
        let path = format!("{PUBLISHER}/apis/{api}");
        let mut configuration = admin.get(&path).await?.expect(200)?;
        configuration["endpointConfig"]["production_endpoints"]["url"] = second.url().into();
        admin.put(&path, &configuration).await?.expect(200)?;
        let calls = self.site.gateways.iter().map(|gateway| {
            let client = self.client.at(gateway).bearer(&token);
            tokio::spawn(async move {
                let end = Instant::now() + PATIENCE;
                loop {
                    let answer = client.get(ITEMS).await?;
                    ensure!(
                        answer.status == 200,
                        "failed while switching: {} {}",
                        answer.status,
                        answer.text()
                    );
                    if answer.json()?["backend"] == "second" {
                        return Ok(());
                    }
                    ensure!(Instant::now() < end, "still serves the first revision");
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            })
        });
        let calls: Vec<_> = calls.collect();
        self.deploy(&self.elsewhere(admin), api).await?;
        for (call, gateway) in calls.into_iter().zip(&self.site.gateways) {
            call.await?.with_context(|| gateway.clone())?;
        }
        self.live(admin, api).await
    }

    async fn undeploy(&self, admin: &Client, api: &str, access: &Access) -> Result<()> {
        let token = self.token(access).await?;
        let deployed = admin.get(&format!("{PUBLISHER}/apis/{api}/revisions?query=deployed:true")).await?;
        let revision = text(&deployed.expect(200)?["list"][0], "id")?;
        let path = format!("{PUBLISHER}/apis/{api}/undeploy-revision?revisionId={revision}");
        let target = json!([{"name": "Default", "vhost": "localhost", "displayOnDevportal": true}]);
        admin.post(&path, &target).await?.expect(201)?;
        for gateway in &self.site.gateways {
            self.call_until(gateway, &token, ITEMS, 404).await?;
        }
        Ok(())
    }
}

/// A text member of an object.
pub fn text(value: &Value, name: &str) -> Result<String> {
    value[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {value}"))
}
