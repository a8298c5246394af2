//! Checks that keep the tree as its documents say: layers, sizes, dependencies, licences; and `dist`, which packs it.
//!
//! Owns no product code and nothing depends on it. Each check returns its offences as sentences
//! that name the place and the rule; the command fails when there is one.

mod deny;
mod dist;
mod docs_deps;
mod docs_links;
mod graph;
mod layers;
mod silenced;
mod sizes;
mod tree;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::graph::Graph;
use crate::tree::Tree;

/// One offence, as one sentence (or a few lines) for a person.
type Offences = Vec<String>;

struct Check {
    name: &'static str,
    about: &'static str,
    run: fn(&Tree) -> Result<Offences>,
}

const CHECKS: &[Check] = &[
    Check {
        name: "layers",
        about: "dependencies between crates point down; drivers stay with their owner",
        run: |tree| Ok(layers::check(&Graph::load(&tree.root, &[])?)),
    },
    Check {
        name: "lean",
        about: "gateway and traffic manager are built without database, REST APIs and token server",
        run: dist::lean::check,
    },
    Check { name: "sizes", about: "files stay under 400 lines; no drawer modules", run: sizes::check },
    Check {
        name: "silenced",
        about: "no ignored test, unfinished code or silenced lint",
        run: silenced::check,
    },
    Check {
        name: "docs-deps",
        about: "every dependency has its reason in docs/develop/dependencies.md",
        run: docs_deps::check,
    },
    Check {
        name: "docs-links",
        about: "links between documents lead somewhere; every decision record is in the index",
        run: docs_links::check,
    },
    Check {
        name: "deny",
        about: "licences, bans and sources of every dependency, as deny.toml says",
        run: deny::check,
    },
];

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the named checks (`check` stands for all) to the end and says whether all passed.
fn run(names: &[String]) -> Result<bool> {
    if let Some((_, roles)) = names.split_first().filter(|(first, _)| *first == "dist") {
        dist::run(&Tree::open()?.root, roles)?;
        return Ok(true);
    }
    let selected = select(names)?;
    let tree = Tree::open()?;
    let mut clean = true;
    for check in selected {
        let offences = (check.run)(&tree).with_context(|| format!("check `{}`", check.name))?;
        if offences.is_empty() {
            println!("{:<10} ok: {}", check.name, check.about);
            continue;
        }
        clean = false;
        println!("{:<10} FAILED: {}", check.name, check.about);
        for offence in offences {
            println!("  - {offence}");
        }
    }
    Ok(clean)
}

fn select(names: &[String]) -> Result<Vec<&'static Check>> {
    if names.iter().any(|name| name == "check") {
        return Ok(CHECKS.iter().collect());
    }
    let found: Vec<_> = names.iter().filter_map(|name| CHECKS.iter().find(|c| c.name == name)).collect();
    if found.is_empty() || found.len() != names.len() {
        let known: Vec<_> = CHECKS.iter().map(|c| format!("  {:<10} {}", c.name, c.about)).collect();
        bail!(
            "usage: cargo xtask CHECK... | dist [ROLE...]\n  {:<10} all of these\n{}",
            "check",
            known.join("\n")
        );
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_selects_everything_and_an_unknown_name_is_refused_with_the_list() {
        assert_eq!(select(&["check".to_owned()]).unwrap().len(), CHECKS.len());
        assert_eq!(select(&["sizes".to_owned(), "deny".to_owned()]).unwrap().len(), 2);
        let refusal = select(&["size".to_owned()]).err().unwrap().to_string();
        assert!(refusal.contains("sizes") && refusal.contains("deny"));
        assert!(select(&[]).is_err());
    }
}
