//! The composition root of the all-in-one: every role over the in-process hub and the embedded database.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use control::Control;
use control::seal::Sealer;
use hub::{MemoryHub, SharedHub};
use model::Ambient;
use oauth::{OAuth, ResidentConnector};
use rustls::ServerConfig;
use store::{Store, StoreConfig};
use tracing::{info, warn};
use traffic::TrafficManager;

use crate::command::AllInOne;
use crate::config::Config;
use crate::data::DataDir;
use crate::health::Health;
use crate::shutdown::Shutdown;
use crate::{demo, metrics, serve, telemetry, tls};

const PURGE_EVERY: Duration = Duration::from_mins(10);

/// Runs until a signal comes, then drains.
pub fn run(mut config: Config, args: &AllInOne) -> Result<()> {
    if args.demo {
        demo::restrict(&mut config);
    }
    let _telemetry = telemetry::start(&config)?;
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the runtime cannot start")?;
    runtime.block_on(start(config, args))
}

async fn start(config: Config, args: &AllInOne) -> Result<()> {
    let ambient = crate::ambient::system();
    let shutdown = Shutdown::on_signal()?;
    let data = DataDir::open(&args.data)?;
    let tls = tls::server_config(&config, &data)?;
    // Bind first: a port in use must be said before anything is changed.
    let https = serve::bind(&config.server.address, config.port(config.server.https_port))?;
    let control = control(&config, args, &data, &ambient).await?;
    let key_manager = key_manager(&config, &control)?;
    let generated = bootstrap(&config, args, &control).await?;
    control.rebuild_hub().await?;

    // Only this process's gateway leases from it, and that one starts with it: nobody has leases from before.
    let settings = traffic::Config {
        node: config.node.id.clone(),
        region: config.node.region.clone(),
        take_over: false,
        ..traffic::Config::default()
    };
    let traffic = TrafficManager::build(&settings, control.hub().clone(), &ambient).await;
    // It outlives the gateway's drain, which still spends quota.
    let (stop_traffic, traffic_stopped) = tokio::sync::oneshot::channel::<()>();
    let traffic = tokio::spawn(traffic.run(async move { drop(traffic_stopped.await) }));
    let gateway = Arc::new(gateway(&config, &control, &data, tls.clone())?);
    let health = Health::new(
        control.clone(),
        {
            let gateway = gateway.clone();
            move || {
                let health = gateway.health();
                if health.ready { Ok(health.text) } else { Err(health.text) }
            }
        },
        {
            let gateway = gateway.clone();
            move || metrics::render(&gateway.metrics())
        },
    );
    let apis = rest::router_with(&control, oauth::router(key_manager));
    let mut router = telemetry::traced(&config, apis).merge(health.router());
    if args.demo {
        router = router.merge(demo::pizzashack::router(ambient));
    }
    let drain = Duration::from_secs(config.server.drain_seconds);
    let relay = tokio::spawn({
        let (control, shutdown) = (control.clone(), shutdown.clone());
        async move { control.relay(shutdown.requested()).await }
    });
    let management = management(&config, &health, shutdown.clone())?;
    let served = tokio::spawn(serve::serve(https, Some(tls), router, shutdown.clone(), drain));
    info!(node.id = %config.node.id, port = config.port(config.server.https_port), "ready");
    let deployments = tokio::spawn({
        let (control, shutdown) = (control.clone(), shutdown.clone());
        async move { control.watch_deployments(shutdown.requested()).await }
    });
    let purge = tokio::spawn(purge(control.clone(), config.key_manager.signing_key_days));
    if args.demo {
        Box::pin(demo::prepare(&control, &config)).await?.print(&config);
    }
    if let Some(password) = generated {
        println!("The administrator {} has the password {password} (shown this once).", config.admin.name);
    }
    shutdown.requested().await;
    health.drain();
    info!("stopping: running requests finish first");
    drop(tokio::join!(served, gateway.shutdown(drain)));
    drop(stop_traffic);
    drop(traffic.await);
    drop(tokio::join!(relay, deployments));
    purge.abort();
    if let Some(management) = management {
        management.abort();
    }
    control.store().close().await;
    info!("stopped");
    Ok(())
}

/// The gateway, as it would be alone: it knows the hub and its own disk.
fn gateway(
    config: &Config,
    control: &Control,
    data: &DataDir,
    tls: Arc<ServerConfig>,
) -> Result<gateway::Running> {
    let address: IpAddr = config.gateway.address.parse().context("gateway.address")?;
    let at = |port: u16| vec![SocketAddr::new(address, config.port(port))];
    let file = |path: &str| (!path.is_empty()).then(|| path.into());
    // The sample back end of --demo, and anything else on this node, is under our own authority.
    let ca_file =
        file(&config.gateway.backend_ca).or_else(|| Some(data.file("tls-ca.pem"))).filter(|p| p.exists());
    let settings = gateway::Config {
        node: config.node.id.clone(),
        region: config.node.region.clone(),
        default_vhost: config.gateway.vhost.clone(),
        http: at(config.gateway.http_port),
        https: at(config.gateway.https_port),
        workers: usize::from(config.gateway.workers),
        snapshot: Some(data.file("gateway.snapshot")),
        access_log: config.gateway.access_log,
        forwarded_for_hops: usize::from(config.gateway.trusted_proxies),
        rate_limit_headers: config.gateway.rate_limit_headers,
        quota: gateway::config::Quota::IN_PROCESS,
        upstream: gateway::config::Upstream {
            response_ms: config.gateway.backend_timeout_seconds.saturating_mul(1_000),
            ca_file,
            insecure: config.gateway.trust_any_backend,
            ..Default::default()
        },
        ..Default::default()
    };
    let sealer = control.sealer().clone();
    let unseal = Arc::new(move |sealed: &str| {
        sealer.open("endpoint", sealed).ok().and_then(|secret| String::from_utf8(secret).ok())
    });
    gateway::build(settings, control.hub().clone(), control.ambient().clone(), Some(tls))
        .and_then(|built| built.unseal_with(unseal).start())
        .context("the gateway cannot start")
}

async fn control(config: &Config, args: &AllInOne, data: &DataDir, ambient: &Ambient) -> Result<Control> {
    let path = data.file("turnpike.db");
    let store = Store::open(&StoreConfig::Sqlite(path.clone()))
        .await
        .with_context(|| format!("the database {} cannot be opened", path.display()))?;
    let hub: SharedHub = Arc::new(MemoryHub::new(ambient.clock.clone()));
    let sealer = Sealer::new(&data.sealing_key(ambient)?, ambient.random.clone())?;
    let public_port = match config.server.public_port {
        0 => config.port(config.server.https_port),
        port => port,
    };
    let mut environment = control::Environment::default();
    for vhost in &mut environment.vhosts {
        vhost.host.clone_from(&config.gateway.vhost);
        vhost.http_port = config.port(config.gateway.http_port);
        vhost.https_port = config.port(config.gateway.https_port);
        vhost.ws_port = config.port(9099);
        vhost.wss_port = config.port(8099);
    }
    let control_config = control::Config {
        hostname: config.server.hostname.clone(),
        https_port: public_port,
        environments: vec![environment],
        ..control::Config::default()
    };
    let _ = args;
    Ok(Control::build(control_config, store, hub, ambient.clone(), sealer))
}

/// The key manager, reached by the control plane through its connector only.
fn key_manager(config: &Config, control: &Control) -> Result<OAuth> {
    let settings = oauth::Config {
        application_token_seconds: config.key_manager.application_token_seconds,
        user_token_seconds: config.key_manager.user_token_seconds,
        refresh_token_seconds: config.key_manager.refresh_token_seconds,
        ..oauth::Config::default()
    };
    let oauth = OAuth::build(control.clone(), settings)?;
    control.connect_resident(Arc::new(ResidentConnector::new(oauth.clone())));
    Ok(oauth)
}

/// Forgets expired tokens and revocations, and rotates signing keys that are due, from time to time.
async fn purge(control: Control, key_days: u32) {
    loop {
        if key_days > 0
            && let Err(error) = control.rotate_due_keys(i64::from(key_days) * 86_400).await
        {
            warn!(%error, "signing keys could not be rotated; trying again later");
        }
        if let Err(error) = control.purge_expired().await {
            warn!(%error, "expired rows could not be removed; trying again later");
        }
        tokio::time::sleep(PURGE_EVERY).await;
    }
}

/// Makes the first administrator when there is none. Returns the password if it was generated.
async fn bootstrap(config: &Config, args: &AllInOne, control: &Control) -> Result<Option<String>> {
    if control.is_bootstrapped().await? {
        return Ok(None);
    }
    let generated = (config.admin.password.is_empty() && !args.demo).then(|| control.ambient().secret(20));
    let password = match &generated {
        Some(password) => password.as_str(),
        None if args.demo => "admin",
        None => &config.admin.password,
    };
    control
        .bootstrap(&config.admin.name, password)
        .await
        .context("the first administrator cannot be made")?;
    Ok(generated)
}

fn management(
    config: &Config,
    health: &Health,
    shutdown: Shutdown,
) -> Result<Option<tokio::task::JoinHandle<()>>> {
    if config.management.port == 0 {
        return Ok(None);
    }
    let listener = serve::bind(&config.management.address, config.port(config.management.port))?;
    let served = serve::serve(listener, None, health.management(), shutdown, Duration::from_secs(1));
    Ok(Some(tokio::spawn(served)))
}
