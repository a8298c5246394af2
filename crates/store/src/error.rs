//! Why the store could not do what was asked. Driver failure, inconsistent row and not found are three things:
//! not found is an `Option` in every read.

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique key is taken. `constraint` is what the engine says, for logs and for telling keys apart.
    #[error("already exists: {constraint}")]
    Duplicate { constraint: String },
    /// A row refers to something that does not exist, or is still referred to.
    #[error("broken reference")]
    Reference,
    /// A row does not mean anything: a bug or damage.
    #[error("inconsistent row in {table}: {reason}")]
    Inconsistent { table: &'static str, reason: String },
    /// The database cannot be reached, is busy for too long, or is full: try again later.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    #[error("the database failed")]
    Driver(#[source] sqlx::Error),
    #[error("the database's schema could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(e) if e.is_unique_violation() => {
                Self::Duplicate { constraint: e.message().to_owned() }
            }
            sqlx::Error::Database(e) if e.is_foreign_key_violation() => Self::Reference,
            // SQLite: BUSY 5, LOCKED 6, IOERR 10, FULL 13, CANTOPEN 14 (low byte of the code).
            sqlx::Error::Database(e)
                if e.code()
                    .and_then(|c| c.parse::<u32>().ok())
                    .is_some_and(|c| matches!(c & 0xff, 5 | 6 | 10 | 13 | 14)) =>
            {
                Self::Unavailable(error)
            }
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Driver(error),
        }
    }
}

impl StoreError {
    /// For `map_err` on values decoded from a row of `table`.
    pub fn inconsistent(table: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Inconsistent { table, reason: reason.to_string() }
    }
}
