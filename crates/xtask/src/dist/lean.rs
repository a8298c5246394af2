//! What a role's build must not contain: a gateway or traffic manager that is taken over must not even have the code
//! that opens a database or signs tokens.

use std::path::Path;

use anyhow::Result;

use super::{DISTRIBUTIONS, said_in};
use crate::Offences;
use crate::tree::Tree;

const RUN_TIME: &[&str] = &["gateway", "traffic-manager"];
const FOREIGN: &[&str] = &[
    "sqlx",
    "sqlx-core",
    "sqlx-sqlite",
    "sqlx-postgres",
    "libsqlite3-sys",
    "turnpike-store",
    "turnpike-control",
    "turnpike-rest",
    "turnpike-oauth",
    "turnpike-definition",
    "argon2",
    "rust-embed",
    "utoipa",
    "utoipa-axum",
];

pub fn check(tree: &Tree) -> Result<Offences> {
    let mut offences = Offences::new();
    for distribution in DISTRIBUTIONS.iter().filter(|d| RUN_TIME.contains(&d.role)) {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let listed = said_in(
            &tree.root,
            Path::new(&cargo),
            &[
                "tree",
                "--locked",
                "-p",
                "turnpike",
                "--edges",
                "normal,build",
                "--prefix",
                "none",
                "--format",
                "{p}",
                "--no-default-features",
                "--features",
                distribution.features.unwrap_or("default"),
            ],
        )?;
        offences.extend(
            foreign(&listed).map(|name| format!("the build of the {} contains {name}", distribution.role)),
        );
    }
    Ok(offences)
}

/// Names in what `cargo tree` lists that do not belong there.
fn foreign(listed: &str) -> impl Iterator<Item = &'static str> {
    let names: Vec<&str> = listed.lines().filter_map(|l| l.split_whitespace().next()).collect();
    FOREIGN.iter().copied().filter(move |name| names.contains(name))
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn a_driver_is_found_by_its_whole_name() {
        let listed = "turnpike v0.1.0 (/x)\nsqlx-core v0.9.0\nsqlx-like v1.0.0\ntokio v1.0.0 (*)\n";
        assert_eq!(foreign(listed).collect::<Vec<_>>(), ["sqlx-core"]);
        assert_eq!(foreign("tokio v1.0.0\n").count(), 0);
    }
}
