//! The embedded database, opened to read; its node may be running.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::time::timeout;

use super::{Inspection, MIGRATIONS, Migrations, look};
use crate::StoreError;
use crate::engine::sqlite::migrations;

const DEADLINE: Duration = Duration::from_secs(3);

pub async fn inspect(path: &Path) -> Result<Option<Inspection>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .read_only(true)
        .busy_timeout(Duration::from_secs(2));
    let mut connection = within(options.connect()).await?;
    let (version,): (String,) =
        within(sqlx::query_as("SELECT sqlite_version()").fetch_one(&mut connection)).await?;
    let mut found = Inspection { version, ..Inspection::default() };
    let (tables,): (i64,) = within(
        sqlx::query_as("SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
            .fetch_one(&mut connection),
    )
    .await?;
    let ran = if tables == 0 {
        Vec::new()
    } else {
        within(sqlx::query_as(MIGRATIONS).fetch_all(&mut connection)).await?
    };
    found.migrations = Migrations::compare(&migrations(), &ran);
    if found.migrations.pending.is_empty() && found.migrations.broken.is_empty() {
        look!(found, connection, within);
    }
    drop(within(connection.close()).await);
    Ok(Some(found))
}

async fn within<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(DEADLINE, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
