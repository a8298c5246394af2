//! What is wrong with values that have the right type.

use super::Config;

impl Config {
    /// One line per problem: key and reason.
    pub fn problems(&self) -> Vec<String> {
        let mut bad = Vec::new();
        let ports = [
            ("server.https_port", self.server.https_port),
            ("management.port", self.management.port),
            ("gateway.http_port", self.gateway.http_port),
            ("gateway.https_port", self.gateway.https_port),
        ];
        for (key, port) in ports {
            if u32::from(port) + u32::from(self.node.offset) > 65_535 {
                bad.push(format!("{key}: {port} plus the offset {} is above 65535", self.node.offset));
            }
        }
        if !["json", "text"].contains(&self.log.format.as_str()) {
            bad.push(format!("log.format: must be json or text, not {}", self.log.format));
        }
        if self.server.certificate.is_empty() != self.server.private_key.is_empty() {
            bad.push("server.certificate and server.private_key: set both or none".to_owned());
        }
        for (key, address) in [
            ("server.address", &self.server.address),
            ("management.address", &self.management.address),
            ("gateway.address", &self.gateway.address),
        ] {
            if address.parse::<std::net::IpAddr>().is_err() {
                bad.push(format!("{key}: {address} is not an IP address"));
            }
        }
        if self.node.id.is_empty()
            || !self.node.id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        {
            bad.push("node.id: must have letters, digits, '-', '_' and '.' only".to_owned());
        }
        for network in &self.outbound.allow {
            if model::network::Network::parse(network).is_none() {
                bad.push(format!("outbound.allow: {network} is no network, such as 10.0.0.0/8"));
            }
        }
        self.bound_problems(&mut bad);
        self.shared_problems(&mut bad);
        bad
    }

    /// Of times and amounts that must not be nothing.
    fn bound_problems(&self, bad: &mut Vec<String>) {
        let (gateway, login) = (&self.gateway, &self.login);
        for (key, value) in [
            ("gateway.backend_timeout_seconds", gateway.backend_timeout_seconds),
            ("gateway.backend_connect_seconds", gateway.backend_connect_seconds),
            ("gateway.handshake_seconds", gateway.handshake_seconds),
            ("gateway.header_seconds", gateway.header_seconds),
            ("gateway.idle_seconds", gateway.idle_seconds),
            ("gateway.connections_per_worker", gateway.connections_per_worker.into()),
            ("outbound.keys_seconds", self.outbound.keys_seconds),
            ("login.password_workers", login.password_workers.into()),
        ] {
            if value == 0 {
                bad.push(format!("{key}: must be at least 1"));
            }
        }
        if gateway.header_bytes < 8_192 {
            bad.push("gateway.header_bytes: must be at least 8192".to_owned());
        }
    }

    /// Of what several nodes share: database, hub, secrets, environments.
    fn shared_problems(&self, bad: &mut Vec<String>) {
        let database = &self.database.url;
        if !database.is_empty()
            && !database.starts_with("postgres://")
            && !database.starts_with("postgresql://")
        {
            bad.push(
                "database.url: must begin with postgres://, or be empty for the embedded database".to_owned(),
            );
        }
        for server in &self.hub.servers {
            if !server.starts_with("nats://") && !server.starts_with("tls://") {
                bad.push(format!("hub.servers: {server} must begin with nats:// or tls://"));
            }
        }
        if !database.is_empty() && self.hub.servers.is_empty() {
            bad.push("hub.servers: a database that nodes share needs a hub that they share".to_owned());
        }
        if !database.is_empty() && self.secrets.sealing_key.is_empty() {
            bad.push(
                "secrets.sealing_key: nodes on one database must share it; `turnpike keys sealing` makes one"
                    .to_owned(),
            );
        }
        if self.hub.user.is_empty() != self.hub.password.is_empty() {
            bad.push("hub.user and hub.password: set both or none".to_owned());
        }
        if self.hub.certificate.is_empty() != self.hub.private_key.is_empty() {
            bad.push("hub.certificate and hub.private_key: set both or none".to_owned());
        }
        if self.gateway.environments.is_empty() {
            bad.push("gateway.environments: must name at least one".to_owned());
        }
        for environment in &self.environment {
            let name = &environment.name;
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
                bad.push(format!("environment.name: {name:?} must have letters, digits, '-' and '_' only"));
            }
            if !["hybrid", "production", "sandbox"].contains(&environment.kind.as_str()) {
                bad.push(format!("environment {name}: type must be hybrid, production or sandbox"));
            }
            if environment.vhosts.is_empty() {
                bad.push(format!("environment {name}: needs at least one virtual host"));
            }
            if self.environment.iter().filter(|e| e.name == *name).count() > 1 {
                bad.push(format!("environment {name}: is there twice"));
            }
        }
    }
}
