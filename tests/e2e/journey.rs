//! The journey of deployment.md: sign in, create from a document, deploy, publish, application, keys, subscription,
//! token, calls through every gateway, a quota at exactly its limit, revocation, a second revision, undeployment.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Backend, Client, Platform};

const PUBLISHER: &str = "/api/am/publisher/v4";
const DEVPORTAL: &str = "/api/am/devportal/v3";
const ADMIN: &str = "/api/am/admin/v4";

/// A platform under test and the base URLs of all of its gateways.
pub struct Journey<'a> {
    platform: &'a Platform,
    gateways: &'a [String],
    /// Without credential.
    client: Client,
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

impl<'a> Journey<'a> {
    pub fn new(platform: &'a Platform, gateways: &'a [String]) -> Result<Self> {
        Ok(Self { platform, gateways, client: platform.client()? })
    }

    pub async fn run(&self, first: &Backend, second: &Backend) -> Result<()> {
        let admin = self.platform.admin().await.context("sign in")?;
        let api = self.create_api(&admin, &first.url()).await.context("create")?;
        let revision = self.deploy(&admin, &api).await.context("deploy")?;
        self.publish(&admin, &api).await.context("publish")?;
        let access = self.subscribe(&admin, &api, "JourneyApp", "Unlimited").await.context("subscribe")?;
        let token = self.token(&access).await.context("token")?;

        for gateway in self.gateways {
            let answer = self.call_until(gateway, &token, "/journey/1.0.0/items", 200).await?;
            ensure!(answer.json()?["backend"] == "production", "{}", answer.text());
            let put = self.call(gateway, &token, Method::PUT, "/journey/1.0.0/items/7").await?;
            ensure!(put.status == 200, "PUT: {} {}", put.status, put.text());
            let wrong = self.call(gateway, &token, Method::DELETE, "/journey/1.0.0/items/7").await?;
            ensure!(wrong.status == 405, "DELETE: {} {}", wrong.status, wrong.text());
            let bare = self.call(gateway, "", Method::GET, "/journey/1.0.0/items").await?;
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
        ensure!(!revision.is_empty());
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
        let client = self.client.basic(&access.consumer_key, &access.consumer_secret);
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
        for _ in 0..100 {
            let answer = self.call(gateway, token, Method::GET, path).await?;
            if answer.status == status {
                return Ok(answer);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let last = self.call(gateway, token, Method::GET, path).await?;
        anyhow::bail!("{gateway}{path} should answer {status}: {} {}", last.status, last.text())
    }

    /// An application policy of `limit` per hour admits exactly `limit` over all gateways, concurrently.
    async fn quota(&self, admin: &Client, api: &str) -> Result<()> {
        const LIMIT: usize = 25;
        let policy = json!({
            "policyName": "TwentyFivePerHour", "displayName": "TwentyFivePerHour", "description": "",
            "defaultLimit": {
                "type": "REQUESTCOUNTLIMIT",
                "requestCount": {"timeUnit": "hour", "unitTime": 1, "requestCount": LIMIT},
            },
        });
        admin.post(&format!("{ADMIN}/throttling/policies/application"), &policy).await?.expect(201)?;
        let access = self.subscribe(admin, api, "LimitedApp", "TwentyFivePerHour").await?;
        let token = self.token(&access).await?;
        let mut calls = tokio::task::JoinSet::new();
        // The first call may have to wait for the catalog; it counts once it is admitted.
        self.call_until(&self.gateways[0], &token, "/journey/1.0.0/items", 200).await?;
        for i in 0..LIMIT * 4 {
            let client = self.client.at(&self.gateways[i % self.gateways.len()]).bearer(&token);
            calls.spawn(async move { client.get("/journey/1.0.0/items").await });
        }
        let (mut admitted, mut refused) = (1, 0);
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

    async fn revocation(&self, access: &Access) -> Result<()> {
        let token = self.token(access).await?;
        for gateway in self.gateways {
            self.call_until(gateway, &token, "/journey/1.0.0/items", 200).await?;
        }
        let client = self.client.basic(&access.consumer_key, &access.consumer_secret);
        let revoked = client.form("/oauth2/revoke", &[("token", &token)]).await?;
        ensure!(revoked.status == 200, "{}", revoked.text());
        for gateway in self.gateways {
            let answer = self.call_until(gateway, &token, "/journey/1.0.0/items", 401).await?;
            ensure!(answer.json()?["code"].to_string().contains("900901"), "{}", answer.text());
        }
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
        self.deploy(admin, api).await?;
        for gateway in self.gateways {
            let mut switched = false;
            for _ in 0..100 {
                let answer = self.call(gateway, &token, Method::GET, "/journey/1.0.0/items").await?;
                ensure!(answer.status == 200, "a call failed while switching: {}", answer.text());
                switched = answer.json()?["backend"] == "second";
                if switched {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            ensure!(switched, "{gateway} still serves the first revision");
        }
        Ok(())
    }

    async fn undeploy(&self, admin: &Client, api: &str, access: &Access) -> Result<()> {
        let token = self.token(access).await?;
        let deployed = admin.get(&format!("{PUBLISHER}/apis/{api}/revisions?query=deployed:true")).await?;
        let revision = text(&deployed.expect(200)?["list"][0], "id")?;
        let path = format!("{PUBLISHER}/apis/{api}/undeploy-revision?revisionId={revision}");
        let target = json!([{"name": "Default", "vhost": "localhost", "displayOnDevportal": true}]);
        admin.post(&path, &target).await?.expect(201)?;
        for gateway in self.gateways {
            self.call_until(gateway, &token, "/journey/1.0.0/items", 404).await?;
        }
        Ok(())
    }
}

/// A text member of an object.
pub fn text(value: &Value, name: &str) -> Result<String> {
    value[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {value}"))
}
