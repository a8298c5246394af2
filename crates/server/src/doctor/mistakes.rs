//! Configuration that is valid and yet a mistake: each a thing that has cost somebody an evening.

#[cfg(feature = "control")]
mod database;

use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::finding::Finding;
use super::parts::Parts;
use crate::config::Config;

const CHECK: &str = "configuration";
/// Characters.
#[cfg(feature = "control")]
const SHORT: usize = 12;
#[cfg(feature = "control")]
const KNOWN_PASSWORDS: &[&str] =
    &["admin", "password", "turnpike", "changeme", "change-me", "secret", "wso2carbon"];

/// `file`: the configuration's; `data`: the data directory.
pub fn look(config: &Config, parts: Parts, file: Option<&Path>, data: &Path) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(file.and_then(|file| file_mode(config, file)));
    addresses(config, parts, &mut found);
    shared(config, parts, &mut found);
    if parts.gateway {
        gateway(config, parts, &mut found);
    }
    #[cfg(feature = "control")]
    if parts.database {
        administrator(config, data, &mut found);
        sealing_key(config, &mut found);
        found.extend(database::look(&config.database.url));
        key_manager(config, &mut found);
    }
    #[cfg(not(feature = "control"))]
    let _ = data;
    if tracing_subscriber::EnvFilter::try_new(&config.log.filter).is_err() {
        let what = format!("log.filter: {} is not understood", config.log.filter);
        found.push(Finding::error(CHECK, what, "write e.g. `info` or `info,gateway=debug`"));
    } else if config.log.filter.split(',').any(|part| ["debug", "trace"].contains(&part.trim())) {
        let what = format!("log.filter is {}: every part logs all it does", config.log.filter);
        found.push(Finding::warning(CHECK, what, "set it to `info`, and finer levels for single parts only"));
    }
    if found.is_empty() {
        found.push(Finding::ok(CHECK, "valid, and no common mistake in it"));
    }
    found
}

/// Passwords and keys in a file are for its owner.
fn file_mode(config: &Config, file: &Path) -> Option<Finding> {
    let mode = std::fs::metadata(file).ok()?.permissions().mode() & 0o777;
    let given = |key: &str, value: &str| {
        !value.is_empty() && std::env::var(format!("TURNPIKE_{key}")).as_deref() != Ok(value)
    };
    let url_has_password =
        config.database.url.split_once('@').is_some_and(|(user, _)| user.matches(':').count() > 1);
    let secret = given("ADMIN_PASSWORD", &config.admin.password)
        || given("HUB_PASSWORD", &config.hub.password)
        || given("SECRETS_SEALING_KEY", &config.secrets.sealing_key)
        || (url_has_password && given("DATABASE_URL", &config.database.url));
    (secret && mode & 0o007 != 0).then(|| {
        let shown = file.display();
        Finding::warning(
            CHECK,
            format!(
                "every user of this machine can read {shown} (mode {mode:o}), and there are secrets in it"
            ),
            format!("chmod 640 {shown}, with the node's group; better, set them by environment variables"),
        )
    })
}

fn addresses(config: &Config, parts: Parts, found: &mut Vec<Finding>) {
    for (there, key, address, name_key, name) in [
        (parts.rest, "server.address", &config.server.address, "server.hostname", &config.server.hostname),
        (parts.gateway, "gateway.address", &config.gateway.address, "gateway.vhost", &config.gateway.vhost),
    ] {
        if !there {
            continue;
        }
        match (is_loopback(address), is_local(name)) {
            (true, false) => found.push(Finding::warning(
                CHECK,
                format!("{name_key} is {name}, and {key} {address} takes calls from this machine only"),
                format!("set {key} to `::`, unless a load balancer on this machine stands before it"),
            )),
            (false, true) => found.push(Finding::warning(
                CHECK,
                format!(
                    "{name_key} is {name}: links, tokens and certificates name it, and others cannot reach it"
                ),
                format!("set {name_key} to the name clients use, or {key} to 127.0.0.1"),
            )),
            _ => {}
        }
    }
    if config.management.port != 0 && !is_loopback(&config.management.address) {
        found.push(Finding::warning(
            CHECK,
            format!(
                "management.address {} shows metrics to whoever can reach it, in clear",
                config.management.address
            ),
            "set it to 127.0.0.1, or to an address in a network of machines you trust",
        ));
    }
    if config.server.drain_seconds == 0 {
        let remedy = "set it to what your slowest calls take";
        found.push(Finding::warning(
            CHECK,
            "server.drain_seconds is 0: a stop cuts running calls off",
            remedy,
        ));
    }
}

/// Of nodes that meet others.
fn shared(config: &Config, parts: Parts, found: &mut Vec<Finding>) {
    let hub = &config.hub;
    if hub.servers.is_empty() {
        return;
    }
    if config.node.id == crate::config::Node::default().id {
        found.push(Finding::warning(
            CHECK,
            format!("node.id is the default, {}: two nodes of one name are taken for one", config.node.id),
            "set it, unique in the deployment",
        ));
    }
    let far = |server: &&String| {
        let url = server.parse::<http::Uri>().ok();
        server.starts_with("nats://") && url.and_then(|u| u.host().map(|h| !is_local(h))).unwrap_or(true)
    };
    if hub.ca.is_empty() && hub.servers.iter().any(|s| far(&s)) {
        found.push(Finding::warning(
            CHECK,
            "hub.servers: passwords and documents pass over the network in clear",
            "set up TLS on the servers, and write tls://",
        ));
    }
    if hub.user.is_empty() && hub.certificate.is_empty() {
        found.push(Finding::warning(
            CHECK,
            "hub.user is empty: whoever reaches the hub can be any role",
            "give each role its user, see deploy/nats/nats-server.conf",
        ));
    }
    if parts.database && hub.servers.len() > 2 && hub.replicas < 3 {
        found.push(Finding::warning(
            CHECK,
            format!(
                "hub.replicas is {} with {} servers: one that is lost takes the hub along",
                hub.replicas,
                hub.servers.len()
            ),
            "set it to 3 before the first control plane starts",
        ));
    }
}

fn gateway(config: &Config, parts: Parts, found: &mut Vec<Finding>) {
    let gateway = &config.gateway;
    if gateway.trust_any_backend {
        found.push(Finding::warning(
            CHECK,
            "gateway.trust_any_backend is on: whoever sits between can read and change calls to back ends",
            "switch it off, and name their authority in gateway.backend_ca",
        ));
    }
    if !gateway.access_log {
        found.push(Finding::warning(
            CHECK,
            "gateway.access_log is off: nobody can tell afterwards who called what",
            "switch it on, unless that is logged in front of the gateway",
        ));
    }
    let key = &config.secrets.environment_key;
    if !key.is_empty() {
        #[cfg(feature = "gateway")]
        if let Err(error) = crate::environment_key::opener(config) {
            found.push(Finding::error(
                CHECK,
                format!("{error:#}"),
                "make a pair with `turnpike keys environment FILE`",
            ));
        }
    } else if parts.apart {
        found.push(Finding::warning(
            CHECK,
            "secrets.environment_key is empty: this gateway cannot open the secrets of back ends",
            "make a pair with `turnpike keys environment FILE`; the public half goes to the control planes",
        ));
    }
}

#[cfg(feature = "control")]
fn administrator(config: &Config, data: &Path, found: &mut Vec<Finding>) {
    let admin = &config.admin;
    if admin.password.is_empty() {
        // Generated, or shared and asked for where the database is looked at.
        return;
    }
    let remedy = "change it, in the portal too when that administrator exists already";
    if KNOWN_PASSWORDS.contains(&admin.password.as_str()) || admin.password == admin.name {
        found.push(Finding::error(CHECK, "admin.password is one that everybody tries first", remedy));
    } else if admin.password.chars().count() < SHORT {
        let what = format!("admin.password has fewer than {SHORT} characters");
        found.push(Finding::warning(CHECK, what, remedy));
    } else if config.database.url.is_empty() && data.join("turnpike.db").exists() {
        let what = "admin.password is still in the configuration, and only the first start needs it";
        found.push(Finding::ok(CHECK, what));
    }
}

#[cfg(feature = "control")]
fn sealing_key(config: &Config, found: &mut Vec<Finding>) {
    use base64::Engine as _;
    let key = config.secrets.sealing_key.trim();
    if key.is_empty() {
        found.push(Finding::warning(
            CHECK,
            "secrets.sealing_key is empty: the key lies beside the database it protects",
            "set TURNPIKE_SECRETS_SEALING_KEY to what is in sealing.key of the data directory, in base64 (before the \
             first start: to what `turnpike keys sealing` prints), and keep a copy elsewhere",
        ));
    } else if base64::engine::general_purpose::STANDARD.decode(key).map_or(0, |k| k.len()) != 32 {
        found.push(Finding::error(
            CHECK,
            "secrets.sealing_key is not 32 bytes in base64",
            "`turnpike keys sealing` makes one; one that was in use must not be replaced",
        ));
    }
}

#[cfg(feature = "control")]
fn key_manager(config: &Config, found: &mut Vec<Finding>) {
    let url = &config.key_manager.public_url;
    if !url.is_empty() && (!url.starts_with("https://") || url.parse::<http::Uri>().is_err()) {
        let what = format!("key_manager.public_url: {url} is not an https:// URL");
        found.push(Finding::error(CHECK, what, "write e.g. https://id.example.com:9443"));
    } else if url.is_empty() && !config.key_manager.enabled {
        found.push(Finding::warning(
            CHECK,
            "key_manager.enabled is off and key_manager.public_url empty: tokens name this node as their issuer",
            "set key_manager.public_url, the same on every control plane and key manager",
        ));
    }
}

fn is_loopback(address: &str) -> bool {
    address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A name that means the own machine to whoever reads it.
pub(super) fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || is_loopback(host)
}

#[cfg(all(test, feature = "control"))]
mod tests;
