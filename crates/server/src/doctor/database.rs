//! The database: there, of a version that will do, with a schema this program knows.

use std::path::Path;

use model::Ambient;
use store::inspection::{Connections, Inspection, Migrations, inspect};
use store::{StoreConfig, StoreError};

use super::clock;
use super::finding::Finding;
use super::hub::Known;
use crate::config::Config;

const CHECK: &str = "database";
/// Seconds that a change may wait for the relay.
const SLOW: i64 = 10;
const STUCK: i64 = 600;
const SAMPLE: &str = "PizzaShackAPI";

/// Leaves in `known` what the hub is to be compared with.
pub async fn look(config: &Config, data: &Path, ambient: &Ambient, known: &mut Known) -> Vec<Finding> {
    let embedded = config.database.url.is_empty();
    let place = if embedded {
        StoreConfig::Sqlite(data.join("turnpike.db"))
    } else {
        StoreConfig::Postgres(config.database.url.clone().into())
    };
    let asked = ambient.now();
    let inspected = inspect(&place).await;
    let answered = ambient.now();
    let inspection = match inspected {
        Ok(Some(inspection)) => inspection,
        Ok(None) => return vec![Finding::ok(CHECK, "the embedded database will be made at the first start")],
        Err(error) => return vec![failed(embedded, error)],
    };
    let engine = if embedded { "SQLite" } else { "PostgreSQL" };
    if let Some(reason) = inspection.unsupported {
        return vec![Finding::error(CHECK, reason, "use a database of that kind")];
    }
    let mut found = vec![Finding::ok(CHECK, format!("{engine} {} answers", inspection.version))];
    found.extend(migrations(&inspection.migrations));
    found.extend(inspection.connections.map(connections));
    found.extend(inspection.clock.map(|theirs| clock::compare("the database", theirs, asked, answered)));
    found.extend(inspection.careless.iter().map(|setting| {
        Finding::warning(
            CHECK,
            format!("the server may lose what it has committed: {setting}"),
            "switch it on in postgresql.conf",
        )
    }));
    found.extend(content(&inspection, config, answered.0));
    if inspection.migrations.pending.is_empty() {
        known.documents = Some(inspection.documents);
    }
    found
}

fn failed(embedded: bool, error: StoreError) -> Finding {
    let remedy = match (embedded, &error) {
        (true, _) => {
            "look at turnpike.db in the data directory: its owner, its disk; restore a copy if it is damaged"
        }
        (false, StoreError::Unavailable(_)) => {
            "start the server, and see that database.url names it and that the network lets this machine through"
        }
        (false, _) => "see that user, password, database and sslmode of database.url are right",
    };
    let what = match std::error::Error::source(&error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    Finding::error(CHECK, what, remedy)
}

fn migrations(schema: &Migrations) -> Vec<Finding> {
    let mut found = Vec::new();
    let list = |numbers: &[i64]| numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    if !schema.broken.is_empty() {
        found.push(Finding::error(
            CHECK,
            format!("migrations are broken: {}", list(&schema.broken)),
            "they were changed by hand or cut short: restore a backup, or ask for help before a node is started",
        ));
    }
    if !schema.unknown.is_empty() {
        found.push(Finding::warning(
            CHECK,
            format!("a later version of Turnpike has added migrations {}", list(&schema.unknown)),
            "upgrade this node too; until then it goes on as it is",
        ));
    }
    if !schema.pending.is_empty() {
        let what = format!("the next start runs migrations {}", list(&schema.pending));
        found.push(Finding::ok(CHECK, what));
    }
    if found.is_empty() {
        found.push(Finding::ok(CHECK, format!("its schema is up to date ({} migrations)", schema.applied)));
    }
    found
}

fn connections(sessions: Connections) -> Finding {
    let Connections { of_a_node, limit, used } = sessions;
    // Listening takes one more; some are the superuser's.
    let needed = of_a_node + 1;
    let what = format!("{used} of {limit} connections are in use, a node takes up to {needed}");
    let remedy =
        format!("raise max_connections: {needed} for each control plane and key manager, and some to spare");
    if limit < needed + 3 {
        Finding::error(CHECK, what, remedy)
    } else if used.saturating_add(needed) > limit {
        Finding::warning(CHECK, what, remedy)
    } else {
        Finding::ok(CHECK, what)
    }
}

fn content(inspection: &Inspection, config: &Config, now: i64) -> Vec<Finding> {
    let mut found = Vec::new();
    if !inspection.bootstrapped && !config.database.url.is_empty() && config.admin.password.is_empty() {
        found.push(Finding::error(
            CHECK,
            "there is no administrator yet, and admin.password is empty",
            "set TURNPIKE_ADMIN_PASSWORD, the same on every node, for the first start",
        ));
    }
    if inspection.apis.iter().any(|name| name == SAMPLE) {
        found.push(Finding::warning(
            CHECK,
            format!("the sample {SAMPLE} of --demo is in the database, and with it perhaps admin/admin"),
            "change the administrator's password, then delete the sample API and application",
        ));
    }
    let outbox = inspection.outbox;
    let waits = outbox.oldest.map_or(0, |oldest| (now - oldest.0) / 1_000_000);
    let what = format!("{} changes wait for the hub, the oldest for {waits} s", outbox.waiting);
    let remedy =
        "see that a control plane runs and reaches the hub: its log says why changes are not relayed";
    if outbox.waiting == 0 || waits <= SLOW {
        found.push(Finding::ok("hub", format!("{} changes wait for the hub", outbox.waiting)));
    } else if waits <= STUCK {
        found.push(Finding::warning("hub", what, remedy));
    } else {
        found.push(Finding::error("hub", what, remedy));
    }
    found
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use store::inspection::Outbox;

    use super::super::finding::Level;
    use super::*;

    #[test]
    fn a_schema_that_was_tampered_with_or_is_newer_is_told() {
        let of = |pending: &[i64], unknown: &[i64], broken: &[i64]| {
            migrations(&Migrations {
                applied: 1,
                pending: pending.to_vec(),
                unknown: unknown.to_vec(),
                broken: broken.to_vec(),
            })
        };
        assert_eq!(of(&[], &[], &[])[0].level, Level::Ok);
        assert!(of(&[7], &[], &[])[0].what.contains("runs migrations 7"));
        assert_eq!(of(&[], &[9], &[])[0].level, Level::Warning);
        assert_eq!(of(&[], &[9], &[1])[0].level, Level::Error);
    }

    #[test]
    fn connections_that_do_not_suffice_are_told() {
        let of = |limit, used| connections(Connections { of_a_node: 16, limit, used }).level;
        assert_eq!([of(10, 1), of(100, 90), of(100, 20)], [Level::Error, Level::Warning, Level::Ok]);
    }

    #[test]
    fn a_stuck_outbox_a_sample_and_a_missing_administrator_are_told() {
        let mut config = Config::default();
        config.database.url = "postgres://x/y".to_owned();
        let of = |waiting, oldest| {
            let outbox = Outbox { waiting, oldest: Some(Timestamp::from_secs(oldest)) };
            let looked = Inspection { outbox, apis: vec![SAMPLE.to_owned()], ..Inspection::default() };
            content(&looked, &config, Timestamp::from_secs(1_000).0)
        };
        let found = of(3, 0);
        assert_eq!(
            found.iter().map(|f| f.level).collect::<Vec<_>>(),
            [Level::Error, Level::Warning, Level::Error]
        );
        assert!(found[2].what.contains("3 changes wait for the hub, the oldest for 1000 s"), "{found:?}");
        assert_eq!(of(3, 900)[2].level, Level::Warning);
        assert_eq!(of(3, 999)[2].level, Level::Ok);
    }
}
