//! Every external dependency of the workspace is named once, with its reason, and no reason is left
//! behind when a dependency goes (docs/develop/dependencies.md).

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use crate::Offences;
use crate::graph::Graph;
use crate::tree::Tree;

const PAGE: &str = "docs/develop/dependencies.md";

pub fn check(tree: &Tree) -> Result<Offences> {
    let declared = external(&tree.read("Cargo.toml")?)?;
    let mut offences = compare(&declared, &rows(&tree.read(PAGE)?));
    for (package, dependency) in Graph::load(&tree.root, &[])?.direct_externals() {
        if !declared.contains(&dependency) {
            offences.push(format!(
                "{package} depends on {dependency} with a version of its own: declare it in [workspace.dependencies]"
            ));
        }
    }
    Ok(offences)
}

/// Names in `[workspace.dependencies]` that do not point into this tree.
fn external(manifest: &str) -> Result<BTreeSet<String>> {
    let manifest: toml::Table = toml::from_str(manifest).context("parse Cargo.toml")?;
    let dependencies = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(toml::Value::as_table)
        .context("Cargo.toml has no [workspace.dependencies]")?;
    Ok(dependencies
        .iter()
        .filter(|(_, dependency)| dependency.get("path").is_none())
        .map(|(name, _)| name.clone())
        .collect())
}

/// Crates named in backticks in the second column of table rows (`| concern | `crate` | reason |`)
/// whose third column is not empty.
fn rows(page: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for line in page.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [_, crates, reason] = cells[..]
            && !reason.is_empty()
        {
            named.extend(crates.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    named
}

fn compare(declared: &BTreeSet<String>, explained: &BTreeSet<String>) -> Offences {
    let unexplained = declared
        .difference(explained)
        .map(|name| format!("{name} has no row (concern, crate, reason) in {PAGE}"));
    let gone = explained
        .difference(declared)
        .map(|name| format!("{PAGE} explains {name}, which is not in [workspace.dependencies]: remove it"));
    unexplained.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_reason_and_a_stale_row_are_both_named() {
        let manifest =
            "[workspace.dependencies]\nours = { path = \"crates/ours\" }\nbytes = \"1\"\nhttp = \"1\"\n";
        let page = "| concern | crate | reason |\n|---|---|---|\n| bodies | `bytes` | cheap slices |\n| old | `chrono` | dates |\n| HTTP | `http` | |\n";
        let offences = compare(&external(manifest).unwrap(), &rows(page));
        assert_eq!(offences.len(), 2);
        assert!(offences[0].starts_with("http has no row"));
        assert!(offences[1].contains("explains chrono"));
    }

    #[test]
    fn one_row_may_name_several_crates_that_serve_one_concern() {
        let named = rows("| TLS | `rustls`, `tokio-rustls` | memory-safe |\n");
        assert_eq!(named.into_iter().collect::<Vec<_>>(), ["rustls", "tokio-rustls"]);
    }
}
