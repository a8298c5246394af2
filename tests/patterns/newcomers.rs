//! Callers who have no token yet: every part of the pattern is asked, all the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use reqwest::Method;
use testkit::Client;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use turnpike_tests::journey::{Access, ITEMS, text};

use crate::balancer::Balancer;
use crate::world::World;

const PAUSE: Duration = Duration::from_millis(20);

/// Goes on asking for a token, using it, and looking at the portal.
pub struct Newcomers {
    over: Arc<AtomicBool>,
    task: JoinHandle<(usize, Vec<String>)>,
}

impl Newcomers {
    pub fn start(world: &World, balancer: &Balancer, access: &Access) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let keys = world.journey.client.at(&balancer.keys());
        let keys = keys.basic(&access.consumer_key, &access.consumer_secret);
        let portal = world.admin.at(&balancer.url(9443));
        let gateway = world.journey.client.at(&balancer.url(8243));
        let task = tokio::spawn({
            let over = over.clone();
            async move {
                let (mut done, mut failed) = (0, Vec::new());
                while !over.load(Ordering::SeqCst) {
                    match newcomer(&keys, &portal, &gateway).await {
                        Ok(()) => done += 1,
                        Err(error) => failed.push(format!("{error:#}")),
                    }
                    sleep(PAUSE).await;
                }
                (done, failed)
            }
        });
        Self { over, task }
    }

    /// Rounds that went well, and what went wrong.
    pub async fn stop(self) -> Result<(usize, Vec<String>)> {
        self.over.store(true, Ordering::SeqCst);
        Ok(self.task.await?)
    }
}

async fn newcomer(keys: &Client, portal: &Client, gateway: &Client) -> Result<()> {
    let grant = [("grant_type", "client_credentials")];
    let token = keys.form("/oauth2/token", &grant).await.context("a new token")?.expect(200)?;
    let gateway = gateway.bearer(&text(&token, "access_token")?);
    gateway.get(ITEMS).await.context("a call with it")?.expect(200)?;
    let put = gateway.send(gateway.request(Method::PUT, "/journey/1.0.0/items/7").body("x"));
    put.await.context("a call with a body")?.expect(200)?;
    portal.get("/api/am/publisher/v4/apis").await.context("the portal")?.expect(200)?;
    Ok(())
}
