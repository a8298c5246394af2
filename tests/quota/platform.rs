//! A traffic manager and the cores of gateways, each a thread with a runtime of its own, over the in-process hub.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use gateway::limit::{Config, Limiter};
use hub::{MemoryHub, Presence, SharedHub};
use model::ambient::{Ambient, Clock, Random, Timestamp};
use tokio::sync::oneshot;
use traffic::TrafficManager;

/// Starts at 2026-11-23T17:00:05Z and goes on with the machine, or by leaps.
pub struct TestClock {
    start: Instant,
    leapt: AtomicU64,
}

impl TestClock {
    pub fn leap(&self, by: Duration) {
        self.leapt.fetch_add(by.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_795_453_205).plus(self.monotonic())
    }
    fn monotonic(&self) -> Duration {
        self.start.elapsed() + Duration::from_secs(self.leapt.load(Ordering::SeqCst))
    }
}

/// Different every time, which is all that holders need.
struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for (to, from) in bytes.iter_mut().zip(self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes()) {
            *to = from;
        }
    }
}

#[derive(Clone)]
pub struct Platform {
    pub hub: SharedHub,
    pub clock: Arc<TestClock>,
    pub ambient: Ambient,
}

/// Stops it when dropped.
pub struct RunningTrafficManager {
    stop: Option<oneshot::Sender<()>>,
    kill: Option<oneshot::Sender<()>>,
    standing: traffic::Standing,
    thread: Option<thread::JoinHandle<()>>,
}

impl Platform {
    #[expect(clippy::disallowed_methods, reason = "the test's clock is made here")]
    pub fn new() -> Self {
        let clock = Arc::new(TestClock { start: Instant::now(), leapt: AtomicU64::new(0) });
        let hub = Arc::new(MemoryHub::new(clock.clone()));
        let ambient = Ambient::new(clock.clone(), Arc::new(Counting(AtomicU64::new(1))));
        Self { hub, clock, ambient }
    }

    /// One that is alone: nobody has leases from before.
    pub fn traffic_manager(&self) -> RunningTrafficManager {
        self.traffic_manager_with(traffic::Config { take_over: false, ..traffic::Config::default() })
    }

    /// One of several.
    pub fn traffic_manager_of(&self, node: &str) -> RunningTrafficManager {
        self.traffic_manager_with(traffic::Config { node: node.to_owned(), ..traffic::Config::default() })
    }

    fn traffic_manager_with(&self, config: traffic::Config) -> RunningTrafficManager {
        let (stop, stopped) = oneshot::channel();
        let (kill, killed) = oneshot::channel::<()>();
        let (ready, is_ready) = std::sync::mpsc::channel();
        let Self { hub, ambient, .. } = self.clone();
        let thread = thread::spawn(move || {
            runtime().block_on(async move {
                let manager = TrafficManager::build(&config, hub, &ambient).await;
                ready.send(manager.standing()).expect("the test waits");
                let killed = async {
                    if killed.await.is_err() {
                        // Nobody will.
                        std::future::pending::<()>().await;
                    }
                };
                tokio::select! {
                    () = manager.run(async move { drop(stopped.await) }) => {}
                    // The runtime goes with everything on it: no farewell, as after kill -9.
                    () = killed => {}
                }
            });
        });
        let standing = is_ready.recv().expect("it starts");
        RunningTrafficManager { stop: Some(stop), kill: Some(kill), standing, thread: Some(thread) }
    }

    /// Runs `work` on a core of its own to its end.
    pub fn core<T, W, F>(&self, config: Config, work: W) -> thread::JoinHandle<T>
    where
        T: Send + 'static,
        W: FnOnce(Limiter) -> F + Send + 'static,
        F: Future<Output = T>,
    {
        let Self { hub, ambient, .. } = self.clone();
        thread::spawn(move || {
            runtime().block_on(tokio::task::LocalSet::new().run_until(async move {
                let holder = gateway::limit::holder(&ambient);
                let limiter = Limiter::of(holder, &config, 0, hub.clone(), &ambient);
                let presence = Presence {
                    node: format!("core-{:x}", holder.0),
                    role: "gateway".to_owned(),
                    holders: vec![holder.0],
                    ..Presence::default()
                };
                hub.announce(presence.clone()).await.expect("the hub is there");
                let announcing = tokio::task::spawn_local(async move {
                    loop {
                        tokio::time::sleep(hub::presence::REFRESH).await;
                        hub.announce(presence.clone()).await.expect("the hub is there");
                    }
                });
                let (stop, stopped) = oneshot::channel::<()>();
                let run = limiter.clone().run(async move { drop(stopped.await) });
                let background = tokio::task::spawn_local(run);
                let result = work(limiter).await;
                drop(stop);
                announcing.abort();
                background.await.expect("it does not panic");
                result
            }))
        })
    }
}

impl RunningTrafficManager {
    pub fn stop(mut self) {
        self.halt();
    }

    pub fn kill(mut self) {
        if let Some(kill) = self.kill.take() {
            kill.send(()).ok();
        }
        if let Some(stop) = self.stop.take() {
            // Dropped, it would ask for an orderly end.
            std::mem::forget(stop);
        }
        self.halt();
    }

    /// Shards it serves now.
    pub fn shards(&self) -> usize {
        self.standing.shards()
    }

    fn halt(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().expect("it does not panic");
        }
    }
}

impl Drop for RunningTrafficManager {
    fn drop(&mut self) {
        self.halt();
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}
