//! `--demo`: a sample API over a sample back end, and an application with keys, for a first look.

pub mod pizzashack;

use anyhow::{Context, Result};
use control::api::{Checklist, Order};
use control::application::{ApplicationQuery, Details, Draft};
use control::key_mapping::{KeyDraft, KeyProperties, KeyTerms};
use control::revision::Target;
use control::subscription::Wish;
use control::{Caller, Control};
use model::api::ApiConfiguration;
use model::application::KeyType;
use model::policy::UNLIMITED;
use model::tenant::TenantDomain;
use model::user::UserName;
use serde_json::json;

use crate::config::Config;

const DEFINITION: &str = include_str!("demo/pizzashack.json");
const API: &str = "PizzaShackAPI";
const APPLICATION: &str = "PizzaShackApp";

/// What the demonstration needs of a configuration: loopback only, as its password is well known.
pub fn restrict(config: &mut Config) {
    for address in [&mut config.server.address, &mut config.gateway.address, &mut config.management.address] {
        "127.0.0.1".clone_into(address);
    }
}

/// Credentials of the sample application.
pub struct Sample {
    consumer_key: String,
    consumer_secret: String,
}

/// Makes what is not there yet: also after a start that was cut short.
pub async fn prepare(control: &Control, config: &Config) -> Result<Sample> {
    let user = UserName::new(config.admin.name.clone(), TenantDomain::super_tenant());
    let mut tx = control.read().await?;
    let roles = control.roles_of_active_user(&mut tx, &user).await?.context("there is no administrator")?;
    drop(tx);
    let caller = Caller { user, roles, scopes: Vec::new(), client_id: None };
    let api = Box::pin(api(control, config, &caller)).await.context("the sample API cannot be made")?;
    application(control, &caller, api).await.context("the sample application cannot be made")
}

/// The published sample API's id.
async fn api(control: &Control, config: &Config, caller: &Caller) -> Result<String> {
    let query = format!("name:{API}");
    if let Some(api) = control.list_apis(caller, &query, Order::default(), 0, 1).await?.apis.pop() {
        return Ok(api.id);
    }
    let back_end = format!("https://localhost:{}{}", config.port(config.server.https_port), pizzashack::BASE);
    let configuration = ApiConfiguration {
        context: "/pizzashack".into(),
        policies: vec![UNLIMITED.into()],
        tags: vec!["pizza".into()],
        endpoint_config: Some(json!({
            "endpoint_type": "http",
            "production_endpoints": {"url": back_end},
            "sandbox_endpoints": {"url": back_end},
        })),
        ..ApiConfiguration::default()
    };
    let api = control.import_openapi(caller, DEFINITION.as_bytes().into(), configuration).await?;
    let revision = control.create_revision(caller, &api.id, "The sample as it comes").await?;
    let target = Target { environment: "Default".into(), vhost: None, display_on_devportal: true };
    control.deploy_revision(caller, &api.id, &revision.id, &[target]).await?;
    control.change_lifecycle(caller, &api.id, "Publish", Checklist::default()).await?;
    Ok(api.id)
}

/// The sample application, subscribed, with a key.
async fn application(control: &Control, caller: &Caller, api_id: String) -> Result<Sample> {
    let query = ApplicationQuery { name_contains: APPLICATION.into(), limit: 1, ..Default::default() };
    let id = match control.applications(caller, &query).await?.list.pop() {
        Some((application, _)) => application.id,
        None => {
            let details = Details { description: "Made by --demo".into(), ..Details::default() };
            let draft = Draft { name: APPLICATION.into(), policy: "10PerMin".into(), details };
            control.create_application(caller, draft).await?.application.id
        }
    };
    let wish = Wish { application_id: id.clone(), api_id, plan: UNLIMITED.into() };
    match control.subscribe(caller, &wish).await {
        Ok(_) | Err(control::Error::Conflict { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let known = control.application_keys(caller, &id).await?.into_iter().find_map(|k| k.consumer_key);
    let consumer_key = match known {
        Some(key) => key,
        None => {
            let generated = control.generate_key(caller, &id, key_draft()).await?;
            generated.key.consumer_key.context("the key manager gave no key")?
        }
    };
    let client = control.resident()?.get(caller.tenant(), &consumer_key).await?;
    let consumer_secret = client.client_secret.context("the sample application has no secret")?;
    Ok(Sample { consumer_key, consumer_secret })
}

fn key_draft() -> KeyDraft {
    let terms = KeyTerms {
        grant_types: vec!["client_credentials".into(), "password".into(), "refresh_token".into()],
        callback_url: String::new(),
        properties: KeyProperties::default(),
    };
    KeyDraft { key_type: KeyType::Production, key_manager: None, terms, scopes: Vec::new(), validity: None }
}

impl Sample {
    /// What to open and what to type.
    pub fn print(&self, config: &Config) {
        let portal = format!("https://localhost:{}", config.port(config.server.https_port));
        let gateway = format!("https://localhost:{}", config.port(config.gateway.https_port));
        println!(
            "
Turnpike is ready. It listens on this machine only; administrator admin / admin.

  REST APIs      {portal}/api-docs     (OpenAPI documents)
  Health         {portal}/health/ready
  Gateway        {gateway}/pizzashack/1.0.0
  Metrics        http://localhost:{metrics}/metrics

Type, in another terminal:

  # 1. a token for the sample application
  TOKEN=$(curl -sk -u {key}:{secret} {portal}/oauth2/token -d grant_type=client_credentials | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')

  # 2. a call through the gateway
  curl -k -H \"Authorization: Bearer $TOKEN\" {gateway}/pizzashack/1.0.0/menu

  # 3. its quota is 10 calls a minute: the rest are refused with 429
  for i in $(seq 12); do curl -sk -o /dev/null -w '%{{http_code}} ' -H \"Authorization: Bearer $TOKEN\" {gateway}/pizzashack/1.0.0/menu; done; echo

Ctrl-C stops it.
",
            metrics = config.port(config.management.port),
            key = self.consumer_key,
            secret = self.consumer_secret,
        );
    }
}
