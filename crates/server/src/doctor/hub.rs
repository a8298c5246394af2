//! The event hub: there, of a version that will do, complete, and how far it and the gateways lag behind.

use std::collections::HashMap;
use std::time::Duration;

use hub::nats::NatsHub;
use hub::{Hub as _, HubError, HubStatus, Interest};
use model::Ambient;
use model::catalog::Key;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::finding::Finding;
use super::parts::{Parts, View};
use crate::config::Config;

const CHECK: &str = "hub";
const PATIENCE: Duration = Duration::from_secs(3);
const OLDEST: (u32, u32) = (2, 11);

/// What the database says that the hub must hold; nothing when it was not asked.
#[derive(Debug, Default)]
pub struct Known {
    pub documents: Option<Vec<(Key, u64)>>,
}

pub async fn look(config: &Config, parts: Parts, ambient: &Ambient, known: &Known) -> Vec<Finding> {
    if crate::hub::is_inside(config) {
        return vec![if parts.apart {
            Finding::error(CHECK, "hub.servers is empty: this role needs a hub", "name the NATS servers")
        } else {
            Finding::ok(CHECK, "it is within the process")
        }];
    }
    let mut found = Vec::new();
    let mut reachable = 0;
    for server in &config.hub.servers {
        let finding = greet(server).await;
        reachable += usize::from(finding.remedy.is_none());
        found.push(finding);
    }
    if reachable == 0 {
        return found;
    }
    let hub = match NatsHub::connect(&crate::hub::settings(config, false), ambient.clone()).await {
        Ok(hub) => hub,
        Err(error) => {
            found.push(Finding::error(CHECK, error.to_string(), "correct the section [hub]"));
            return found;
        }
    };
    if !hub.connected(PATIENCE).await {
        let status = hub.status().await;
        found.push(Finding::error(
            CHECK,
            format!("the servers answer, and refuse this node: {}", status.notes.join("; ")),
            "see that hub.user and hub.password are those of nats-server.conf, and that hub.ca signed the servers' \
             certificates for the names in hub.servers",
        ));
        return found;
    }
    found.extend(status(&hub.status().await));
    match parts.view {
        View::All => {
            if let Some(documents) = &known.documents {
                found.push(difference(&hub, documents).await);
            }
            found.extend(gateways(&hub).await);
        }
        View::OwnEnvironments => {
            let interest =
                Interest { environments: config.gateway.environments.clone(), ..Interest::default() };
            found.push(match hub.versions(&interest).await {
                Ok(held) => Finding::ok(CHECK, format!("this gateway can read {} documents", held.len())),
                Err(error) => unreadable(&error),
            });
        }
        View::Nothing => {}
    }
    found
}

/// A server says who it is as soon as somebody connects.
async fn greet(server: &str) -> Finding {
    let remedy = "start it, and see that hub.servers names it and that the network lets this machine through";
    let Some((host, port)) = place(server) else {
        return Finding::error(CHECK, format!("{server} is not an address"), "write tls://host:4222");
    };
    let said = timeout(PATIENCE, async {
        let stream = TcpStream::connect((host.as_str(), port)).await.map_err(|e| e.to_string())?;
        let mut line = String::new();
        let mut reader = BufReader::new(tokio::io::AsyncReadExt::take(stream, 64 * 1024));
        reader.read_line(&mut line).await.map_err(|e| e.to_string())?;
        Ok::<_, String>(line)
    });
    match said.await {
        Err(_) => Finding::error(CHECK, format!("{host}:{port} does not answer in time"), remedy),
        Ok(Err(error)) => Finding::error(CHECK, format!("{host}:{port} cannot be reached: {error}"), remedy),
        Ok(Ok(line)) => introduced(&format!("{host}:{port}"), server.starts_with("tls://"), &line),
    }
}

fn introduced(place: &str, secured: bool, line: &str) -> Finding {
    let info = line.strip_prefix("INFO ").and_then(|json| serde_json::from_str::<Value>(json).ok());
    let Some(info) = info else {
        return Finding::error(
            CHECK,
            format!("what answers at {place} is no NATS server"),
            "correct hub.servers",
        );
    };
    let version = info["version"].as_str().unwrap_or("of no version");
    if !is_recent(version) {
        return Finding::error(
            CHECK,
            format!("{place} is nats-server {version}; {}.{} or later is needed", OLDEST.0, OLDEST.1),
            "upgrade it",
        );
    }
    if info["jetstream"].as_bool() != Some(true) {
        return Finding::error(
            CHECK,
            format!("{place} has JetStream switched off"),
            "configure it, see deploy/nats/nats-server.conf",
        );
    }
    let offers = [&info["tls_required"], &info["tls_available"]].iter().any(|v| v.as_bool() == Some(true));
    if secured && !offers {
        return Finding::error(
            CHECK,
            format!("{place} does not offer TLS"),
            "configure tls in nats-server.conf; passwords would pass in clear without it",
        );
    }
    let how = if offers { "TLS" } else { "no TLS" };
    Finding::ok(CHECK, format!("{place} is nats-server {version}, {how}"))
}

fn is_recent(version: &str) -> bool {
    let mut numbers = version.split(['.', '-']).map(|n| n.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= OLDEST
}

fn place(server: &str) -> Option<(String, u16)> {
    let url: http::Uri = server.parse().ok()?;
    let host = url.host()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    Some((host, url.port_u16().unwrap_or(4222)))
}

fn status(status: &HubStatus) -> Vec<Finding> {
    let mut found = Vec::new();
    if !status.reachable {
        let why = status.notes.first().map(String::as_str).unwrap_or_default();
        found.push(Finding::error(
            CHECK,
            format!("it does not answer: {why}"),
            "see its log, and the permissions of hub.user in nats-server.conf",
        ));
    } else if let Some(time) = status.round_trip {
        found.push(Finding::ok(CHECK, format!("it answers within {} ms", time.as_millis().max(1))));
    }
    for note in &status.notes {
        let remedy = if note.contains("complete") {
            "start a control plane, which fills it; or run `turnpike hub rebuild`"
        } else if note.contains("monitoring endpoint is configured") {
            "set hub.monitor, and `sync_interval: always` in the server's jetstream section"
        } else if note.contains("monitoring") {
            "correct hub.monitor, or `http` in nats-server.conf"
        } else if note.contains("sync_interval") {
            "set `sync_interval: always` in the server's jetstream section"
        } else if status.reachable {
            "see docs/operate/hub.md"
        } else {
            continue;
        };
        found.push(Finding::warning(CHECK, note.clone(), remedy));
    }
    if status.filled {
        found.push(Finding::ok(CHECK, "it holds the whole catalog"));
    }
    found
}

async fn difference(hub: &NatsHub, documents: &[(Key, u64)]) -> Finding {
    let held = match hub.versions(&Interest::default()).await {
        Ok(held) => held.into_iter().map(|h| (h.key, h.version)).collect(),
        Err(error) => return unreadable(&error),
    };
    lag(documents, &held)
}

fn lag(documents: &[(Key, u64)], held: &HashMap<Key, u64>) -> Finding {
    let behind = documents.iter().filter(|(key, version)| held.get(key).is_none_or(|h| h < version)).count();
    if behind == 0 {
        return Finding::ok(
            CHECK,
            format!("it has each of {} documents as the database has it", documents.len()),
        );
    }
    Finding::warning(
        CHECK,
        format!("it lacks {behind} of {} documents, or has older versions", documents.len()),
        "a running control plane puts that right within minutes; `turnpike hub rebuild` does now",
    )
}

/// How far each gateway that is present lags behind what the hub holds for it.
async fn gateways(hub: &NatsHub) -> Vec<Finding> {
    let present = match hub.present().await {
        Ok(present) => present,
        Err(error) => return vec![unreadable(&error)],
    };
    let mut newest: HashMap<Vec<String>, u64> = HashMap::new();
    let mut found = Vec::new();
    for gateway in present.into_iter().filter(|p| p.role == "gateway") {
        let environments = gateway.environments.clone();
        if !newest.contains_key(&environments) {
            let interest = Interest { environments: environments.clone(), ..Interest::default() };
            let Ok(held) = hub.versions(&interest).await else { continue };
            newest.insert(environments.clone(), held.iter().map(|h| h.version).max().unwrap_or(0));
        }
        let newest = newest.get(&environments).copied().unwrap_or(0);
        let name = &gateway.node;
        found.push(if gateway.catalog_version < newest {
            Finding::warning(
                CHECK,
                format!("gateway {name} is at version {} of {newest}", gateway.catalog_version),
                "look again; when it stays behind, see its log and whether it reaches the hub",
            )
        } else {
            Finding::ok(CHECK, format!("gateway {name} is up to date (version {newest})"))
        });
    }
    found
}

fn unreadable(error: &HubError) -> Finding {
    Finding::warning(
        CHECK,
        format!("its documents cannot be read: {error}"),
        "start a control plane, which makes the streams; see the permissions of hub.user in nats-server.conf",
    )
}

#[cfg(test)]
mod tests {
    use model::catalog::Kind;

    use super::super::finding::Level;
    use super::*;

    #[test]
    fn a_server_that_will_not_do_is_told_by_its_greeting() {
        let info = |version: &str, rest: &str| format!("INFO {{\"version\":\"{version}\"{rest}}}\r\n");
        let good = info("2.11.4", ",\"jetstream\":true,\"tls_required\":true");
        assert_eq!(introduced("h:1", true, &good).level, Level::Ok);
        for (line, words) in [
            (info("2.10.29", ",\"jetstream\":true"), "2.11 or later is needed"),
            (info("1.99", ",\"jetstream\":true"), "is needed"),
            (info("2.12.0-RC.1", ""), "JetStream"),
            (info("2.12.0", ",\"jetstream\":true"), "does not offer TLS"),
            ("HTTP/1.1 400 Bad Request\r\n".to_owned(), "no NATS server"),
            (String::new(), "no NATS server"),
            ("INFO {".to_owned(), "no NATS server"),
        ] {
            let found = introduced("h:1", true, &line);
            assert!(found.level == Level::Error && found.what.contains(words), "{found:?}");
        }
        assert_eq!(place("tls://[::1]:4333"), Some(("::1".to_owned(), 4333)));
        assert_eq!(place("nats://hub"), Some(("hub".to_owned(), 4222)));
    }

    #[test]
    fn notes_come_with_what_to_do_and_older_versions_are_counted() {
        let notes = vec!["the catalog is not complete on the hub".to_owned()];
        let found = status(&HubStatus { kind: "nats", reachable: true, notes, ..HubStatus::default() });
        assert!(found[0].remedy.as_deref().unwrap_or_default().contains("hub rebuild"), "{found:?}");
        let away = HubStatus { kind: "nats", notes: vec!["no".to_owned()], ..HubStatus::default() };
        assert_eq!(status(&away)[0].level, Level::Error);

        let key = |id: &str| Key { kind: Kind::Api, tenant: "a".to_owned(), id: id.to_owned() };
        let documents = [(key("1"), 5), (key("2"), 6), (key("3"), 7)];
        let held = HashMap::from([(key("1"), 5), (key("2"), 5)]);
        assert!(lag(&documents, &held).what.contains("lacks 2 of 3"));
        assert_eq!(lag(&documents[..1], &held).level, Level::Ok);
    }
}
