//! A gateway's life: built, started, running, drained.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use arc_swap::ArcSwap;
use hub::SharedHub;
use model::Ambient;
use rustls::ServerConfig;
use throttle::HolderId;
use tokio::sync::{mpsc, watch};

use crate::Unseal;
use crate::backend_jwt::Signer;
use crate::catalog::task;
use crate::config::Config;
use crate::error::StartError;
use crate::health::{Health, Status};
use crate::limit;
use crate::metrics::{CoreMetrics, Metrics};
use crate::record::sink::Outlets;
use crate::record::{publisher, writer};
use crate::table::Table;
use crate::upstream::trust;
use crate::worker::connection::Stage;
use crate::worker::thread::Door;
use crate::worker::{Shared, listener, thread};

/// The part of the time to drain in which kept connections may still send.
const LAME: Duration = Duration::from_secs(1);

/// A gateway that has not started.
pub struct Gateway {
    config: Arc<Config>,
    hub: SharedHub,
    ambient: Ambient,
    tls: Option<Arc<ServerConfig>>,
    unseal: Unseal,
    upstream_tls: Arc<rustls::ClientConfig>,
    backend_jwt: Option<Arc<Signer>>,
}

/// A gateway that serves. Dropped without [`shutdown`](Self::shutdown) it ends at once.
pub struct Running {
    ambient: Ambient,
    table: Arc<ArcSwap<Table>>,
    status: Arc<Status>,
    http: Vec<SocketAddr>,
    https: Vec<SocketAddr>,
    metrics: Vec<Arc<CoreMetrics>>,
    stage: watch::Sender<Stage>,
    threads: Vec<JoinHandle<()>>,
}

/// Checks the settings. `tls` is the certificate for HTTPS, with which the configured addresses are opened; its
/// protocols (ALPN) are set here.
pub fn build(
    config: Config,
    hub: SharedHub,
    ambient: Ambient,
    tls: Option<Arc<ServerConfig>>,
) -> Result<Gateway, StartError> {
    if let Some((member, problem)) = config.problems().into_iter().next() {
        return Err(StartError::Config { member, problem });
    }
    let upstream_tls = trust::client_config(&config.upstream)?;
    let backend_jwt = config.backend_jwt.as_ref().map(Signer::load).transpose()?.map(Arc::new);
    let tls = tls.map(|tls| {
        let mut tls = ServerConfig::clone(&tls);
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Arc::new(tls)
    });
    Ok(Gateway {
        config: Arc::new(config),
        hub,
        ambient,
        tls,
        unseal: Arc::new(|_| None),
        upstream_tls,
        backend_jwt,
    })
}

impl Gateway {
    /// Gives the function that opens back ends' secrets. Without it, APIs whose back ends need one are refused.
    pub fn unseal_with(mut self, unseal: Unseal) -> Self {
        self.unseal = unseal;
        self
    }

    /// Opens the listeners and starts the threads. The gateway is ready when the catalog has come.
    pub fn start(self) -> Result<Running, StartError> {
        let workers = match self.config.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        let mut doors: Vec<Vec<Door>> = (0..workers).map(|_| Vec::new()).collect();
        let mut open = |addresses: &[SocketAddr], tls: Option<&Arc<ServerConfig>>| {
            let mut bound = Vec::new();
            for address in addresses {
                let listeners = listener::open(*address, workers)?;
                bound.extend(listeners.first().and_then(|l| l.local_addr().ok()));
                for (doors, listener) in doors.iter_mut().zip(listeners) {
                    doors.push(Door { listener, tls: tls.cloned() });
                }
            }
            Ok::<_, StartError>(bound)
        };
        let http = open(&self.config.http, None)?;
        let https = match &self.tls {
            Some(tls) => open(&self.config.https, Some(tls))?,
            None => Vec::new(),
        };
        let table = Arc::new(ArcSwap::from_pointee(Table::default()));
        let status = Arc::new(Status::default());
        let (stage, watched) = watch::channel(Stage::Serving);
        let mut threads = Vec::with_capacity(workers + 2);
        let (mut outlets, mut events) = (Outlets::default(), None);
        if self.config.access_log {
            let (log, writer) = writer::start(self.config.access_log_file.as_deref())?;
            outlets.log = Some(log);
            threads.push(writer);
        }
        if self.config.analytics {
            let (sender, receiver) = mpsc::channel(publisher::QUEUE);
            outlets.analytics = Some(sender);
            events = Some(receiver);
        }
        let shared = Shared {
            config: Arc::clone(&self.config),
            hub: Arc::clone(&self.hub),
            ambient: self.ambient.clone(),
            table: Arc::clone(&table),
            upstream_tls: self.upstream_tls,
            outlets: outlets.clone(),
            backend_jwt: self.backend_jwt,
        };
        let metrics: Vec<Arc<CoreMetrics>> = (0..workers).map(|_| Arc::default()).collect();
        // Made here, so that traffic managers can be told of them before they hold anything.
        let holders: Vec<HolderId> = (0..workers).map(|_| limit::holder(&self.ambient)).collect();
        for (core, doors) in doors.into_iter().enumerate() {
            let metrics = Arc::clone(&metrics[core]);
            threads.push(thread::start(
                core,
                holders[core],
                shared.clone(),
                doors,
                metrics,
                watched.clone(),
            )?);
        }
        threads.push(task::start(task::Context {
            config: self.config,
            hub: self.hub,
            ambient: self.ambient.clone(),
            unseal: self.unseal,
            table: Arc::clone(&table),
            status: Arc::clone(&status),
            events,
            holders,
            stage: watched,
        })?);
        Ok(Running { ambient: self.ambient, table, status, http, https, metrics, stage, threads })
    }
}

impl Running {
    /// Addresses that HTTP is served at.
    pub fn http(&self) -> &[SocketAddr] {
        &self.http
    }

    /// Addresses that HTTPS is served at.
    pub fn https(&self) -> &[SocketAddr] {
        &self.https
    }

    /// The table is complete and requests are taken.
    pub fn ready(&self) -> bool {
        self.table.load().complete && *self.stage.borrow() == Stage::Serving
    }

    pub fn health(&self) -> Health {
        let table = self.table.load();
        Health {
            ready: self.ready(),
            text: self.status.text(self.ambient.now()),
            source: self.status.source(),
            catalog_version: table.catalog_version,
            apis: table.routes.len(),
        }
    }

    pub fn metrics(&self) -> Metrics {
        Metrics::of(&self.metrics)
    }

    /// Stops accepting, lets requests in flight finish, and ends; what is not done within `deadline` is cut.
    pub async fn shutdown(&self, deadline: Duration) {
        self.stage.send_replace(Stage::Draining);
        let lame = LAME.min(deadline / 4);
        tokio::time::sleep(lame).await;
        self.stage.send_replace(Stage::Closing);
        let ended = tokio::time::timeout(deadline.saturating_sub(lame), async {
            while self.threads.iter().any(|t| !t.is_finished()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        if ended.await.is_err() {
            tracing::warn!("requests were cut at the end of the time to drain");
        }
        self.stage.send_replace(Stage::Gone);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stage.send_replace(Stage::Gone);
    }
}
