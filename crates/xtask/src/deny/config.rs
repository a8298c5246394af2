//! The part of cargo-deny's configuration that is read here. What is not read is left to cargo-deny.

use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Config {
    pub graph: GraphPart,
    pub licenses: Licenses,
    pub bans: Bans,
    pub sources: Sources,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct GraphPart {
    /// Target triples that are shipped.
    pub targets: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Licenses {
    /// SPDX identifiers, `X WITH Y` written out.
    pub allow: Vec<String>,
    pub exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
pub struct Exception {
    #[serde(rename = "crate", alias = "name")]
    pub name: String,
    pub allow: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Bans {
    pub deny: Vec<Ban>,
}

#[derive(Deserialize)]
pub struct Ban {
    #[serde(rename = "crate", alias = "name")]
    pub name: String,
    pub reason: Option<String>,
    /// Packages that may use it nevertheless.
    #[serde(default)]
    pub wrappers: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub struct Sources {
    /// Address prefixes.
    pub allow_registry: Vec<String>,
    /// Address prefixes.
    pub allow_git: Vec<String>,
}
