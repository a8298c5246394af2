//! The thread of a core: accepts, serves, drains.

use std::net::TcpListener as StdListener;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use throttle::HolderId;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::sync::{oneshot, watch};
use tokio::task::LocalSet;
use tokio_rustls::TlsAcceptor;

use super::connection::{self, Stage};
use super::{Shared, Worker};
use crate::error::StartError;
use crate::metrics::CoreMetrics;

/// How often connections in both directions are looked through.
const SWEEP: Duration = Duration::from_secs(1);
/// Pause after the system could not give a connection (out of descriptors).
const BREATH: Duration = Duration::from_millis(50);

/// A listener of one core, with TLS or without.
pub struct Door {
    pub listener: StdListener,
    pub tls: Option<Arc<rustls::ServerConfig>>,
}

/// Starts the thread of core number `core`, which holds leases as `holder`.
pub fn start(
    core: usize,
    holder: HolderId,
    shared: Shared,
    doors: Vec<Door>,
    metrics: Arc<CoreMetrics>,
    stage: watch::Receiver<Stage>,
) -> Result<std::thread::JoinHandle<()>, StartError> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(StartError::Thread)?;
    std::thread::Builder::new()
        .name(format!("gateway-{core}"))
        .spawn(move || {
            let worker = Rc::new(Worker::new(core as u32, holder, shared, metrics));
            LocalSet::new().block_on(&runtime, run(worker, doors, stage));
        })
        .map_err(StartError::Thread)
}

async fn run(worker: Rc<Worker>, doors: Vec<Door>, mut stage: watch::Receiver<Stage>) {
    let accepting: Vec<_> = doors
        .into_iter()
        .map(|door| tokio::task::spawn_local(accept(Rc::clone(&worker), door, stage.clone())))
        .collect();
    let mut drained = stage.clone();
    let (stop, stopped) = oneshot::channel::<()>();
    let limiter = tokio::task::spawn_local(worker.limiter.clone().run(async { drop(stopped.await) }));
    let mut sweep = tokio::time::interval(SWEEP);
    loop {
        tokio::select! {
            changed = stage.changed() => {
                let now = *stage.borrow_and_update();
                worker.draining.set(now != Stage::Serving);
                if changed.is_err() || now >= Stage::Closing {
                    break;
                }
            }
            _ = sweep.tick() => {
                let now = worker.ambient.clock.monotonic();
                worker.pool.sweep(now);
                worker.records.flush();
                worker.pulses.check(now, &worker.config.limits);
            }
        }
    }
    for task in accepting {
        drop(task.await);
    }
    while worker.connections.get() > 0 && *stage.borrow() != Stage::Gone {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    worker.records.flush();
    worker.pool.clear();
    drop(stop);
    // What is left of leases goes back, unless the gateway is being cut.
    tokio::select! {
        _ = limiter => {}
        _ = drained.wait_for(|s| *s == Stage::Gone) => {}
    }
}

async fn accept(worker: Rc<Worker>, door: Door, stage: watch::Receiver<Stage>) {
    let listener = match TcpListener::from_std(door.listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::error!(%error, "cannot listen"),
    };
    let tls = door.tls.map(TlsAcceptor::from);
    let most = worker.config.limits.connections_per_worker;
    let mut draining = stage.clone();
    loop {
        if worker.connections.get() >= most {
            tokio::time::sleep(BREATH).await;
            continue;
        }
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = draining.wait_for(|s| *s != Stage::Serving) => break,
        };
        match accepted {
            Ok((stream, from)) => serve(&worker, stream, from, tls.clone(), stage.clone()),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    // Connections that the system has accepted already are not turned away by closing the socket. The driver has to
    // look once to know of them.
    tokio::task::yield_now().await;
    while let Ok(Ok((stream, from))) = tokio::time::timeout(Duration::ZERO, listener.accept()).await {
        serve(&worker, stream, from, tls.clone(), stage.clone());
    }
}

fn serve(
    worker: &Rc<Worker>,
    stream: TcpStream,
    from: std::net::SocketAddr,
    tls: Option<TlsAcceptor>,
    stage: watch::Receiver<Stage>,
) {
    worker.connections.set(worker.connections.get() + 1);
    worker.metrics.connections.add(1);
    let held = Held(Rc::clone(worker));
    tokio::task::spawn_local(async move {
        connection::serve(Rc::clone(&held.0), stream, from, tls, stage).await;
        drop(held);
    });
}

/// Counts a connection as long as it lives.
struct Held(Rc<Worker>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.connections.set(self.0.connections.get() - 1);
    }
}
