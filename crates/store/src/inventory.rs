//! What is in the database, table by table: to see that two databases, or one at two moments, hold the same.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::{StoreError, Tx, on, on_each};

/// A table's rows, and a digest of their contents in the order of their columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    pub rows: usize,
    pub digest: u64,
}

/// Every table of ours. Reads all of the database. Digests of different engines differ.
pub async fn inventory(tx: &mut Tx) -> Result<BTreeMap<String, Table>, StoreError> {
    let columns: Vec<(String, String)> = on_each!(&mut *tx, c, sql = {
        sqlite: "SELECT t.name, 'quote(\"' || c.name || '\")' FROM sqlite_schema t JOIN pragma_table_info(t.name) c
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '_sqlx_%'",
        postgres: "SELECT CAST(table_name AS TEXT), 'quote_nullable(\"' || column_name || '\")'
                   FROM information_schema.columns
                   WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_sqlx\\_%'
                   ORDER BY table_name, ordinal_position"
    } => sqlx::query_as(sql).fetch_all(c).await)?;
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, quoted) in columns {
        tables.entry(table).or_default().push(quoted);
    }
    let mut found = BTreeMap::new();
    for (table, columns) in tables {
        // The names are the schema's own, not a caller's.
        let text = columns.join(" || ',' || ");
        let query = format!("SELECT {text} FROM \"{table}\" ORDER BY 1");
        let rows: Vec<(String,)> =
            on!(&mut *tx, c => sqlx::query_as(sqlx::AssertSqlSafe(query)).fetch_all(c).await)?;
        let mut hasher = DefaultHasher::new();
        rows.hash(&mut hasher);
        found.insert(table, Table { rows: rows.len(), digest: hasher.finish() });
    }
    Ok(found)
}
