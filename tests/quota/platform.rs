//! A traffic manager and the cores of gateways, each a thread with a runtime of its own, over the in-process hub.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use gateway::limit::{Config, Limiter};
use hub::{MemoryHub, SharedHub};
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

    pub fn traffic_manager(&self) -> RunningTrafficManager {
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = std::sync::mpsc::channel();
        let Self { hub, ambient, .. } = self.clone();
        let thread = thread::spawn(move || {
            runtime().block_on(async move {
                let config = traffic::Config { take_over: false, ..traffic::Config::default() };
                let manager = TrafficManager::build(&config, hub, &ambient).await;
                ready.send(()).expect("the test waits");
                manager.run(async move { drop(stopped.await) }).await;
            });
        });
        is_ready.recv().expect("it starts");
        RunningTrafficManager { stop: Some(stop), thread: Some(thread) }
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
                let limiter = Limiter::build(&config, 0, hub, &ambient);
                let (stop, stopped) = oneshot::channel::<()>();
                let run = limiter.clone().run(async move { drop(stopped.await) });
                let background = tokio::task::spawn_local(run);
                let result = work(limiter).await;
                drop(stop);
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
