use super::*;

const METADATA: &str = r#"{
  "workspace_members": ["ours"],
  "packages": [
    {"id": "ours", "name": "ours", "version": "0.1.0", "license": null, "source": null, "features": {},
     "dependencies": [
       {"name": "tls", "rename": null, "req": "^1", "optional": false, "path": null},
       {"name": "kit", "rename": null, "req": "*", "optional": false, "path": "/kit"}]},
    {"id": "kit", "name": "kit", "version": "0.1.0", "license": null, "source": null, "features": {},
     "dependencies": []},
    {"id": "tls", "name": "tls", "version": "1.0.0", "license": "MIT", "source": "registry+x",
     "features": {"std": ["weak?/std"], "weak": ["dep:weak"], "fast": ["dep:strong"]},
     "dependencies": [
       {"name": "weak", "rename": null, "req": "^1", "optional": true, "path": null},
       {"name": "strong", "rename": null, "req": "^1", "optional": true, "path": null}]},
    {"id": "weak", "name": "weak", "version": "1.0.0", "license": "MIT", "source": null, "features": {},
     "dependencies": []},
    {"id": "strong", "name": "strong", "version": "1.0.0", "license": "MIT", "source": null,
     "features": {}, "dependencies": []}
  ],
  "resolve": {"nodes": [
    {"id": "ours", "features": [], "deps": [
      {"pkg": "tls", "dep_kinds": [{"kind": null}]},
      {"pkg": "kit", "dep_kinds": [{"kind": "dev"}, {"kind": "build"}]}]},
    {"id": "kit", "features": [], "deps": []},
    {"id": "tls", "features": ["std", "fast"], "deps": [
      {"pkg": "weak", "dep_kinds": [{"kind": null}]},
      {"pkg": "strong", "dep_kinds": [{"kind": null}]}]},
    {"id": "weak", "features": [], "deps": []},
    {"id": "strong", "features": [], "deps": []}
  ]}
}"#;

#[test]
fn a_dependency_that_only_a_weak_feature_names_is_not_built() {
    let graph = metadata::parse(METADATA.as_bytes()).unwrap();
    let mut names: Vec<_> = graph.packages.iter().map(|p| &*p.name).collect();
    names.sort_unstable();
    assert_eq!(names, ["kit", "ours", "strong", "tls"]);
}

#[test]
fn kinds_are_kept_and_only_other_peoples_crates_count_as_external() {
    let graph = metadata::parse(METADATA.as_bytes()).unwrap();
    let ours = graph.members().next().unwrap();
    let kinds: Vec<_> = ours.edges.iter().map(|edge| edge.kind).collect();
    assert_eq!(kinds, [Kind::Normal, Kind::Dev, Kind::Build]);
    assert_eq!(graph.direct_externals().collect::<Vec<_>>(), [("ours", "tls".to_owned())]);
}

#[test]
fn a_path_names_each_step() {
    let graph = metadata::parse(METADATA.as_bytes()).unwrap();
    let ours = graph.members().next().unwrap();
    let path = graph.path(ours, |_, edge| edge.kind == Kind::Normal, |p| p.name == "strong");
    assert_eq!(path.unwrap(), ["ours", "tls", "strong"]);
    assert_eq!(graph.path(ours, |_, edge| edge.kind == Kind::Normal, |p| p.name == "kit"), None);
}
