use super::*;

/// A graph from `from -> to` lines; `~>` is a dev-dependency, `=>` a build one. What is in the
/// layer table is ours, and so is what starts with `turnpike-`.
fn graph(lines: &[&str]) -> Graph {
    let mut graph = Graph::default();
    let index = |graph: &mut Graph, name: &str| {
        graph.packages.iter().position(|package| package.name == name).unwrap_or_else(|| {
            let member = layer(name).is_some() || name.starts_with("turnpike-");
            graph.packages.push(Package { name: name.to_owned(), member, ..Package::default() });
            graph.packages.len() - 1
        })
    };
    for line in lines {
        let [from, arrow, to] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let kind = match arrow {
            "->" => Kind::Normal,
            "=>" => Kind::Build,
            "~>" => Kind::Dev,
            other => panic!("{other}"),
        };
        let (from, to) = (index(&mut graph, from), index(&mut graph, to));
        graph.packages[from].edges.push(Edge { to, kind });
    }
    graph
}

#[track_caller]
fn refused(lines: &[&str], expected: &[&str]) {
    assert_eq!(check(&graph(lines)), expected);
}

#[test]
fn the_shape_of_the_platform_passes() {
    refused(
        &[
            "turnpike-definition -> turnpike-model",
            "turnpike-throttle -> turnpike-model",
            "turnpike-store -> turnpike-model",
            "turnpike-store -> sqlx",
            "turnpike-hub -> async-nats",
            "turnpike-hub -> tokio",
            "turnpike-control -> turnpike-store",
            "turnpike-control -> turnpike-hub",
            "turnpike-rest -> turnpike-control",
            "turnpike-rest -> axum",
            "turnpike-gateway -> turnpike-hub",
            "turnpike-gateway -> hyper",
            "turnpike-gateway ~> turnpike-testkit",
            "turnpike-testkit -> axum",
            "turnpike -> turnpike-rest",
            "turnpike -> turnpike-gateway",
            "turnpike -> axum",
            "turnpike-tests ~> turnpike-testkit",
        ],
        &[],
    );
}

#[test]
fn up_is_refused() {
    refused(
        &["turnpike-store -> turnpike-control", "turnpike-model -> turnpike-store"],
        &["turnpike-model depends up on turnpike-store", "turnpike-store depends up on turnpike-control"],
    );
}

#[test]
fn sideways_is_refused_even_for_tests() {
    refused(
        &["turnpike-rest -> turnpike-oauth", "turnpike-traffic ~> turnpike-gateway"],
        &[
            "turnpike-rest depends sideways on turnpike-oauth",
            "turnpike-traffic depends sideways on turnpike-gateway (for its tests)",
        ],
    );
    refused(&["turnpike-store -> turnpike-hub"], &["turnpike-store depends sideways on turnpike-hub"]);
}

#[test]
fn the_product_never_ships_its_test_kit() {
    refused(&["turnpike -> turnpike-testkit"], &["turnpike depends sideways on turnpike-testkit"]);
    refused(&["turnpike ~> turnpike-testkit"], &[]);
}

#[test]
fn a_driver_is_found_behind_somebody_elses_crate() {
    refused(
        &["turnpike-control -> utoipa-axum", "utoipa-axum -> axum", "turnpike-oauth -> sqlx"],
        &[
            "turnpike-control brings in utoipa-axum -> axum, which only turnpike-rest, turnpike-oauth, turnpike, turnpike-testkit may",
            "turnpike-oauth brings in sqlx, which only turnpike-store may",
        ],
    );
}

#[test]
fn another_crates_own_test_dependencies_are_not_ours() {
    refused(&["turnpike-control -> tower", "tower ~> axum"], &[]);
}

#[test]
fn the_gateway_reaches_no_database_through_others() {
    refused(
        &["turnpike-gateway -> turnpike-hub", "turnpike-hub -> cache", "cache -> rusqlite"],
        &[
            "turnpike-gateway runs without a database but reaches turnpike-hub -> cache -> rusqlite",
            "turnpike-hub brings in cache -> rusqlite, which only turnpike-store may",
        ],
    );
    refused(
        &["turnpike-traffic -> turnpike-control"],
        &["turnpike-traffic runs without a database but reaches turnpike-control"],
    );
}

#[test]
fn a_pure_crate_has_no_runtime_at_any_depth_but_its_tests_may() {
    refused(
        &["turnpike-definition -> schema", "schema -> reqwest"],
        &["turnpike-definition is pure (no I/O, no async runtime) but reaches schema -> reqwest"],
    );
    refused(&["turnpike-jose ~> tokio", "turnpike-jose => cc", "cc -> tokio"], &[]);
}

#[test]
fn a_crate_without_a_layer_is_named() {
    refused(
        &["turnpike-extras -> bytes"],
        &["turnpike-extras has no layer: give it one in crates/xtask/src/layers.rs and ARCHITECTURE.md"],
    );
}
