//! Every statement in the sources is prepared on both engines. One that is put together at run time is named here,
//! and run by the suite.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sqlx::{Connection as _, Executor as _, SqlSafeStr as _};
use store::{Store, StoreConfig};

/// What stands in place of a literal, by file, with how often.
const PUT_TOGETHER: &[(&str, &str, usize)] = &[
    ("api/search.rs", "AssertSqlSafe(rows)", 1),
    ("api/search.rs", "AssertSqlSafe(count)", 1),
    ("api/search.rs", "AssertSqlSafe(sql)", 1),
    ("api/search.rs", "table", 1),
    ("api/document/search.rs", "AssertSqlSafe(rows)", 1),
    ("api/document/search.rs", "AssertSqlSafe(count)", 1),
    ("inventory.rs", "sqlx::AssertSqlSafe(query)", 1),
    // Constants of what `turnpike doctor` asks; its own tests run them on both engines.
    ("inspection.rs", "super::OUTBOX", 1),
    ("inspection.rs", "super::USERS", 1),
    ("inspection.rs", "super::DOCUMENTS", 1),
    ("inspection.rs", "super::APIS", 1),
    ("inspection/postgres.rs", "MIGRATIONS", 1),
    ("inspection/sqlite.rs", "MIGRATIONS", 1),
];

#[derive(Default)]
struct Statements {
    sqlite: Vec<String>,
    postgres: Vec<String>,
    put_together: BTreeMap<(String, String), usize>,
}

/// A string literal at the start of `text`, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let inner = text.trim_start().strip_prefix('"')?;
    let (mut value, mut escaped) = (String::new(), false);
    for (at, c) in inner.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some((value, &inner[at + 1..])),
            'n' if escaped => (value, escaped) = (value + "\n", false),
            c => {
                value.push(c);
                escaped = false;
            }
        }
    }
    None
}

/// What stands before the bracket that ends the call.
fn call_argument(text: &str) -> &str {
    let mut open = 0;
    let end = text.find(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open < 0
    });
    text[..end.unwrap_or(text.len())].trim()
}

/// What a file's own macro `select` begins its statements with.
fn beginning(text: &str) -> Option<String> {
    let (_, concat) = text.split_once("macro_rules! select")?.1.split_once("concat!(")?;
    Some(literal(concat)?.0)
}

fn read(file: &str, text: &str, select: &str, found: &mut Statements) {
    let own = beginning(text);
    let select = own.as_deref().unwrap_or(select);
    let code: String =
        text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let postgres_only = file.starts_with("engine/") || file.ends_with("/postgres.rs");
    let sqlite_only = file.ends_with("inspection/sqlite.rs");
    for call in ["sqlx::query(", "sqlx::query_as(", "sqlx::query_scalar("] {
        for (at, _) in code.match_indices(call) {
            let argument = &code[at + call.len()..];
            let statement = if let Some((sql, _)) = literal(argument) {
                sql
            } else if let Some(rest) = argument.trim_start().strip_prefix("select!(") {
                format!("{select}{}", literal(rest).expect("select! takes a literal").0)
            } else if argument.starts_with("sql)") {
                continue;
            } else {
                let name = call_argument(argument).to_owned();
                *found.put_together.entry((file.to_owned(), name)).or_default() += 1;
                continue;
            };
            if !postgres_only {
                found.sqlite.push(statement.clone());
            }
            if !sqlite_only {
                found.postgres.push(statement);
            }
        }
    }
    for (engine, statements) in [("sqlite:", &mut found.sqlite), ("postgres:", &mut found.postgres)] {
        for (at, _) in code.match_indices(engine) {
            statements.extend(literal(&code[at + engine.len()..]).map(|(sql, _)| sql));
        }
    }
}

fn statements() -> Statements {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let api = fs::read_to_string(root.join("api.rs")).expect("reads");
    let select = beginning(&api).expect("the macro `select`");
    let (mut found, mut folders) = (Statements::default(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("reads") {
            let path = entry.expect("reads").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).expect("below it").display().to_string();
            read(&name, &fs::read_to_string(&path).expect("reads"), &select, &mut found);
        }
    }
    found
}

#[tokio::test]
async fn every_statement_is_prepared_on_both_engines() {
    let found = statements();
    assert!(found.sqlite.len() > 100, "{} statements were found", found.sqlite.len());
    let known: BTreeMap<_, _> =
        PUT_TOGETHER.iter().map(|(file, what, n)| (((*file).to_owned(), (*what).to_owned()), *n)).collect();
    assert_eq!(
        found.put_together, known,
        "a statement that is no literal is to be named above, and to be in the suite"
    );

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.db");
    Store::open(&StoreConfig::Sqlite(path.clone())).await.expect("a store").close().await;
    let url = format!("sqlite:{}", path.display());
    let mut sqlite = sqlx::SqliteConnection::connect(&url).await.expect("connects");
    let server = testkit::Postgres::start().await.expect("a server");
    let url = server.database().expect("a database");
    crate::postgres::open(&url).await.close().await;
    let mut postgres = sqlx::PgConnection::connect(&url).await.expect("connects");
    let mut failures = Vec::new();
    for sql in found.sqlite {
        let text = sqlx::AssertSqlSafe(sql.clone()).into_sql_str();
        failures.extend((&mut sqlite).prepare(text).await.err().map(|e| format!("SQLite: {sql}\n  {e}")));
    }
    for sql in found.postgres {
        let text = sqlx::AssertSqlSafe(sql.clone()).into_sql_str();
        failures
            .extend((&mut postgres).prepare(text).await.err().map(|e| format!("PostgreSQL: {sql}\n  {e}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
