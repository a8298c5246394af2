//! PostgreSQL, shared by any number of processes (docs/adr/0011-postgresql.md).

use std::pin::pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, PgConnection, PgPool};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::listener::Listener;
use crate::error::StoreError;

/// A database that does not answer is given up after this long, wherever it was asked. Below the 3 s in which a
/// caller must have its answer.
pub(crate) const DEADLINE: Duration = Duration::from_millis(2_500);
/// For a connection when all are in use. A request has several transactions, one after the other, and all their waiting
/// counts against its 3 s: with nobody giving a connection back for so long, an answer now is worth more.
const CROWDED: Duration = Duration::from_millis(500);
/// The server gives up first where it can, so that the connection stays good. A transaction whose process went silent
/// ends after the third, and its locks with it; use cases compute for less than that between statements.
const LIMITS: &str = "SET statement_timeout = '2300ms'; SET lock_timeout = '2000ms';
    SET idle_in_transaction_session_timeout = '10s'";
/// For a rollback, and for a connection on its way back to the pool.
const FAREWELL: Duration = Duration::from_secs(2);
/// For all migrations together, other processes' included.
const MIGRATION: Duration = Duration::from_mins(10);
pub(crate) const CONNECTIONS: u32 = 16;
pub(crate) const OLDEST: i32 = 150_000;

/// Advisory locks, within the database. The first number is ours alone ("trnp"); never change one.
const LOCKS: i32 = 0x7472_6e70;
const TURN: i32 = 1;
const RELAY: i32 = 2;
/// Committed catalog changes are announced here; also never changed.
pub(super) const CHANNEL: &str = "turnpike_catalog";

#[derive(Clone)]
pub(crate) struct Postgres {
    pool: PgPool,
    /// One permit: of this process, one transaction at a time waits for its turn in the database. The others wait here
    /// and leave the connections to those who need no turn.
    turn: Arc<Semaphore>,
    listener: Arc<Listener>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Alone among those of this mode.
    Turn,
    Concurrent,
    Read,
}

pub struct PostgresTx {
    /// Taken by commit and by drop only.
    connection: Option<PoolConnection<sqlx::Postgres>>,
    state: State,
    pub(crate) touched_catalog: bool,
    turn: Option<OwnedSemaphorePermit>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// A statement failed: the server takes nothing more but ROLLBACK.
    Failed,
    /// The connection is not in step with the server any more.
    Broken,
}

/// The schema. Migrations of a later version are ignored: they expand, so this version still runs on them.
pub(crate) fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("migrations/postgres");
    migrations.set_ignore_missing(true);
    migrations
}

impl Postgres {
    pub(super) async fn open(url: &SecretString, changed: Arc<Notify>) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url.expose_secret())?;
        // Every statement of ours stays prepared.
        let mut options = options.statement_cache_capacity(500);
        if options.get_application_name().is_none() {
            options = options.application_name("turnpike");
        }
        migrate(&options).await?;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .min_connections(1)
            .acquire_timeout(DEADLINE)
            .idle_timeout(Duration::from_mins(5))
            // Connections move to the new primary after a fail-over, and to all of several addresses.
            .max_lifetime(Duration::from_mins(30))
            .after_connect(|connection, _| {
                Box::pin(async move { connection.execute(LIMITS).await.map(drop) })
            })
            // sqlx would wait for ever for a server that hangs, and the place in the pool with it.
            .after_release(|connection, _| {
                Box::pin(async move { within(FAREWELL, connection.ping()).await.map(|()| true) })
            })
            .connect_with(options.clone())
            .await?;
        let listener = Arc::new(Listener::start(options, changed));
        Ok(Self { pool, turn: Arc::new(Semaphore::new(1)), listener })
    }

    pub(super) async fn begin(&self, mode: Mode) -> Result<PostgresTx, StoreError> {
        let began = timeout(DEADLINE, async {
            let turn = match mode {
                Mode::Turn => {
                    Some(self.turn.clone().acquire_owned().await.map_err(|_| sqlx::Error::PoolClosed)?)
                }
                Mode::Concurrent | Mode::Read => None,
            };
            let connection = Some(self.connection().await?);
            let mut tx = PostgresTx { connection, state: State::Good, touched_catalog: false, turn };
            let (connection, outcome) = tx.split();
            outcome.of(connection.execute(begin_sql(mode))).await?;
            if mode == Mode::Turn {
                let (connection, outcome) = tx.split();
                let lock = sqlx::query("SELECT pg_advisory_xact_lock($1, $2)").bind(LOCKS).bind(TURN);
                outcome.of(lock.execute(connection)).await?;
            }
            Ok(tx)
        });
        began.await.unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut)).map_err(StoreError::from)
    }

    async fn connection(&self) -> Result<PoolConnection<sqlx::Postgres>, sqlx::Error> {
        let mut acquired = pin!(self.pool.acquire());
        loop {
            match timeout(CROWDED, acquired.as_mut()).await {
                Ok(acquired) => return acquired,
                Err(_) if self.pool.size() >= CONNECTIONS => return Err(sqlx::Error::PoolTimedOut),
                // Connections are still being made; the pool's own deadline holds.
                Err(_) => {}
            }
        }
    }

    pub(super) async fn close(&self) {
        self.listener.stop();
        self.turn.close();
        // A connection that hangs is not waited for longer than its own deadlines.
        drop(timeout(2 * FAREWELL, self.pool.close()).await);
    }
}

const fn begin_sql(mode: Mode) -> &'static str {
    match mode {
        // Each statement sees what was committed before it, also by whoever had the turn before.
        Mode::Turn | Mode::Concurrent => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
}

impl PostgresTx {
    /// The connection for one round of statements, and the note of how it went.
    pub(crate) fn split(&mut self) -> (&mut PgConnection, Outcome<'_>) {
        let connection = self.connection.as_mut();
        let connection = connection.expect("only commit and drop take it, and they take the transaction");
        (connection, Outcome(&mut self.state))
    }

    /// Whether this transaction relays from now until it ends. One at a time does, in all processes.
    pub(crate) async fn try_relay(&mut self) -> Result<bool, StoreError> {
        let (connection, outcome) = self.split();
        let lock = sqlx::query_as("SELECT pg_try_advisory_xact_lock($1, $2)");
        let got = outcome.of(lock.bind(LOCKS).bind(RELAY).fetch_one(connection)).await;
        let (got,): (bool,) = got?;
        Ok(got)
    }

    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        if self.state != State::Good {
            // COMMIT would answer that all is well, and roll back.
            return Err(StoreError::Aborted);
        }
        let sql = if self.touched_catalog { "NOTIFY turnpike_catalog; COMMIT" } else { "COMMIT" };
        let (connection, outcome) = self.split();
        outcome.of(connection.execute(sql)).await?;
        // The pool tests it on its way back.
        drop(self.connection.take());
        Ok(())
    }
}

/// Where to note how statements went.
pub(crate) struct Outcome<'a>(&'a mut State);

impl Outcome<'_> {
    /// Waits for `work` until the deadline.
    pub(crate) async fn of<T>(
        self,
        work: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        // It stays so when nobody waits for the end: who knows then what the server is at?
        let before = std::mem::replace(self.0, State::Broken);
        let done = within(DEADLINE, work).await;
        *self.0 = match &done {
            Ok(_) => before,
            Err(sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_)) => State::Broken,
            Err(_) => State::Failed,
        };
        done
    }
}

impl Drop for PostgresTx {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let turn = self.turn.take();
        let state = self.state;
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            // The process ends; the server rolls back when the connection does.
            drop(connection.leak());
            return;
        };
        runtime.spawn(async move {
            if state == State::Broken || within(FAREWELL, connection.execute("ROLLBACK")).await.is_err() {
                connection.close_on_drop();
            }
            drop(connection);
            drop(turn);
        });
    }
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let late = |_| Err(sqlx::Error::Io(std::io::Error::from(std::io::ErrorKind::TimedOut)));
    timeout(limit, work).await.unwrap_or_else(late)
}

/// On a connection of its own, which may take its time and leaves no settings behind. Several processes that start
/// together wait for one another on an advisory lock of the migrator's.
async fn migrate(options: &PgConnectOptions) -> Result<(), StoreError> {
    let mut connection = within(DEADLINE, options.connect()).await?;
    let (version, encoding): (String, String) = within(
        DEADLINE,
        sqlx::query_as("SELECT current_setting('server_version_num'), current_setting('server_encoding')")
            .fetch_one(&mut connection),
    )
    .await?;
    if version.parse().unwrap_or(0) < OLDEST {
        return Err(StoreError::Unsupported(format!("PostgreSQL 15 or later is needed; this is {version}")));
    }
    if encoding != "UTF8" {
        return Err(StoreError::Unsupported(format!(
            "the database's encoding must be UTF8; it is {encoding}"
        )));
    }
    let migrated = timeout(MIGRATION, migrations().run(&mut connection)).await;
    migrated.unwrap_or_else(|_| Err(sqlx::migrate::MigrateError::Execute(sqlx::Error::PoolTimedOut)))?;
    drop(within(FAREWELL, connection.close()).await);
    Ok(())
}
