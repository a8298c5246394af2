//! One API in each state, one credential of each kind.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Backend, Client, Platform};

use super::{Kind, Wanted, call};
use turnpike_tests::journey::text;

const PUBLISHER: &str = "/api/am/publisher/v4";
const DEVPORTAL: &str = "/api/am/devportal/v3";
const ADMIN: (&str, &str) = testkit::platform::ADMIN;
const TENANT: &str = "away.example";
const SCOPE: &str = "matrix_read";

pub struct Credential {
    pub what: &'static str,
    /// The value of the header; empty for none.
    pub authorization: String,
    pub kind: Kind,
}

pub struct World {
    pub platform: Platform,
    pub back_end: Backend,
    /// Without credential.
    pub client: Client,
    pub credentials: Vec<Credential>,
    admin: Client,
}

/// A client of the key manager.
struct Keys {
    id: String,
    secret: String,
}

impl Credential {
    pub fn token(&self) -> Option<&str> {
        self.authorization.split_once(' ').map(|(_, token)| token).filter(|t| t.len() > 20)
    }
}

impl World {
    pub async fn start() -> Result<Self> {
        let platform = Platform::all_in_one(&[("TURNPIKE_LOG_FILTER", "warn")]).await?;
        let back_end = Backend::start("back end").await?;
        let (client, admin) = (platform.client()?, platform.admin().await?);
        let mut world = Self { platform, back_end, client, credentials: Vec::new(), admin };
        world.fill().await?;
        world.settle().await?;
        Ok(world)
    }

    pub fn production_token(&self) -> Option<&str> {
        self.credentials.iter().find(|c| c.what == "production")?.token()
    }

    /// The administrator's token for the REST APIs.
    pub fn admin_token(&self) -> Result<String> {
        let request = self.admin.request(Method::GET, "/").build()?;
        let value = request.headers().get("authorization").context("a credential")?.to_str()?;
        Ok(value.trim_start_matches("Bearer ").to_owned())
    }

    async fn fill(&mut self) -> Result<()> {
        let application = self.application(&self.admin, "Subscriber").await?;
        let mut apis = Vec::new();
        for name in
            ["subscribed", "unsubscribed", "subblocked", "prodblocked", "blocked", "created", "retired"]
        {
            apis.push((name, self.api(name).await?));
        }
        let api =
            |name: &str| apis.iter().find(|(n, _)| *n == name).map(|(_, id)| id.clone()).unwrap_or_default();
        for (name, id) in apis.iter().filter(|(name, _)| *name != "created") {
            self.move_to(id, "Publish").await?;
            if *name != "unsubscribed" {
                let subscription = self.subscribe(&application, id).await?;
                let state = match *name {
                    "subblocked" => "BLOCKED",
                    "prodblocked" => "PROD_ONLY_BLOCKED",
                    _ => continue,
                };
                let path = format!(
                    "{PUBLISHER}/subscriptions/block-subscription?subscriptionId={subscription}&blockState={state}"
                );
                self.admin.send(self.admin.request(Method::POST, &path)).await?.expect(200)?;
            }
        }
        self.move_to(&api("blocked"), "Block").await?;
        self.move_to(&api("retired"), "Deprecate").await?;
        self.move_to(&api("retired"), "Retire").await?;

        let production = self.keys(&self.admin, &application, "PRODUCTION").await?;
        let sandbox = self.keys(&self.admin, &application, "SANDBOX").await?;
        let subscriber = Kind::Subscriber { sandbox: false, scope: false };
        let own = self.token(&production, &[("grant_type", "client_credentials")]).await?;
        let own = text(&own, "access_token")?;
        self.add("none", String::new(), Kind::Missing);
        self.add("Basic", format!("Basic {}", "YWRtaW46YWRtaW4="), Kind::Missing);
        self.add("an empty token", "Bearer ".to_owned(), Kind::Missing);
        self.bearer("garbage", "garbage", Kind::Bad);
        self.bearer("three parts of garbage", "a.b.c", Kind::Bad);
        self.bearer("production", &own, subscriber);
        let token = self.token(&sandbox, &[("grant_type", "client_credentials")]).await?;
        self.bearer(
            "sandbox",
            &text(&token, "access_token")?,
            Kind::Subscriber { sandbox: true, scope: false },
        );
        let token = self.log_in(&production, ADMIN.0, "openid").await?;
        self.bearer("user", &text(&token, "access_token")?, subscriber);
        self.bearer("ID token", &text(&token, "id_token")?, Kind::Bad);
        self.bearer("refresh token", &text(&token, "refresh_token")?, Kind::Bad);
        let token = self.log_in(&production, ADMIN.0, SCOPE).await?;
        let scoped = Kind::Subscriber { sandbox: false, scope: true };
        self.bearer("user with the scope", &text(&token, "access_token")?, scoped);
        let token = self.log_in(&sandbox, ADMIN.0, SCOPE).await?;
        let scoped = Kind::Subscriber { sandbox: true, scope: true };
        self.bearer("sandbox with the scope", &text(&token, "access_token")?, scoped);
        self.bad_signatures(&own)?;
        self.revoked(&production).await?;
        self.expired(&application).await?;
        self.strangers().await
    }

    fn bad_signatures(&mut self, good: &str) -> Result<()> {
        let (head, signature) = good.rsplit_once('.').context("a JWS")?;
        let swapped: String = signature.chars().rev().collect();
        self.bearer("wrong signature", &format!("{head}.{swapped}"), Kind::Bad);
        self.bearer("no signature", &format!("{head}."), Kind::Bad);
        let payload = head.split('.').nth(1).context("a payload")?;
        // {"alg":"none","typ":"at+jwt"}
        self.bearer("alg none", &format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{payload}."), Kind::Bad);
        Ok(())
    }

    async fn revoked(&mut self, keys: &Keys) -> Result<()> {
        let token = text(&self.token(keys, &[("grant_type", "client_credentials")]).await?, "access_token")?;
        let client = self.client.basic(&keys.id, &keys.secret);
        client.form("/oauth2/revoke", &[("token", &token)]).await?.expect(200)?;
        self.bearer("revoked", &token, Kind::Bad);
        Ok(())
    }

    /// Good for a second; `settle` waits until it is over.
    async fn expired(&mut self, application: &str) -> Result<()> {
        let keys = self
            .admin
            .get(&format!("{DEVPORTAL}/applications/{application}/oauth-keys"))
            .await?
            .expect(200)?;
        let key = keys["list"].as_array().into_iter().flatten().find(|k| k["keyType"] == "PRODUCTION");
        let id = text(key.context("a key")?, "keyMappingId")?;
        let path = format!("{DEVPORTAL}/applications/{application}/oauth-keys/{id}/generate-token");
        let token = self.admin.post(&path, &json!({"validityPeriod": 1, "scopes": []})).await?.expect(200)?;
        self.bearer("expired", &text(&token, "accessToken")?, Kind::Bad);
        Ok(())
    }

    /// Good tokens of others.
    async fn strangers(&mut self) -> Result<()> {
        let other = self.application(&self.admin, "Stranger").await?;
        let keys = self.keys(&self.admin, &other, "PRODUCTION").await?;
        let token = self.token(&keys, &[("grant_type", "client_credentials")]).await?;
        self.bearer("another application", &text(&token, "access_token")?, Kind::Stranger);
        let token = self.log_in(&keys, ADMIN.0, SCOPE).await?;
        self.bearer("another application with the scope", &text(&token, "access_token")?, Kind::Stranger);
        let rest = self.admin_token()?;
        self.bearer("a client that is no application", &rest, Kind::Stranger);

        let tenant = json!({"domain": TENANT, "owners": [{
            "username": "kim", "password": "Secret-0123", "email": "kim@mail.example", "firstname": "Kim",
            "lastname": "Lee", "provisioningMethod": "inline-password"}]});
        self.client.basic(ADMIN.0, ADMIN.1).post("/api/server/v1/tenants", &tenant).await?.expect(201)?;
        let user = format!("kim@{TENANT}");
        let kim = self.platform.sign_in(&user, "Secret-0123", "apim:subscribe apim:app_manage").await?;
        let theirs = self.application(&kim, "Theirs").await?;
        let keys = self.keys(&kim, &theirs, "PRODUCTION").await?;
        let token = self.token(&keys, &[("grant_type", "client_credentials")]).await?;
        self.bearer("another tenant", &text(&token, "access_token")?, Kind::Bad);
        Ok(())
    }

    /// Waits until the gateways know it all.
    async fn settle(&self) -> Result<()> {
        let last = ["production", "revoked", "expired", "another application", "another tenant"];
        for gateway in [self.platform.gateway_http(), self.platform.gateway_https()] {
            for credential in self.credentials.iter().filter(|c| last.contains(&c.what)) {
                for wanted in Wanted::ALL {
                    self.until(&gateway, credential, wanted).await?;
                }
            }
        }
        Ok(())
    }

    async fn until(&self, gateway: &str, credential: &Credential, wanted: Wanted) -> Result<()> {
        let expected = wanted.expected(credential.kind).0;
        let mut said = String::new();
        for _ in 0..200 {
            let answer = call(&self.client, gateway, &credential.authorization, wanted).await?;
            if answer.status == expected {
                return Ok(());
            }
            said = answer.text();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("{}, {wanted:?}: never {expected}: {said}", credential.what)
    }

    fn bearer(&mut self, what: &'static str, token: &str, kind: Kind) {
        self.add(what, format!("Bearer {token}"), kind);
    }

    fn add(&mut self, what: &'static str, authorization: String, kind: Kind) {
        self.credentials.push(Credential { what, authorization, kind });
    }

    /// A deployed API; returns its id.
    async fn api(&self, name: &str) -> Result<String> {
        let url = self.back_end.url();
        let mut operations = vec![
            json!({"target": "/closed", "verb": "GET"}),
            json!({"target": "/open", "verb": "GET", "authType": "None"}),
        ];
        let mut scopes = Vec::new();
        if name == "subscribed" {
            operations.push(json!({"target": "/scoped", "verb": "GET", "scopes": [SCOPE]}));
            scopes.push(json!({"scope": {"name": SCOPE, "displayName": "Read", "bindings": ["admin"]}, "shared": false}));
        }
        let api = json!({
            "name": name, "context": format!("/{name}"), "version": "1.0.0", "policies": ["Unlimited"],
            "operations": operations, "scopes": scopes,
            "endpointConfig": {
                "endpoint_type": "http", "production_endpoints": {"url": url}, "sandbox_endpoints": {"url": url},
            },
        });
        let api = text(&self.admin.post(&format!("{PUBLISHER}/apis"), &api).await?.expect(201)?, "id")?;
        let revisions = format!("{PUBLISHER}/apis/{api}/revisions");
        let revision = self.admin.post(&revisions, &json!({"description": ""})).await?.expect(201)?;
        let revision = text(&revision, "id")?;
        let to = json!([{"name": "Default", "vhost": "localhost", "displayOnDevportal": true}]);
        let path = format!("{PUBLISHER}/apis/{api}/deploy-revision?revisionId={revision}");
        self.admin.post(&path, &to).await?.expect(201)?;
        Ok(api)
    }

    async fn move_to(&self, api: &str, action: &str) -> Result<()> {
        let path = format!("{PUBLISHER}/apis/change-lifecycle?apiId={api}&action={action}");
        self.admin.send(self.admin.request(Method::POST, &path)).await?.expect(200)?;
        Ok(())
    }

    async fn application(&self, user: &Client, name: &str) -> Result<String> {
        let body =
            json!({"name": name, "throttlingPolicy": "Unlimited", "description": "", "tokenType": "JWT"});
        text(&user.post(&format!("{DEVPORTAL}/applications"), &body).await?.expect(201)?, "applicationId")
    }

    async fn subscribe(&self, application: &str, api: &str) -> Result<String> {
        let body = json!({"apiId": api, "applicationId": application, "throttlingPolicy": "Unlimited"});
        let made = self.admin.post(&format!("{DEVPORTAL}/subscriptions"), &body).await?.expect(201)?;
        text(&made, "subscriptionId")
    }

    async fn keys(&self, user: &Client, application: &str, kind: &str) -> Result<Keys> {
        let ask = json!({"keyType": kind,
            "grantTypesToBeSupported": ["client_credentials", "password", "refresh_token"]});
        let path = format!("{DEVPORTAL}/applications/{application}/generate-keys");
        let keys = user.post(&path, &ask).await?.expect(200)?;
        Ok(Keys { id: text(&keys, "consumerKey")?, secret: text(&keys, "consumerSecret")? })
    }

    async fn log_in(&self, keys: &Keys, user: &str, scope: &str) -> Result<Value> {
        let form = [("grant_type", "password"), ("username", user), ("password", ADMIN.1), ("scope", scope)];
        let token = self.token(keys, &form).await?;
        ensure!(
            token["scope"].as_str().is_some_and(|s| s.contains(scope)),
            "no scope {scope}: {}",
            token["scope"]
        );
        Ok(token)
    }

    async fn token(&self, keys: &Keys, form: &[(&str, &str)]) -> Result<Value> {
        self.client.basic(&keys.id, &keys.secret).form("/oauth2/token", form).await?.expect(200)
    }
}
