//! The dependency graph as features resolve it, from `cargo metadata`.

mod metadata;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Why one package needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Normal,
    Build,
    Dev,
}

#[derive(Clone, Debug)]
pub struct Edge {
    /// Index into [`Graph::packages`].
    pub to: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug, Default)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// SPDX expression; none when the manifest has none.
    pub license: Option<String>,
    /// `registry+https://...` or `git+https://...`; none for a path.
    pub source: Option<String>,
    /// Whether this is one of ours.
    pub member: bool,
    /// Direct dependencies on other people's crates, as the manifest names them: (name, requirement).
    pub requirements: BTreeSet<(String, String)>,
    pub edges: Vec<Edge>,
}

#[derive(Debug, Default)]
pub struct Graph {
    pub packages: Vec<Package>,
}

impl Graph {
    /// Loads the graph of the workspace at `root` for `targets` (triples), or for this machine's
    /// when there are none. Needs the lock file to be up to date.
    pub fn load(root: &Path, targets: &[String]) -> Result<Self> {
        let targets = if targets.is_empty() { vec![host()?] } else { targets.to_vec() };
        let output = Command::new(cargo())
            .args(["metadata", "--format-version", "1", "--locked"])
            .args(targets.iter().flat_map(|target| ["--filter-platform", target]))
            .current_dir(root)
            .output()
            .context("run cargo metadata")?;
        ensure!(
            output.status.success(),
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        metadata::parse(&output.stdout)
    }

    /// Our packages.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.member)
    }

    /// (member, external crate it names) for every direct dependency.
    pub fn direct_externals(&self) -> impl Iterator<Item = (&str, String)> {
        self.members()
            .flat_map(|package| package.requirements.iter().map(|(name, _)| (&*package.name, name.clone())))
    }

    /// The shortest path, as names, from `from` to the first package that `wanted` picks, walking
    /// only edges that `walk` lets through. None when there is no such package.
    pub fn path(
        &self,
        from: &Package,
        walk: impl Fn(&Package, &Edge) -> bool,
        wanted: impl Fn(&Package) -> bool,
    ) -> Option<Vec<String>> {
        let mut queue: VecDeque<(&Package, Vec<String>)> = VecDeque::from([(from, vec![from.name.clone()])]);
        let mut seen = BTreeSet::new();
        while let Some((package, path)) = queue.pop_front() {
            for edge in package.edges.iter().filter(|edge| walk(package, edge)) {
                let next = &self.packages[edge.to];
                let path: Vec<_> = path.iter().chain([&next.name]).cloned().collect();
                if wanted(next) {
                    return Some(path);
                }
                if seen.insert(edge.to) {
                    queue.push_back((next, path));
                }
            }
        }
        None
    }
}

/// The cargo that runs this program, or the one on the path.
fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("run rustc -vV")?;
    let text = String::from_utf8(output.stdout).context("rustc -vV")?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}
