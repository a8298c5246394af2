//! Database access, migrations, outbox: the only crate that owns a database connection.
