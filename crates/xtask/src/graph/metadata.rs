//! Reads what `cargo metadata --format-version 1` prints.
//!
//! Cargo's own graph is wider than what is built: a weak feature (`ring?/alloc`) draws the optional
//! dependency in even where nothing switches it on. Such edges are cut here, and so are packages
//! that nothing reaches any more.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{Edge, Graph, Kind, Package};

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<RawPackage>,
    workspace_members: BTreeSet<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct RawPackage {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    dependencies: Vec<Declared>,
    features: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Declared {
    name: String,
    rename: Option<String>,
    req: String,
    optional: bool,
    path: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDep>,
    features: BTreeSet<String>,
}

#[derive(Deserialize)]
struct NodeDep {
    pkg: String,
    dep_kinds: Vec<DepKind>,
}

#[derive(Deserialize)]
struct DepKind {
    kind: Option<String>,
}

pub fn parse(json: &[u8]) -> Result<Graph> {
    let metadata: Metadata = serde_json::from_slice(json).context("parse cargo metadata")?;
    let raw: BTreeMap<&str, &RawPackage> = metadata.packages.iter().map(|p| (&*p.id, p)).collect();
    let nodes: BTreeMap<&str, &Node> = metadata.resolve.nodes.iter().map(|n| (&*n.id, n)).collect();

    let mut order: Vec<&str> = metadata.workspace_members.iter().map(String::as_str).collect();
    let mut index: BTreeMap<&str, usize> = order.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    let mut packages = Vec::new();
    while let Some(id) = order.get(packages.len()).copied() {
        let package = raw.get(id).with_context(|| format!("{id} is resolved but not described"))?;
        let node = nodes.get(id).with_context(|| format!("{id} is not resolved"))?;
        let mut edges = Vec::new();
        for dep in &node.deps {
            let target = raw.get(&*dep.pkg).with_context(|| format!("{} is not described", dep.pkg))?;
            if !built(package, &node.features, &target.name) {
                continue;
            }
            let to = *index.entry(&*dep.pkg).or_insert_with(|| {
                order.push(&dep.pkg);
                order.len() - 1
            });
            edges.extend(dep.dep_kinds.iter().map(|kind| Edge { to, kind: kind.read() }));
        }
        packages.push(package.with_edges(edges, metadata.workspace_members.contains(id)));
    }
    Ok(Graph { packages })
}

/// Whether `package`, with these features on, is built with its dependency on `target`.
fn built(package: &RawPackage, active: &BTreeSet<String>, target: &str) -> bool {
    package.dependencies.iter().filter(|dependency| dependency.name == target).any(|dependency| {
        let key = dependency.rename.as_ref().unwrap_or(&dependency.name);
        let (explicit, with_feature) = (format!("dep:{key}"), format!("{key}/"));
        !dependency.optional
            || active.contains(key)
            || active
                .iter()
                .filter_map(|feature| package.features.get(feature))
                .flatten()
                .any(|value| *value == explicit || value == key || value.starts_with(&with_feature))
    })
}

impl DepKind {
    fn read(&self) -> Kind {
        match self.kind.as_deref() {
            Some("build") => Kind::Build,
            Some("dev") => Kind::Dev,
            _ => Kind::Normal,
        }
    }
}

impl RawPackage {
    fn with_edges(&self, edges: Vec<Edge>, member: bool) -> Package {
        let external = self.dependencies.iter().filter(|dependency| dependency.path.is_none());
        Package {
            name: self.name.clone(),
            version: self.version.clone(),
            license: self.license.clone(),
            source: self.source.clone(),
            member,
            requirements: external
                .map(|d| (d.rename.as_ref().unwrap_or(&d.name).clone(), d.req.clone()))
                .collect(),
            edges,
        }
    }
}
