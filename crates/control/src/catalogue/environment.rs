//! Where an API can be called.

use model::tenant::TenantDomain;
use store::Tx;
use store::api::ApiRow;
use store::revision::deployment::DeploymentRow;

use crate::error::Error;
use crate::{Control, Environment, Vhost};

/// The URLs of an API in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointUrls {
    pub environment: String,
    pub display_name: String,
    /// `hybrid`, `production` or `sandbox`.
    pub kind: String,
    pub urls: Urls,
    /// Without the version, when this is the default version.
    pub default_urls: Option<Urls>,
}

/// Absolute URLs of an API; absent where its transports exclude them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Urls {
    pub http: Option<String>,
    pub https: Option<String>,
    pub ws: Option<String>,
    pub wss: Option<String>,
}

impl Control {
    /// Where the gateways of the first environment are: HTTPS, then HTTP.
    pub fn gateway_urls(&self) -> Vec<String> {
        let vhost = self.config().environments.first().and_then(|e| e.vhosts.first());
        vhost
            .map(|v| vec![v.url("https", v.https_port, ""), v.url("http", v.http_port, "")])
            .unwrap_or_default()
    }
}

/// Deployments of an API that its publisher shows to developers, with the environments they are in.
pub(super) async fn shown(
    control: &Control,
    tx: &mut Tx,
    api: &ApiRow,
) -> Result<Vec<(DeploymentRow, Environment)>, Error> {
    let rows = store::revision::deployment::list(tx, &api.tenant, &api.id).await?;
    let environments = control.environments_in(tx, &api.tenant).await?;
    Ok(rows
        .into_iter()
        .filter(|d| d.display_on_devportal)
        // One that is no longer there cannot be called.
        .filter_map(|d| {
            let found = environments.iter().find(|e| e.environment.name == d.environment)?;
            Some((d, found.environment.clone()))
        })
        .collect())
}

/// The URLs of `api` for developers, one entry per environment.
pub(super) fn urls_of(
    tenant: &TenantDomain,
    api: &ApiRow,
    deployments: &[(DeploymentRow, Environment)],
) -> Vec<EndpointUrls> {
    let default = api.configuration.default_context(tenant);
    deployments
        .iter()
        .filter_map(|(deployment, environment)| {
            let vhost = environment.vhosts.iter().find(|v| v.host == deployment.vhost);
            let vhost = vhost.or(environment.vhosts.first())?;
            Some(EndpointUrls {
                environment: environment.name.clone(),
                display_name: environment.display_name.clone(),
                kind: environment.kind.clone(),
                urls: urls(api, vhost, &api.full_context),
                default_urls: deployment.serves_default.then(|| urls(api, vhost, &default)),
            })
        })
        .collect()
}

fn urls(api: &ApiRow, vhost: &Vhost, path: &str) -> Urls {
    let c = &api.configuration;
    let has = |transport: &str| c.transport.iter().any(|t| t.eq_ignore_ascii_case(transport));
    let http = has("http").then(|| vhost.url("http", vhost.http_port, path));
    let https = has("https").then(|| vhost.url("https", vhost.https_port, path));
    let streams = matches!(c.kind.as_str(), "WS" | "GRAPHQL");
    let ws = streams.then(|| vhost.url("ws", vhost.ws_port, path));
    let wss = streams.then(|| vhost.url("wss", vhost.wss_port, path));
    Urls { http, https, ws, wss }
}

impl Vhost {
    /// A URL of this host; the port is left out where the scheme implies it.
    fn url(&self, scheme: &str, port: u16, path: &str) -> String {
        let usual = if matches!(scheme, "https" | "wss") { 443 } else { 80 };
        let port = if port == usual { String::new() } else { format!(":{port}") };
        let prefix = self.http_context.trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
        format!("{scheme}://{}{port}{prefix}{path}", self.host)
    }
}
