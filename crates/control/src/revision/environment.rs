//! Gateway environments as deployments name them.

use crate::api::code;
use crate::error::Error;
use crate::{Control, Environment};

impl Control {
    /// The environment of that name.
    pub(crate) fn environment(&self, name: &str) -> Option<&Environment> {
        self.config().environments.iter().find(|e| e.name == name)
    }

    pub(super) fn known_environment(&self, name: &str) -> Result<&Environment, Error> {
        self.environment(name).ok_or_else(|| {
            let message = format!("Gateway Environment with name '{name}' not found");
            Error::refused(code::UNKNOWN_ENVIRONMENT, message)
        })
    }
}

/// The virtual host asked for, or the environment's first.
pub(super) fn vhost(environment: &Environment, asked: Option<&str>) -> Result<String, Error> {
    let mut hosts = environment.vhosts.iter().map(|v| v.host.as_str());
    let found = match asked {
        Some(host) if !host.is_empty() => hosts.find(|h| *h == host),
        _ => hosts.next(),
    };
    found.map(str::to_owned).ok_or_else(|| {
        let message =
            format!("the environment {} has no virtual host {}", environment.name, asked.unwrap_or_default());
        Error::refused(code::UNKNOWN_VHOST, message)
    })
}
