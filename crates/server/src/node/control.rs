//! Nodes with a database: the all-in-one, the control plane and the key manager. Each part is given a store, a hub and
//! its settings, and does not know which other parts are in the process.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use control::Control;
use control::connector::remote::{self, RemoteConnector};
use control::seal::Sealer;
use hub::{Presence, SharedHub};
use model::Ambient;
use oauth::{OAuth, ResidentConnector};
use outbound::Outbound;
use store::{Store, StoreConfig};
use tracing::{info, warn};

use super::{Role, Start, management};
use crate::config::Config;
use crate::data::DataDir;
use crate::health::Health;
use crate::shutdown::Shutdown;
use crate::{serve, telemetry, tls};

const PURGE_EVERY: Duration = Duration::from_mins(10);
const DATABASE_RETRY: Duration = Duration::from_secs(1);
/// Nodes that start together on an empty database wait for the one that is first, however busy the machine is.
const FIRST: Duration = Duration::from_mins(1);
const FIRST_AGAIN: Duration = Duration::from_millis(250);

/// Runs the node until a signal comes, then drains.
pub async fn start(config: Config, start: &Start) -> Result<()> {
    let role = start.role;
    anyhow::ensure!(
        role.is_all_in_one() || !crate::hub::is_inside(&config),
        "hub.servers: a control plane or key manager that is apart needs a hub"
    );
    anyhow::ensure!(
        role.is_all_in_one() || !config.database.url.is_empty(),
        "database.url: a control plane or key manager that is apart needs a database that nodes share"
    );
    let ambient = crate::ambient::system();
    let shutdown = Shutdown::on_signal()?;
    let data = DataDir::open(&start.data)?;
    let tls = tls::server_config(&config, &data, &shutdown)?;
    // Bind first: a port in use must be said before anything is changed.
    let https = serve::bind(&config.server.address, config.port(config.server.https_port))?;
    let hub = crate::hub::open(&config, &ambient, role != Role::KeyManager).await?;
    let control = control(&config, &data, &ambient, &hub).await?;
    let key_manager = key_manager(&config, role, &control)?;
    let generated = bootstrap(&config, start.demo, &control).await?;
    if crate::hub::is_inside(&config) {
        control.rebuild_hub().await?;
    }

    #[cfg(feature = "traffic")]
    let traffic = traffic(&config, role, &control).await;
    #[cfg(feature = "gateway")]
    let gateway = gateway(&config, role, &control, &data, tls.clone())?;
    let mut health = Health::default().slow_part("database", {
        let store = control.store().clone();
        move || {
            let store = store.clone();
            async move { store.check().await.map(|()| "answers".to_owned()).map_err(|e| e.to_string()) }
        }
    });
    if !crate::hub::is_inside(&config) {
        health = health.hub(&hub);
    }
    #[cfg(feature = "gateway")]
    if let Some(gateway) = &gateway {
        health = health.gateway(gateway);
    }
    let oauth = key_manager.clone().map(oauth::router).unwrap_or_default();
    let apis = if role == Role::KeyManager {
        rest::router_of_key_manager(&control, oauth)
    } else {
        rest::router_with(&control, oauth)
    };
    let router = telemetry::traced(&config, apis).merge(health.router());
    #[cfg(feature = "gateway")]
    let router = match &gateway {
        Some(gateway) => router.merge(crate::gateway_api::router(control.clone(), gateway.clone())),
        None => router,
    };
    #[cfg(all(feature = "gateway", feature = "traffic"))]
    let router =
        if start.demo { router.merge(crate::demo::pizzashack::router(ambient.clone())) } else { router };
    let drain = Duration::from_secs(config.server.drain_seconds);
    let jobs = jobs(&config, role, &control, &shutdown, key_manager);
    let management = management(&config, &health)?;
    let served = tokio::spawn(serve::serve(https, Some(tls), router, shutdown.clone(), drain));
    info!(node.id = %config.node.id, ?role, port = config.port(config.server.https_port), "ready");
    #[cfg(all(feature = "gateway", feature = "traffic"))]
    if start.demo {
        Box::pin(crate::demo::prepare(&control, &config)).await?.print(&config);
    }
    if let Some(password) = generated {
        println!("The administrator {} has the password {password} (shown this once).", config.admin.name);
    }
    shutdown.requested().await;
    health.drain();
    info!("stopping: running requests finish first");
    #[cfg(feature = "gateway")]
    let gateway_gone = async {
        if let Some(gateway) = &gateway {
            gateway.shutdown(drain).await;
        }
    };
    #[cfg(not(feature = "gateway"))]
    let gateway_gone = std::future::ready(());
    drop(tokio::join!(served, gateway_gone));
    // It outlives the gateway's drain, which still spends quota.
    #[cfg(feature = "traffic")]
    if let Some((stop, running)) = traffic {
        drop(stop);
        drop(running.await);
    }
    for job in jobs {
        job.abort();
        drop(job.await);
    }
    if let Some(management) = management {
        management.abort();
    }
    control.store().close().await;
    info!("stopped");
    Ok(())
}

/// What goes on beside requests.
fn jobs(
    config: &Config,
    role: Role,
    control: &Control,
    shutdown: &Shutdown,
    key_manager: Option<OAuth>,
) -> Vec<tokio::task::JoinHandle<()>> {
    let job = || (control.clone(), shutdown.clone());
    // Any node with the database relays what it may; one at a time does.
    let (relaying, stop) = job();
    let mut jobs = vec![tokio::spawn(async move {
        if role == Role::KeyManager {
            relaying.relay_as_key_manager(stop.requested()).await;
        } else {
            relaying.relay(stop.requested()).await;
        }
    })];
    jobs.push(tokio::spawn(purge(control.clone(), config.key_manager.signing_key_days)));
    if role != Role::KeyManager {
        let (watching, stop) = job();
        jobs.push(tokio::spawn(async move { watching.watch_deployments(stop.requested()).await }));
        let (watching, stop) = job();
        let every = Duration::from_secs(config.outbound.keys_seconds);
        jobs.push(tokio::spawn(async move { watching.watch_key_managers(every, stop.requested()).await }));
        if !crate::hub::is_inside(config) {
            let (keeping, stop) = job();
            jobs.push(tokio::spawn(async move { keeping.keep_hub(stop.requested()).await }));
        }
    }
    if key_manager.is_some() {
        let control = control.clone();
        jobs.push(tokio::spawn(async move { control.serve_opaque_tokens().await }));
    }
    if let (Role::KeyManager, Some(oauth)) = (role, key_manager) {
        let own = Presence {
            node: config.node.id.clone(),
            role: remote::ROLE.to_owned(),
            region: config.node.region.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..Presence::default()
        };
        let connector = Arc::new(ResidentConnector::new(oauth));
        jobs.push(tokio::spawn(remote::serve(control.hub().clone(), connector, own)));
    }
    jobs
}

#[cfg(feature = "traffic")]
type Traffic = (tokio::sync::oneshot::Sender<()>, tokio::task::JoinHandle<()>);

/// The traffic manager of an all-in-one that has one.
#[cfg(feature = "traffic")]
async fn traffic(config: &Config, role: Role, control: &Control) -> Option<Traffic> {
    if !role.is_all_in_one() || !config.traffic_manager.enabled {
        return None;
    }
    // Over the in-process hub only this process's gateway leases, and that one starts with it.
    let settings = super::traffic::settings(config, crate::hub::is_inside(config));
    let manager = traffic::TrafficManager::build(&settings, control.hub().clone(), control.ambient()).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    Some((stop, tokio::spawn(manager.run(async move { drop(stopped.await) }))))
}

/// The gateway of an all-in-one that has one.
#[cfg(feature = "gateway")]
fn gateway(
    config: &Config,
    role: Role,
    control: &Control,
    data: &DataDir,
    tls: Arc<rustls::ServerConfig>,
) -> Result<Option<Arc<gateway::Running>>> {
    if !role.is_all_in_one() || !config.gateway.enabled {
        return Ok(None);
    }
    let sealer = control.sealer().clone();
    let own = crate::environment_key::opener(config)?;
    let unseal = Arc::new(move |sealed: &str| {
        let shared = || sealer.open(control::api::endpoint::PURPOSE, sealed).ok();
        own(sealed).or_else(|| shared().and_then(|secret| String::from_utf8(secret).ok()))
    });
    let running = super::gateway::build(config, control.hub(), control.ambient(), data, tls, unseal)?;
    Ok(Some(Arc::new(running)))
}

/// The use cases over the configured database.
pub async fn control(config: &Config, data: &DataDir, ambient: &Ambient, hub: &SharedHub) -> Result<Control> {
    let store = store(config, data).await?;
    let key = data.sealing_key(&config.secrets.sealing_key, ambient)?;
    let sealer = Sealer::new(&key, ambient.random.clone())?;
    let public_port = match config.server.public_port {
        0 => config.port(config.server.https_port),
        port => port,
    };
    let settings = control::Config {
        hostname: config.server.hostname.clone(),
        https_port: public_port,
        key_manager_url: config.key_manager.public_url.clone(),
        environments: environments(config)?,
        password_workers: usize::from(config.login.password_workers),
        failed_logins: config.login.failed_attempts,
        lock_seconds: config.login.wait_seconds,
    };
    let control = Control::build(settings, store, hub.clone(), ambient.clone(), sealer);
    let ca_file = Some(&config.outbound.ca).filter(|path| !path.is_empty()).map(Into::into);
    let outbound = outbound::Config { allow: config.outbound.allow.clone(), ca_file };
    control.connect_outbound(Outbound::build(&outbound).context("outbound")?);
    Ok(control)
}

async fn store(config: &Config, data: &DataDir) -> Result<Store> {
    if config.database.url.is_empty() {
        let path = data.file("turnpike.db");
        let opened = Store::open(&StoreConfig::Sqlite(path.clone())).await;
        return opened.with_context(|| format!("the database {} cannot be opened", path.display()));
    }
    let settings = StoreConfig::Postgres(config.database.url.clone().into());
    loop {
        match Store::open(&settings).await {
            // It may be started after us, or be failing over: a node needs no hand to go on.
            Err(store::StoreError::Unavailable(error)) => {
                warn!(%error, "the database cannot be reached; trying again");
                tokio::time::sleep(DATABASE_RETRY).await;
            }
            opened => return opened.context("the database of database.url cannot be opened"),
        }
    }
}

fn environments(config: &Config) -> Result<Vec<control::Environment>> {
    if config.environment.is_empty() {
        let mut only = control::Environment::default();
        for vhost in &mut only.vhosts {
            vhost.host.clone_from(&config.gateway.vhost);
            vhost.http_port = config.port(config.gateway.http_port);
            vhost.https_port = config.port(config.gateway.https_port);
            vhost.ws_port = config.port(9099);
            vhost.wss_port = config.port(8099);
        }
        return Ok(vec![only]);
    }
    let environments = config.environment.iter().map(|given| {
        let display_name = if given.display_name.is_empty() { &given.name } else { &given.display_name };
        let vhosts = given.vhosts.iter().map(|vhost| control::Vhost {
            host: vhost.host.clone(),
            http_port: vhost.http_port,
            https_port: vhost.https_port,
            ws_port: vhost.ws_port,
            wss_port: vhost.wss_port,
            http_context: vhost.http_context.clone(),
        });
        let environment = control::Environment {
            name: given.name.clone(),
            display_name: display_name.clone(),
            description: given.description.clone(),
            kind: given.kind.clone(),
            public_key: given.public_key.clone(),
            vhosts: vhosts.collect(),
        };
        environment
            .encryption_key()
            .map_err(|e| anyhow::anyhow!("environment {}: public_key: {e}", environment.name))?;
        Ok(environment)
    });
    environments.collect()
}

/// The key manager: in this process, or asked over the hub. The control plane reaches it through a connector only.
fn key_manager(config: &Config, role: Role, control: &Control) -> Result<Option<OAuth>> {
    if role != Role::KeyManager && !config.key_manager.enabled {
        let remote = RemoteConnector::new(control.hub().clone(), oauth::grant_types());
        control.connect_resident(Arc::new(remote));
        return Ok(None);
    }
    let settings = oauth::Config {
        application_token_seconds: config.key_manager.application_token_seconds,
        user_token_seconds: config.key_manager.user_token_seconds,
        refresh_token_seconds: config.key_manager.refresh_token_seconds,
        session_seconds: config.key_manager.session_seconds,
        allowed_scopes: config.key_manager.allowed_scopes.clone(),
        unregistered_scopes: config.key_manager.unregistered_scopes,
        disabled_grants: config.key_manager.disabled_grants.clone(),
        trusted_issuers: config.trusted_issuer.clone(),
        pages: Some(&config.key_manager.pages).filter(|p| !p.is_empty()).map(Into::into),
        ..oauth::Config::default()
    };
    let oauth = OAuth::build(control.clone(), settings)?;
    control.connect_resident(Arc::new(ResidentConnector::new(oauth.clone())));
    Ok(Some(oauth))
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
async fn bootstrap(config: &Config, demo: bool, control: &Control) -> Result<Option<String>> {
    if control.is_bootstrapped().await? {
        return Ok(None);
    }
    let shared = !config.database.url.is_empty();
    anyhow::ensure!(
        !shared || !config.admin.password.is_empty(),
        "admin.password: the first administrator of nodes that share a database needs a password that they share"
    );
    let generated = (config.admin.password.is_empty() && !demo).then(|| control.ambient().secret(20));
    let password = match &generated {
        Some(password) => password.as_str(),
        None if demo => "admin",
        None => &config.admin.password,
    };
    let making = async {
        loop {
            match control.bootstrap(&config.admin.name, password).await {
                Ok(()) => return Ok(generated.clone()),
                // Another node was first.
                Err(_) if shared && control.is_bootstrapped().await.unwrap_or_default() => return Ok(None),
                Err(error @ (control::Error::Store(_) | control::Error::Unavailable(_))) if shared => {
                    warn!(%error, "the first administrator cannot be made; trying again");
                    tokio::time::sleep(FIRST_AGAIN).await;
                }
                Err(error) => return Err(error),
            }
        }
    };
    let made = tokio::time::timeout(FIRST, making).await.context("the database is not available");
    made.and_then(|made| Ok(made?)).context("the first administrator cannot be made")
}

/// `turnpike hub rebuild`.
pub fn rebuild_hub(config: &Config, data: &std::path::Path) -> Result<()> {
    anyhow::ensure!(
        !crate::hub::is_inside(config),
        "hub.servers: the hub within an all-in-one is built anew at each start"
    );
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let ambient = crate::ambient::system();
        let hub = crate::hub::open(config, &ambient, true).await?;
        let control = control(config, &DataDir::beside(data), &ambient, &hub).await?;
        let count = control.rebuild_hub().await.context("the hub could not be filled")?;
        println!("{count} documents are on the hub");
        Ok(())
    })
}
