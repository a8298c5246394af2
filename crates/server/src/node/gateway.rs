//! A gateway: as a node of its own, and as a part of an all-in-one. It knows the hub and its own disk.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use gateway::Running;
use hub::SharedHub;
use model::Ambient;
use rustls::ServerConfig;
use tracing::info;

use super::{Start, management};
use crate::config::Config;
use crate::data::DataDir;
use crate::health::Health;
use crate::shutdown::Shutdown;
use crate::{environment_key, metrics, tls};

/// Runs a gateway alone.
pub async fn start(config: Config, start: &Start) -> Result<()> {
    let ambient = crate::ambient::system();
    let shutdown = Shutdown::on_signal()?;
    let data = DataDir::open(&start.data)?;
    let tls = tls::server_config(&config, &data, &shutdown)?;
    let opener = environment_key::opener(&config)?;
    let hub = crate::hub::open(&config, &ambient, false).await?;
    anyhow::ensure!(!crate::hub::is_inside(&config), "hub.servers: a gateway alone needs a hub");
    let gateway = Arc::new(build(&config, &hub, &ambient, &data, tls, opener)?);
    let health = Health::default().gateway(&gateway);
    let management = management(&config, &health)?;
    info!(node.id = %config.node.id, "gateway started");
    shutdown.requested().await;
    health.drain();
    info!("stopping: running requests finish first");
    gateway.shutdown(Duration::from_secs(config.server.drain_seconds)).await;
    if let Some(management) = management {
        management.abort();
    }
    info!("stopped");
    Ok(())
}

/// Builds and starts the gateway part of a node.
pub fn build(
    config: &Config,
    hub: &SharedHub,
    ambient: &Ambient,
    data: &DataDir,
    tls: Arc<ServerConfig>,
    unseal: gateway::Unseal,
) -> Result<Running> {
    let address: IpAddr = config.gateway.address.parse().context("gateway.address")?;
    let at = |port: u16| vec![SocketAddr::new(address, config.port(port))];
    let file = |path: &str| (!path.is_empty()).then(|| path.into());
    // The sample back end of --demo, and anything else on this node, is under our own authority.
    let ca_file =
        file(&config.gateway.backend_ca).or_else(|| Some(data.file("tls-ca.pem"))).filter(|p| p.exists());
    let mut quota = if crate::hub::is_inside(config) {
        gateway::config::Quota::IN_PROCESS
    } else {
        gateway::config::Quota::default()
    };
    if config.gateway.quota_patience_ms > 0 {
        quota.patience_ms = config.gateway.quota_patience_ms;
    }
    let settings = gateway::Config {
        node: config.node.id.clone(),
        region: config.node.region.clone(),
        environments: config.gateway.environments.clone(),
        default_vhost: config.gateway.vhost.clone(),
        http: at(config.gateway.http_port),
        https: at(config.gateway.https_port),
        workers: usize::from(config.gateway.workers),
        snapshot: Some(data.file("gateway.snapshot")),
        access_log: config.gateway.access_log,
        forwarded_for_hops: usize::from(config.gateway.trusted_proxies),
        rate_limit_headers: config.gateway.rate_limit_headers,
        quota,
        limits: limits(&config.gateway),
        upstream: gateway::config::Upstream {
            response_ms: config.gateway.backend_timeout_seconds.saturating_mul(1_000),
            connect_ms: config.gateway.backend_connect_seconds.saturating_mul(1_000),
            idle_secs: config.gateway.backend_idle_seconds,
            ca_file,
            insecure: config.gateway.trust_any_backend,
            ..Default::default()
        },
        backend_jwt: backend_jwt(&config.backend_jwt, data),
        ..Default::default()
    };
    gateway::build(settings, hub.clone(), ambient.clone(), Some(tls))
        .and_then(|built| built.unseal_with(unseal).start())
        .context("the gateway cannot start")
}

/// What back ends are told about callers. Without a key file this gateway makes a key of its own.
fn backend_jwt(given: &crate::config::BackendJwt, data: &DataDir) -> Option<gateway::config::BackendJwt> {
    given.enabled.then(|| gateway::config::BackendJwt {
        header: given.header.clone(),
        shared: !given.key_file.is_empty(),
        key: if given.key_file.is_empty() {
            data.file("backend-jwt.pem")
        } else {
            given.key_file.clone().into()
        },
        lifetime_secs: given.seconds,
        issuer: given.issuer.clone(),
        dialect: given.dialect.trim_end_matches('/').to_owned(),
        exclude: given.exclude.clone(),
    })
}

/// Bounds on what a client may send, and how slowly.
fn limits(given: &crate::config::Gateway) -> gateway::config::Limits {
    gateway::config::Limits {
        header_bytes: given.header_bytes as usize,
        handshake_secs: given.handshake_seconds,
        header_secs: given.header_seconds,
        idle_secs: given.idle_seconds,
        connections_per_worker: given.connections_per_worker as usize,
        ..Default::default()
    }
}

impl Health {
    /// Adds a gateway's readiness and metrics.
    pub fn gateway(self, gateway: &Arc<Running>) -> Self {
        let (ready, counters) = (gateway.clone(), gateway.clone());
        let state = move || {
            let health = ready.health();
            if health.ready { Ok(health.text) } else { Err(health.text) }
        };
        self.part("gateway", state).metrics(move || metrics::render(&counters.metrics()))
    }
}
