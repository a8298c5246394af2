//! The engines behind a store, and transactions on them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};
use tokio::sync::Notify;

use crate::error::StoreError;

/// Where the data lives.
#[derive(Debug, Clone)]
pub enum StoreConfig {
    /// Embedded database file; made when it does not exist.
    Sqlite(PathBuf),
}

/// A database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    catalog_changed: Arc<Notify>,
}

#[derive(Clone)]
enum Engine {
    /// SQLite has one writer: a pool of one, so that writers queue here, in order, instead of on file locks.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
}

/// A transaction. Dropped without [`Tx::commit`], it is rolled back.
pub enum Tx {
    Sqlite(SqliteTx),
}

pub struct SqliteTx {
    pub(crate) connection: Transaction<'static, Sqlite>,
    catalog_changed: Option<Arc<Notify>>,
    pub(crate) touched_catalog: bool,
}

impl Store {
    /// Opens the database and brings its schema up to date.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        match config {
            StoreConfig::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // NORMAL loses acknowledged commits on power loss.
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(5))
                    .optimize_on_close(true, None);
                let pool = |n: u32| {
                    SqlitePoolOptions::new()
                        .max_connections(n)
                        .min_connections(1)
                        .acquire_timeout(Duration::from_secs(3))
                        .idle_timeout(None)
                        .max_lifetime(None)
                };
                let writer = pool(1).connect_with(options.clone()).await?;
                sqlx::migrate!("migrations/sqlite").run(&writer).await?;
                let readers = pool(4).connect_with(options.pragma("query_only", "on")).await?;
                Ok(Self { engine: Engine::Sqlite { writer, readers }, catalog_changed: Arc::default() })
            }
        }
    }

    /// Begins a transaction that may write.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => Ok(Tx::Sqlite(SqliteTx {
                connection: writer.begin_with("BEGIN IMMEDIATE").await?,
                catalog_changed: Some(self.catalog_changed.clone()),
                touched_catalog: false,
            })),
        }
    }

    /// Begins a transaction that only reads: one consistent view, never waiting for writers.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        match &self.engine {
            Engine::Sqlite { readers, .. } => Ok(Tx::Sqlite(SqliteTx {
                connection: readers.begin().await?,
                catalog_changed: None,
                touched_catalog: false,
            })),
        }
    }

    /// Resolves when a transaction of this process that changed the catalog has been committed.
    pub async fn catalog_changed(&self) {
        self.catalog_changed.notified().await;
    }

    /// Can the database answer?
    pub async fn check(&self) -> Result<(), StoreError> {
        let mut tx = self.read().await?;
        crate::on!(&mut tx, c => sqlx::query("SELECT 1").execute(c).await.map(drop))?;
        Ok(())
    }

    /// Waits for running transactions and closes every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

impl Tx {
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(t) => {
                t.connection.commit().await?;
                if t.touched_catalog
                    && let Some(notify) = t.catalog_changed
                {
                    notify.notify_one();
                }
                Ok(())
            }
        }
    }

    pub(crate) fn touch_catalog(&mut self) {
        match self {
            Self::Sqlite(t) => t.touched_catalog = true,
        }
    }
}
