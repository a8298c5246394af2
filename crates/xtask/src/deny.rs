//! Licences, bans and sources of every dependency, as deny.toml says.
//!
//! The file is cargo-deny's; this reads the part of it that needs neither an installed tool nor an
//! advisory database, so that every checkout and every CI run has it. `make audit` runs cargo-deny
//! itself, with advisories.

mod config;
mod licence;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use crate::Offences;
use crate::graph::{Graph, Package};
use crate::tree::Tree;
use config::Config;

pub fn check(tree: &Tree) -> Result<Offences> {
    let config: Config = toml::from_str(&tree.read("deny.toml")?).context("parse deny.toml")?;
    let graph = Graph::load(&tree.root, &config.graph.targets)?;
    Ok(offences(&graph, &config))
}

fn offences(graph: &Graph, config: &Config) -> Offences {
    let mut offences = Offences::new();
    for package in &graph.packages {
        offences.extend(licence_of(package, config));
        offences.extend(banned(graph, package, config));
        if !package.member {
            offences.extend(source(package, config));
        }
    }
    for package in graph.members() {
        let wild = package.requirements.iter().filter(|(_, requirement)| requirement == "*");
        offences.extend(wild.map(|(name, _)| format!("{} takes any version of {name}", package.name)));
    }
    offences.sort();
    offences.dedup();
    offences
}

fn licence_of(package: &Package, config: &Config) -> Option<String> {
    let Package { name, version, license, .. } = package;
    let Some(expression) = license else {
        return Some(format!("{name} {version} names no licence"));
    };
    let excepted = config.licenses.exceptions.iter().filter(|exception| exception.name == *name);
    let allowed: BTreeSet<&str> = config
        .licenses
        .allow
        .iter()
        .chain(excepted.flat_map(|exception| &exception.allow))
        .map(String::as_str)
        .collect();
    match licence::satisfied(expression, &allowed) {
        Ok(true) => None,
        Ok(false) => Some(format!("{name} {version} is {expression}, which deny.toml does not allow")),
        Err(error) => Some(format!("{name} {version}: licence `{expression}`: {error}")),
    }
}

fn banned(graph: &Graph, package: &Package, config: &Config) -> Offences {
    let Some(ban) = config.bans.deny.iter().find(|ban| ban.name == package.name) else {
        return Offences::new();
    };
    let because = ban.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    graph
        .packages
        .iter()
        .filter(|user| user.edges.iter().any(|edge| graph.packages[edge.to].name == package.name))
        .filter(|user| !ban.wrappers.contains(&user.name))
        .map(|user| format!("{} uses {}, which is banned{because}", user.name, package.name))
        .collect()
}

fn source(package: &Package, config: &Config) -> Option<String> {
    let Package { name, version, .. } = package;
    let Some(source) = &package.source else {
        return Some(format!("{name} {version} comes from a path outside the workspace"));
    };
    let allowed = |list: &[String], url: &str| list.iter().any(|allowed| url.starts_with(&**allowed));
    let known = match source.split_once('+') {
        Some(("registry" | "sparse", url)) => allowed(&config.sources.allow_registry, url),
        Some(("git", url)) => allowed(&config.sources.allow_git, url),
        _ => false,
    };
    (!known).then(|| format!("{name} {version} comes from {source}, which deny.toml does not allow"))
}
