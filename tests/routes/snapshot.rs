//! The generated OpenAPI documents: committed, and measured against the public contracts.

mod contract;
mod coverage;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::app::App;

/// Set to anything, the committed documents are written instead of compared.
pub const UPDATE: &str = "TURNPIKE_UPDATE";

fn committed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("routes/openapi").join(format!("{name}.json"))
}

/// Every document by the name of its API.
pub fn documents(app: &App) -> Vec<(&'static str, Value)> {
    let json = |document| serde_json::to_value(document).expect("a document is JSON");
    let mut all: Vec<_> =
        rest::surfaces(&app.control).into_iter().map(|s| (s.name, json(s.openapi))).collect();
    all.push(("oauth", json(oauth::openapi())));
    all
}

#[tokio::test]
async fn the_documents_of_our_apis_are_as_committed() {
    let mut changed = Vec::new();
    for (name, mut document) in documents(&App::start().await) {
        document.sort_all_objects();
        let text = serde_json::to_string_pretty(&document).expect("JSON") + "\n";
        let path = committed(name);
        if std::env::var_os(UPDATE).is_some() {
            std::fs::write(&path, text).expect("the document can be written");
            continue;
        }
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        if before != text {
            changed.push(format!("{name}: {}", difference(&before, &text)));
        }
    }
    assert!(
        changed.is_empty(),
        "the API changed:\n{}\nIf that is meant: `{UPDATE}=1 cargo test -p turnpike-tests --test routes snapshot`, \
         and commit tests/routes/openapi.",
        changed.join("\n")
    );
}

/// The first line that differs.
pub fn difference(before: &str, after: &str) -> String {
    let line = before.lines().zip(after.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| before.lines().count().min(after.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(end)").trim().to_owned();
    format!("line {}: {} -> {}", line + 1, at(before), at(after))
}
