//! Steady calls through every gateway, and what became of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Result;
use testkit::Client;
use tokio::task::JoinSet;
use turnpike_tests::journey::ITEMS;

/// A call that has no answer by then has failed.
const DEADLINE: Duration = Duration::from_secs(30);

/// Callers that go on until they are told to stop.
pub struct Load {
    callers: JoinSet<Vec<String>>,
    over: Arc<AtomicBool>,
    count: Arc<Count>,
}

#[derive(Default)]
struct Count {
    admitted: AtomicUsize,
    refused: AtomicUsize,
}

/// What callers saw.
pub struct Seen {
    pub admitted: usize,
    /// By a quota (429).
    pub refused: usize,
    /// Every other answer, or none.
    pub failed: Vec<String>,
}

impl Load {
    /// `callers` per gateway, each `pause` between an answer and the next call.
    pub fn start(client: &Client, gateways: &[String], token: &str, callers: usize, pause: Duration) -> Self {
        let (over, count) = (Arc::new(AtomicBool::new(false)), Arc::new(Count::default()));
        let mut tasks = JoinSet::new();
        for gateway in gateways {
            for _ in 0..callers {
                let (over, count) = (over.clone(), count.clone());
                let (client, gateway) = (client.at(gateway).bearer(token), gateway.clone());
                tasks.spawn(async move {
                    let mut failed = Vec::new();
                    while !over.load(Ordering::SeqCst) {
                        match tokio::time::timeout(DEADLINE, client.get(ITEMS)).await {
                            Ok(Ok(answer)) if answer.status == 200 => {
                                count.admitted.fetch_add(1, Ordering::SeqCst);
                            }
                            Ok(Ok(answer)) if answer.status == 429 => {
                                count.refused.fetch_add(1, Ordering::SeqCst);
                            }
                            Ok(Ok(answer)) => {
                                failed.push(format!("{gateway}: {} {}", answer.status, answer.text()));
                            }
                            Ok(Err(error)) => failed.push(format!("{gateway}: {error:#}")),
                            Err(_) => failed.push(format!("{gateway}: no answer in {DEADLINE:?}")),
                        }
                        tokio::time::sleep(pause).await;
                    }
                    failed
                });
            }
        }
        Self { callers: tasks, over, count }
    }

    /// Admitted so far.
    pub fn admitted(&self) -> usize {
        self.count.admitted.load(Ordering::SeqCst)
    }

    /// Lets running calls end.
    pub async fn stop(mut self) -> Result<Seen> {
        self.over.store(true, Ordering::SeqCst);
        let mut failed = Vec::new();
        while let Some(caller) = self.callers.join_next().await {
            failed.extend(caller?);
        }
        let count = |n: &AtomicUsize| n.load(Ordering::SeqCst);
        Ok(Seen { admitted: count(&self.count.admitted), refused: count(&self.count.refused), failed })
    }
}
