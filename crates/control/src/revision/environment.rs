//! Gateway environments as deployments name them.

use store::Tx;

use crate::api::code;
use crate::error::Error;
use crate::{Caller, Control, Environment};

pub(super) fn unknown(name: &str) -> Error {
    let message = format!("Gateway Environment with name '{name}' not found");
    Error::refused(code::UNKNOWN_ENVIRONMENT, message)
}

impl Control {
    /// The environment of that name. One that is not the caller's is as unknown as one that is not there.
    pub(super) async fn open_environment(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        name: &str,
    ) -> Result<Environment, Error> {
        let found = self.environment_in(tx, caller.tenant().as_str(), name).await?;
        let open = found.filter(|e| e.permissions.admit(&caller.roles));
        open.map(|e| e.environment).ok_or_else(|| unknown(name))
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
