//! Hears of catalog changes that any process has committed. Whoever waits also polls, so a message that is lost with
//! its connection costs a second and nothing else.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{Executor as _, PgPool};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::postgres::CHANNEL;

/// How long to believe in a connection that says nothing.
const QUIET: Duration = Duration::from_secs(30);
const ANSWER: Duration = Duration::from_secs(3);
const RETRY: Duration = Duration::from_secs(1);

/// Ends with its last owner.
pub(super) struct Listener(JoinHandle<()>);

impl Listener {
    pub(super) fn start(options: PgConnectOptions, changed: Arc<Notify>) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ANSWER)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options);
        Self(tokio::spawn(async move {
            loop {
                if let Err(error) = listen(&pool, &changed).await {
                    tracing::debug!(%error, "not told of catalog changes for now");
                }
                sleep(RETRY).await;
            }
        }))
    }

    pub(super) fn stop(&self) {
        self.0.abort();
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Until the connection is lost.
async fn listen(pool: &PgPool, changed: &Notify) -> Result<(), sqlx::Error> {
    let silent = |_| sqlx::Error::PoolTimedOut;
    let mut listener = timeout(ANSWER, async {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok::<_, sqlx::Error>(listener)
    })
    .await
    .map_err(silent)??;
    // What was announced before we listened.
    changed.notify_one();
    loop {
        match timeout(QUIET, listener.try_recv()).await {
            Ok(heard) => {
                if heard?.is_none() {
                    return Ok(());
                }
                changed.notify_one();
            }
            Err(_) => {
                timeout(ANSWER, listener.execute("SELECT 1")).await.map_err(silent)??;
            }
        }
    }
}
