//! The engines behind a store, and transactions on them.

#[cfg(feature = "postgres")]
mod listener;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

#[cfg(feature = "sqlite")]
use std::path::PathBuf;
use std::sync::Arc;

#[cfg(feature = "postgres")]
use secrecy::SecretString;
use tokio::sync::Notify;

use crate::error::StoreError;

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("the store needs an engine: `sqlite` or `postgres`");

/// Where the data lives.
#[derive(Debug, Clone)]
pub enum StoreConfig {
    /// Embedded database file; made when it does not exist. One process at a time.
    #[cfg(feature = "sqlite")]
    Sqlite(PathBuf),
    /// URL of a database on PostgreSQL 15 or later, `postgres://user:password@host:port/database`, for any number of
    /// processes. `?sslmode=verify-full&sslrootcert=FILE` checks the server's certificate and name.
    #[cfg(feature = "postgres")]
    Postgres(SecretString),
}

/// A database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) engine: Engine,
    catalog_changed: Arc<Notify>,
}

#[derive(Clone)]
pub(crate) enum Engine {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Sqlite),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Postgres),
}

/// A transaction. Dropped without [`Tx::commit`], it is rolled back.
pub enum Tx {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::SqliteTx),
    #[cfg(feature = "postgres")]
    Postgres(postgres::PostgresTx),
}

impl Store {
    /// Opens the database and brings its schema up to date. A schema newer than this version knows is fine: it is
    /// one that only expands what this version uses.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let catalog_changed: Arc<Notify> = Arc::default();
        let engine = match config {
            #[cfg(feature = "sqlite")]
            StoreConfig::Sqlite(path) => Engine::Sqlite(sqlite::Sqlite::open(path).await?),
            #[cfg(feature = "postgres")]
            StoreConfig::Postgres(url) => {
                Engine::Postgres(postgres::Postgres::open(url, catalog_changed.clone()).await?)
            }
        };
        Ok(Self { engine, catalog_changed })
    }

    /// Begins a transaction that may write. These take turns, across all processes on one database: what one reads
    /// stays as it is until it ends, so that it may decide by it.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        match &self.engine {
            #[cfg(feature = "sqlite")]
            Engine::Sqlite(e) => Ok(Tx::Sqlite(e.begin(Some(self.catalog_changed.clone())).await?)),
            #[cfg(feature = "postgres")]
            Engine::Postgres(e) => Ok(Tx::Postgres(e.begin(postgres::Mode::Turn).await?)),
        }
    }

    /// Begins a transaction that may write and does not wait for its turn: for frequent small changes, each of whose
    /// statements decides by itself (a conditional UPDATE, an INSERT under a unique key). What one statement reads
    /// may have changed by the next.
    pub async fn begin_concurrent(&self) -> Result<Tx, StoreError> {
        match &self.engine {
            #[cfg(feature = "sqlite")]
            Engine::Sqlite(e) => Ok(Tx::Sqlite(e.begin(Some(self.catalog_changed.clone())).await?)),
            #[cfg(feature = "postgres")]
            Engine::Postgres(e) => Ok(Tx::Postgres(e.begin(postgres::Mode::Concurrent).await?)),
        }
    }

    /// Begins a transaction that only reads: one consistent view, never waiting for writers.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        match &self.engine {
            #[cfg(feature = "sqlite")]
            Engine::Sqlite(e) => Ok(Tx::Sqlite(e.read().await?)),
            #[cfg(feature = "postgres")]
            Engine::Postgres(e) => Ok(Tx::Postgres(e.begin(postgres::Mode::Read).await?)),
        }
    }

    /// Resolves when a transaction that changed the catalog has been committed: by this process, or on PostgreSQL by
    /// any. Now and then one of another process goes unnoticed (the connection that listens was lost), so look
    /// without being told from time to time.
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
            #[cfg(feature = "sqlite")]
            Engine::Sqlite(e) => e.close().await,
            #[cfg(feature = "postgres")]
            Engine::Postgres(e) => e.close().await,
        }
    }
}

impl Tx {
    /// When this fails with [`StoreError::Unavailable`], the connection may have broken before or after the commit.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(t) => t.commit().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(t) => t.commit().await,
        }
    }

    /// [`postgres::PostgresTx::try_relay`]; of one process, always.
    #[cfg(feature = "postgres")]
    pub(crate) async fn try_relay(&mut self) -> Result<bool, StoreError> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Ok(true),
            #[cfg(feature = "postgres")]
            Self::Postgres(t) => t.try_relay().await,
        }
    }

    pub(crate) fn touch_catalog(&mut self) {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(t) => t.touched_catalog = true,
            #[cfg(feature = "postgres")]
            Self::Postgres(t) => t.touched_catalog = true,
        }
    }
}
