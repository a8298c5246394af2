//! Dependencies between our crates point down, and each driver stays with the crates that own it.
//!
//! The layers are those of ARCHITECTURE.md; a new crate gets its place here before it builds
//! in CI.

#[cfg(test)]
mod tests;

use crate::Offences;
use crate::graph::{Edge, Graph, Kind, Package};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// No I/O, no async runtime, clock passed in.
    Pure,
    /// Own a connection.
    Port,
    UseCase,
    /// Deployable parts; never import one another.
    Part,
    /// Composition, tests, checks.
    Top,
}

const LAYERS: &[(Layer, &[&str])] = &[
    (
        Layer::Pure,
        &[
            "turnpike-archive",
            "turnpike-model",
            "turnpike-definition",
            "turnpike-framing",
            "turnpike-jose",
            "turnpike-throttle",
        ],
    ),
    (Layer::Port, &["turnpike-store", "turnpike-hub", "turnpike-outbound"]),
    (Layer::UseCase, &["turnpike-control"]),
    (Layer::Part, &["turnpike-rest", "turnpike-oauth", "turnpike-gateway", "turnpike-traffic"]),
    (Layer::Top, &["turnpike", TESTKIT, TESTS, BENCH, "xtask"]),
];
const TESTKIT: &str = "turnpike-testkit";
const TESTS: &str = "turnpike-tests";
const BENCH: &str = "turnpike-bench";

/// A driver and the crates that may bring it in.
struct Driver {
    crates: &'static [&'static str],
    owners: &'static [&'static str],
}

const DRIVERS: &[Driver] = &[
    Driver { crates: DATABASE, owners: &["turnpike-store"] },
    // The kit breaks hubs as their operator would.
    Driver { crates: &["async-nats"], owners: &["turnpike-hub", "turnpike-testkit"] },
    Driver {
        crates: &["axum", "axum-core"],
        owners: &["turnpike-rest", "turnpike-oauth", "turnpike", TESTKIT],
    },
];
const DATABASE: &[&str] =
    &["sqlx", "sqlx-core", "sqlx-sqlite", "sqlx-postgres", "libsqlite3-sys", "rusqlite", "tokio-postgres"];
/// What makes a crate impure.
const IMPURE: &[&str] = &["tokio", "hyper", "axum", "sqlx", "sqlx-core", "reqwest", "async-nats"];
/// Run-time roles that never open a database, directly or through others.
const WITHOUT_STORE: &[&str] = &["turnpike-gateway", "turnpike-traffic"];

pub fn check(graph: &Graph) -> Offences {
    let mut offences = Offences::new();
    for package in graph.members() {
        let Some(layer) = layer(&package.name) else {
            offences.push(format!(
                "{} has no layer: give it one in crates/xtask/src/layers.rs and ARCHITECTURE.md",
                package.name
            ));
            continue;
        };
        offences.extend(package.edges.iter().filter_map(|edge| direction(graph, package, layer, edge)));
        offences.extend(DRIVERS.iter().filter_map(|driver| ownership(graph, package, driver)));
        if layer == Layer::Pure {
            offences.extend(reaches(graph, package, IMPURE).map(|path| {
                format!("{} is pure (no I/O, no async runtime) but reaches {path}", package.name)
            }));
        }
        if WITHOUT_STORE.contains(&&*package.name) {
            let stateful = [DATABASE, &["turnpike-store", "turnpike-control"]].concat();
            offences.extend(
                reaches(graph, package, &stateful)
                    .map(|path| format!("{} runs without a database but reaches {path}", package.name)),
            );
        }
    }
    offences.sort();
    offences.dedup();
    offences
}

fn layer(name: &str) -> Option<Layer> {
    LAYERS.iter().find(|(_, names)| names.contains(&name)).map(|(layer, _)| *layer)
}

/// An edge between two of ours that does not point down.
fn direction(graph: &Graph, from: &Package, layer_from: Layer, edge: &Edge) -> Option<String> {
    let to = &graph.packages[edge.to];
    let layer_to = layer(&to.name).filter(|_| to.member)?;
    let for_tests =
        to.name == TESTKIT && (from.name == TESTS || from.name == BENCH || edge.kind == Kind::Dev);
    let among_pure = layer_from == Layer::Pure && layer_to == Layer::Pure;
    // A crate may name itself in dev-dependencies to switch a feature on for its own tests.
    let itself = from.name == to.name;
    if layer_to < layer_from || for_tests || among_pure || itself {
        return None;
    }
    let way = if layer_to == layer_from { "sideways" } else { "up" };
    let kind = if edge.kind == Kind::Dev { " (for its tests)" } else { "" };
    Some(format!("{} depends {way} on {}{kind}", from.name, to.name))
}

/// A driver that `package` brings in itself, directly or wrapped in somebody else's crate. What it
/// gets through another of our crates is that crate's affair.
fn ownership(graph: &Graph, package: &Package, driver: &Driver) -> Option<String> {
    if driver.owners.contains(&&*package.name) {
        return None;
    }
    let path = graph.path(
        package,
        |from, edge| (edge.kind != Kind::Dev || from.member) && !graph.packages[edge.to].member,
        |found| driver.crates.contains(&&*found.name),
    )?;
    Some(format!(
        "{} brings in {}, which only {} may",
        package.name,
        path[1..].join(" -> "),
        driver.owners.join(", ")
    ))
}

/// The path to the first of `names` that is linked into `package`.
fn reaches(graph: &Graph, package: &Package, names: &[&str]) -> Option<String> {
    let path =
        graph.path(package, |_, edge| edge.kind == Kind::Normal, |found| names.contains(&&*found.name))?;
    Some(path[1..].join(" -> "))
}
