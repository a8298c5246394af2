use std::collections::BTreeSet;

use super::*;
use crate::graph::{Edge, Kind};

const DENY: &str = r#"
[licenses]
allow = ["MIT"]
exceptions = [{ crate = "roots", allow = ["CDLA-Permissive-2.0"] }]
[bans]
deny = [{ crate = "openssl", reason = "rustls is ours", wrappers = ["legacy"] }]
[sources]
unknown-registry = "deny"
allow-registry = ["https://crates.example/"]
"#;

fn external(name: &str, licence: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
        license: Some(licence.to_owned()),
        source: Some("registry+https://crates.example/index".to_owned()),
        ..Package::default()
    }
}

#[track_caller]
fn refused(packages: Vec<Package>, expected: &[&str]) {
    let config: Config = toml::from_str(DENY).unwrap();
    assert_eq!(offences(&Graph { packages }, &config), expected);
}

#[test]
fn a_licence_is_allowed_for_all_or_for_one() {
    refused(vec![external("bytes", "MIT OR GPL-3.0"), external("roots", "CDLA-Permissive-2.0")], &[]);
    refused(
        vec![external("other", "CDLA-Permissive-2.0"), Package { license: None, ..external("bare", "") }],
        &[
            "bare 1.0.0 names no licence",
            "other 1.0.0 is CDLA-Permissive-2.0, which deny.toml does not allow",
        ],
    );
}

#[test]
fn a_ban_names_who_uses_it_and_why_it_is_banned() {
    let edges = vec![Edge { to: 0, kind: Kind::Normal }];
    let legacy = Package { edges: edges.clone(), ..external("legacy", "MIT") };
    let client = Package { edges, ..external("client", "MIT") };
    refused(
        vec![external("openssl", "MIT"), legacy, client],
        &["client uses openssl, which is banned: rustls is ours"],
    );
}

#[test]
fn only_known_registries_and_no_forks() {
    let fork =
        Package { source: Some("git+https://forks.example/x#1".to_owned()), ..external("fork", "MIT") };
    let path = Package { source: None, ..external("path", "MIT") };
    refused(
        vec![fork, path],
        &[
            "fork 1.0.0 comes from git+https://forks.example/x#1, which deny.toml does not allow",
            "path 1.0.0 comes from a path outside the workspace",
        ],
    );
}

#[test]
fn a_member_asks_for_a_version() {
    let ours = Package {
        member: true,
        source: None,
        requirements: BTreeSet::from([("bytes".to_owned(), "*".to_owned())]),
        ..external("turnpike-ours", "MIT")
    };
    refused(vec![ours], &["turnpike-ours takes any version of bytes"]);
}
