//! A look at a database as it is, for `turnpike doctor`: nothing is opened for writing, made or migrated.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use model::Timestamp;
use model::catalog::{Key, Kind};
use sqlx::migrate::Migrator;

use crate::{StoreConfig, StoreError};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspection {
    /// As the engine says it, e.g. `16.3`.
    pub version: String,
    /// Why this version or database cannot be used.
    pub unsupported: Option<String>,
    /// The server's clock; none where the database is within the process.
    pub clock: Option<Timestamp>,
    pub migrations: Migrations,
    pub connections: Option<Connections>,
    /// Settings of the server under which a crash or power loss takes committed changes back, e.g. `fsync = off`.
    pub careless: Vec<String>,
    /// Whether somebody can sign in.
    pub bootstrapped: bool,
    pub outbox: Outbox,
    /// Each catalog document and its version.
    pub documents: Vec<(Key, u64)>,
    /// Names of every API.
    pub apis: Vec<String>,
}

/// The schema beside what this program knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migrations {
    /// How many of this program's were run.
    pub applied: usize,
    /// Not run yet: the next start does.
    pub pending: Vec<i64>,
    /// Of a later program.
    pub unknown: Vec<i64>,
    /// Run with another text, or begun and not finished: a start fails.
    pub broken: Vec<i64>,
}

/// Sessions on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// What one node takes at most.
    pub of_a_node: u32,
    /// What the server gives to all.
    pub limit: u32,
    pub used: u32,
}

/// Changes on their way to the hub.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outbox {
    pub waiting: u64,
    pub oldest: Option<Timestamp>,
}

/// Looks at a database. `None`: the embedded one does not exist yet.
pub async fn inspect(config: &StoreConfig) -> Result<Option<Inspection>, StoreError> {
    match config {
        #[cfg(feature = "sqlite")]
        StoreConfig::Sqlite(path) => sqlite::inspect(path).await,
        #[cfg(feature = "postgres")]
        StoreConfig::Postgres(url) => postgres::inspect(url).await.map(Some),
    }
}

impl Migrations {
    /// `ran`: number, checksum and whether it ended well.
    fn compare(known: &Migrator, ran: &[(i64, Vec<u8>, bool)]) -> Self {
        let mut found = Self::default();
        for migration in known.iter() {
            match ran.iter().find(|(version, ..)| *version == migration.version) {
                None => found.pending.push(migration.version),
                Some((_, checksum, true)) if **checksum == *migration.checksum => found.applied += 1,
                Some(_) => found.broken.push(migration.version),
            }
        }
        let is_known = |version: i64| known.iter().any(|m| m.version == version);
        for (version, _, ended) in ran.iter().filter(|(version, ..)| !is_known(*version)) {
            if *ended {
                found.unknown.push(*version);
            } else {
                found.broken.push(*version);
            }
        }
        found
    }
}

/// Documents of kinds that a later program made are left out.
fn documents(rows: Vec<(String, String, String, i64)>) -> Vec<(Key, u64)> {
    let known = |(kind, tenant, id, version): (String, String, String, i64)| {
        Some((Key { kind: Kind::parse(&kind)?, tenant, id }, u64::try_from(version).ok()?))
    };
    rows.into_iter().filter_map(known).collect()
}

const MIGRATIONS: &str = "SELECT version, checksum, success FROM _sqlx_migrations ORDER BY version";
const OUTBOX: &str = "SELECT COUNT(*), MIN(at) FROM outbox";
const DOCUMENTS: &str = "SELECT kind, tenant, id, version FROM catalog_document";
const USERS: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM user_account LIMIT 1) one";
const APIS: &str = "SELECT name FROM api";

/// What both engines are asked, of tables that exist from the first migration on, each within the deadline.
macro_rules! look {
    ($found:expr, $connection:expr, $within:expr) => {{
        let (waiting, oldest): (i64, Option<i64>) =
            $within(sqlx::query_as(super::OUTBOX).fetch_one(&mut $connection)).await?;
        let (users,): (i64,) = $within(sqlx::query_as(super::USERS).fetch_one(&mut $connection)).await?;
        let rows = $within(sqlx::query_as(super::DOCUMENTS).fetch_all(&mut $connection)).await?;
        let apis: Vec<(String,)> = $within(sqlx::query_as(super::APIS).fetch_all(&mut $connection)).await?;
        $found.outbox = super::Outbox {
            waiting: u64::try_from(waiting).unwrap_or(0),
            oldest: oldest.map(model::Timestamp),
        };
        $found.bootstrapped = users > 0;
        $found.documents = super::documents(rows);
        $found.apis = apis.into_iter().map(|(name,)| name).collect();
    }};
}
use look;
