//! Why the store could not do what was asked. Driver failure, inconsistent row and not found are three things:
//! not found is an `Option` in every read. Both engines' failures have the same names here.

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
    /// A text has the character U+0000, which PostgreSQL has no place for: so nothing there is called that, either.
    #[error("a text contains the character U+0000")]
    Unstorable,
    /// Others were at the same rows at the same time, and this one lost: the same again, from the start, may succeed.
    #[error("the database is busy with others' changes")]
    Contended(#[source] sqlx::Error),
    /// A statement of the transaction had failed before, so nothing of it was committed.
    #[error("the transaction had failed before")]
    Aborted,
    /// The database cannot be used, whatever one tries; says why.
    #[error("{0}")]
    Unsupported(String),
    /// The database cannot be reached, does not answer in time, or is full: try again later.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    #[error("the database failed")]
    Driver(#[source] sqlx::Error),
    #[error("the database's schema could not be brought up to date")]
    Migration(#[source] sqlx::migrate::MigrateError),
}

/// Who is to blame for what a database said.
enum Blame {
    Us,
    /// Other transactions.
    Others,
    /// The times: the database is down, on its way, full or too slow.
    Times,
}

/// SQLite's result codes are small decimal numbers, PostgreSQL's SQLSTATEs always have five characters.
fn blame(code: &str) -> Blame {
    if code.len() != 5 {
        // The low byte is the primary code: BUSY 5, LOCKED 6; IOERR 10, FULL 13, CANTOPEN 14.
        return match code.parse::<u32>().map(|c| c & 0xff) {
            Ok(5 | 6) => Blame::Others,
            Ok(10 | 13 | 14) => Blame::Times,
            _ => Blame::Us,
        };
    }
    match (&code[..2], code) {
        // Serialization failure, deadlock.
        ("40", _) => Blame::Others,
        // Connection, resources, operator (also a statement that took too long), system; read-only after a fail-over;
        // a session that was silent for too long; a lock that was not got in time.
        ("08" | "53" | "57" | "58", _) | (_, "25006" | "25P03" | "55P03") => Blame::Times,
        _ => Blame::Us,
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(e) if e.is_unique_violation() => {
                Self::Duplicate { constraint: e.message().to_owned() }
            }
            sqlx::Error::Database(e) if e.is_foreign_key_violation() => Self::Reference,
            // PostgreSQL's character_not_in_repertoire: a Rust string is UTF-8, so it can only be that one.
            sqlx::Error::Database(e) if e.code().as_deref() == Some("22021") => Self::Unstorable,
            sqlx::Error::Database(e) => match e.code().map(|code| blame(&code)) {
                Some(Blame::Others) => Self::Contended(error),
                Some(Blame::Times) => Self::Unavailable(error),
                Some(Blame::Us) | None => Self::Driver(error),
            },
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Driver(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(e) => e.into(),
            other => Self::Migration(other),
        }
    }
}

impl StoreError {
    /// May the same call, made again from its start, succeed without anybody doing anything?
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Contended(_))
    }

    /// For `map_err` on values decoded from a row of `table`.
    pub fn inconsistent(table: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Inconsistent { table, reason: reason.to_string() }
    }
}
