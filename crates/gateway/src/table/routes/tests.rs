use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn routes(bases: &[(&str, &str)]) -> Routes {
    let mut routes = Routes::default();
    for (host, base) in bases {
        routes.insert(host, base, Arc::new(Api::named(&format!("{host}{base}"))));
    }
    routes
}

#[test]
fn the_longest_base_path_of_the_host_wins() {
    let r = routes(&[
        ("localhost", "/pizza"),
        ("localhost", "/pizza/1.0.0"),
        ("localhost", "/t/a.com/pizza/1.0.0"),
        ("gw.example.com", "/pizza/1.0.0"),
    ]);
    for (host, path, expected) in [
        ("localhost", "/pizza/1.0.0/menu", Some("localhost/pizza/1.0.0 /menu")),
        ("localhost", "/pizza/1.0.0", Some("localhost/pizza/1.0.0 ")),
        ("localhost", "/pizza/1.0.0/", Some("localhost/pizza/1.0.0 /")),
        ("localhost", "/pizza/menu", Some("localhost/pizza /menu")),
        ("localhost", "/pizza/1.0.01/menu", Some("localhost/pizza /1.0.01/menu")),
        ("localhost", "/t/a.com/pizza/1.0.0/x/y", Some("localhost/t/a.com/pizza/1.0.0 /x/y")),
        ("localhost", "/t/b.com/pizza/1.0.0/x", None),
        ("localhost", "/piz", None),
        ("localhost", "/", None),
        ("gw.example.com", "/pizza/1.0.0/menu", Some("gw.example.com/pizza/1.0.0 /menu")),
        ("gw.example.com", "/pizza/menu", None),
        ("10.0.0.1", "/pizza/menu", Some("localhost/pizza /menu")),
    ] {
        let hit = r.find(host, "localhost", path).map(|h| format!("{} {}", h.api.name, h.rest));
        assert_eq!(hit.as_deref(), expected, "{host}{path}");
    }
}

#[test]
fn what_is_removed_is_gone() {
    let mut r = routes(&[("h", "/a"), ("h", "/a/b")]);
    let old = r.clone();
    r.remove("h", "/a/b");
    assert_eq!(r.find("h", "h", "/a/b/c").map(|h| h.rest), Some("/b/c"));
    r.remove("h", "/a");
    assert!(r.is_empty() && r.find("h", "h", "/a").is_none());
    assert_eq!(old.find("h", "h", "/a/b/c").map(|h| h.rest), Some("/c"));
}

proptest! {
    /// The same answer as trying every base path, the longest first.
    #[test]
    fn agrees_with_trying_every_base_path(
        bases in prop::collection::btree_set("(/[ab]{1,2}){1,4}", 0..12),
        path in "(/[ab]{1,2}){0,6}/?",
    ) {
        let path = if path.is_empty() { "/".to_owned() } else { path };
        let set: BTreeSet<String> = bases;
        let all: Vec<(&str, &str)> = set.iter().map(|b| ("h", b.as_str())).collect();
        let found = routes(&all).find("h", "h", &path).map(|h| h.base.to_owned());
        let naive = set
            .iter()
            .filter(|b| path.strip_prefix(b.as_str()).is_some_and(|r| r.is_empty() || r.starts_with('/')))
            .max_by_key(|b| b.len())
            .cloned();
        prop_assert_eq!(found, naive);
    }
}
