//! The embedded database.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{SqlitePool, Transaction};
use tokio::sync::Notify;

use crate::error::StoreError;

/// SQLite has one writer: a pool of one, so that writers queue here, in order, instead of on file locks.
#[derive(Clone)]
pub(crate) struct Sqlite {
    writer: SqlitePool,
    readers: SqlitePool,
}

pub struct SqliteTx {
    pub(crate) connection: Transaction<'static, sqlx::Sqlite>,
    catalog_changed: Option<Arc<Notify>>,
    pub(crate) touched_catalog: bool,
}

/// The schema. Migrations of a later version are ignored: they expand, so this version still runs on them.
pub(crate) fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("migrations/sqlite");
    migrations.set_ignore_missing(true);
    migrations
}

impl Sqlite {
    pub(super) async fn open(path: &Path) -> Result<Self, StoreError> {
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
        migrations().run(&writer).await?;
        let readers = pool(4).connect_with(options.pragma("query_only", "on")).await?;
        Ok(Self { writer, readers })
    }

    pub(super) async fn begin(&self, catalog_changed: Option<Arc<Notify>>) -> Result<SqliteTx, StoreError> {
        let connection = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(SqliteTx { connection, catalog_changed, touched_catalog: false })
    }

    pub(super) async fn read(&self) -> Result<SqliteTx, StoreError> {
        let connection = self.readers.begin().await?;
        Ok(SqliteTx { connection, catalog_changed: None, touched_catalog: false })
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

impl SqliteTx {
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        self.connection.commit().await?;
        if self.touched_catalog
            && let Some(notify) = self.catalog_changed
        {
            notify.notify_one();
        }
        Ok(())
    }
}
