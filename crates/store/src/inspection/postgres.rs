//! PostgreSQL, in sessions that may only read.

use std::str::FromStr as _;

use model::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use tokio::time::timeout;

use super::{Connections, Inspection, MIGRATIONS, Migrations, look};
use crate::StoreError;
use crate::engine::postgres::{CONNECTIONS, DEADLINE, OLDEST, migrations};

/// Version, its number, encoding, most connections, those in use.
type Server = (String, String, String, String, i64);

pub async fn inspect(url: &SecretString) -> Result<Inspection, StoreError> {
    let options = PgConnectOptions::from_str(url.expose_secret())?.application_name("turnpike-doctor");
    let mut connection = within(options.connect()).await?;
    within(connection.execute("SET default_transaction_read_only = on; SET statement_timeout = '2300ms'"))
        .await?;
    let (version, number, encoding, limit, used): Server = within(
        sqlx::query_as(
            "SELECT current_setting('server_version'), current_setting('server_version_num'),
                    current_setting('server_encoding'), current_setting('max_connections'),
                    (SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend')",
        )
        .fetch_one(&mut connection),
    )
    .await?;
    let mut found = Inspection { version, ..Inspection::default() };
    if number.parse().unwrap_or(0) < OLDEST {
        found.unsupported = Some(format!("PostgreSQL 15 or later is needed; this is {}", found.version));
        return Ok(found);
    }
    if encoding != "UTF8" {
        found.unsupported = Some(format!("the database's encoding must be UTF8; it is {encoding}"));
        return Ok(found);
    }
    // Last of what is asked before: the shorter the way back, the nearer it is.
    let (clock,): (i64,) = within(
        sqlx::query_as("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)")
            .fetch_one(&mut connection),
    )
    .await?;
    found.clock = Some(Timestamp(clock));
    found.connections = Some(Connections {
        of_a_node: CONNECTIONS,
        limit: limit.parse().unwrap_or(0),
        used: u32::try_from(used).unwrap_or(u32::MAX),
    });
    let careless: Vec<(String, String)> = within(
        sqlx::query_as(
            "SELECT name, setting FROM pg_settings
             WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
             ORDER BY name",
        )
        .fetch_all(&mut connection),
    )
    .await?;
    found.careless = careless.into_iter().map(|(name, setting)| format!("{name} = {setting}")).collect();
    let (there,): (bool,) = within(
        sqlx::query_as("SELECT to_regclass('_sqlx_migrations') IS NOT NULL").fetch_one(&mut connection),
    )
    .await?;
    let ran =
        if there { within(sqlx::query_as(MIGRATIONS).fetch_all(&mut connection)).await? } else { Vec::new() };
    found.migrations = Migrations::compare(&migrations(), &ran);
    if found.migrations.pending.is_empty() && found.migrations.broken.is_empty() {
        look!(found, connection, within);
    }
    drop(within(connection.close()).await);
    Ok(found)
}

async fn within<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    let late = |_| Err(sqlx::Error::Io(std::io::Error::from(std::io::ErrorKind::TimedOut)));
    timeout(DEADLINE, work).await.unwrap_or_else(late)
}
