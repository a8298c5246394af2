//! Gateway environments of a tenant: those of the configuration, which nobody changes here, and those that
//! administrators make. A gateway serves an environment when its configuration names it.

mod check;
pub mod code;
mod read;
mod write;

use serde::{Deserialize, Serialize};
use store::environment::EnvironmentRow;
use store::{StoreError, Tx};

use crate::error::Error;
use crate::{Control, Environment, Vhost};

/// The additional property that names the public key (JWK) of the environment's gateways.
pub const PUBLIC_KEY: &str = "publicKey";

/// An environment as a tenant has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The name, for one of the configuration.
    pub id: String,
    /// Of the configuration.
    pub read_only: bool,
    pub environment: Environment,
    pub endpoint_uris: Vec<EndpointUri>,
    pub properties: Vec<Property>,
    pub permissions: Permissions,
}

/// An environment to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub terms: Terms,
}

/// Everything about a made environment beside its name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    pub display_name: String,
    pub description: String,
    pub vhosts: Vec<Vhost>,
    pub endpoint_uris: Vec<EndpointUri>,
    pub properties: Vec<Property>,
    pub permissions: Permissions,
}

/// Where a protocol is spoken; kept and shown as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointUri {
    pub protocol: String,
    pub uri: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    pub key: String,
    pub value: String,
}

/// Whose environment it is: who sees it in the publisher and may deploy to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Permissions {
    pub kind: PermissionKind,
    /// None with [`PermissionKind::Public`].
    pub roles: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PermissionKind {
    /// Everybody's.
    #[default]
    Public,
    /// Theirs who have one of the roles.
    Allow,
    /// Theirs who have none of the roles.
    Deny,
}

impl Permissions {
    /// Role names are compared without case, as everywhere.
    pub fn admit(&self, roles: &[String]) -> bool {
        let named = || self.roles.iter().any(|r| roles.iter().any(|x| x.eq_ignore_ascii_case(r)));
        match self.kind {
            PermissionKind::Public => true,
            PermissionKind::Allow => named(),
            PermissionKind::Deny => !named(),
        }
    }
}

impl Registered {
    fn of_configuration(environment: &Environment) -> Self {
        Self {
            id: environment.name.clone(),
            read_only: true,
            environment: environment.clone(),
            endpoint_uris: Vec::new(),
            properties: Vec::new(),
            permissions: Permissions::default(),
        }
    }

    fn made(id: String, name: String, terms: Terms) -> Self {
        let public_key = terms.properties.iter().find(|p| p.key == PUBLIC_KEY);
        let environment = Environment {
            display_name: if terms.display_name.is_empty() { name.clone() } else { terms.display_name },
            name,
            description: terms.description,
            // The contract's environments say no type: they take both kinds of keys.
            kind: "hybrid".to_owned(),
            public_key: public_key.map(|p| p.value.clone()).unwrap_or_default(),
            vhosts: terms.vhosts,
        };
        Self {
            id,
            read_only: false,
            environment,
            endpoint_uris: terms.endpoint_uris,
            properties: terms.properties,
            permissions: terms.permissions,
        }
    }

    fn from_row(row: EnvironmentRow) -> Result<Self, Error> {
        let terms = serde_json::from_value(row.body)
            .map_err(|e| StoreError::inconsistent("gateway_environment", format!("{}: {e}", row.id)))?;
        Ok(Self::made(row.id, row.name, terms))
    }
}

impl Control {
    /// Every environment of a tenant: those of the configuration in its order, then those made, by name. A made one
    /// that the configuration has since taken the name of is hidden by it.
    pub(crate) async fn environments_in(&self, tx: &mut Tx, tenant: &str) -> Result<Vec<Registered>, Error> {
        let mut all: Vec<_> = self.config().environments.iter().map(Registered::of_configuration).collect();
        let configured = all.len();
        for row in store::environment::list(tx, tenant).await? {
            if !all[..configured].iter().any(|e| e.id == row.name) {
                all.push(Registered::from_row(row)?);
            }
        }
        Ok(all)
    }

    /// The environment that a tenant's deployments name so.
    pub(crate) async fn environment_in(
        &self,
        tx: &mut Tx,
        tenant: &str,
        name: &str,
    ) -> Result<Option<Registered>, Error> {
        if let Some(configured) = self.config().environments.iter().find(|e| e.name == name) {
            return Ok(Some(Registered::of_configuration(configured)));
        }
        store::environment::by_name(tx, tenant, name).await?.map(Registered::from_row).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_decide_whose_an_environment_is() {
        let roles = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let permit = |kind, names: &[&str]| Permissions { kind, roles: roles(names) };
        let mine = roles(&["Internal/publisher"]);
        assert!(permit(PermissionKind::Public, &[]).admit(&mine));
        assert!(permit(PermissionKind::Allow, &["internal/PUBLISHER"]).admit(&mine));
        assert!(!permit(PermissionKind::Allow, &["admin"]).admit(&mine));
        assert!(permit(PermissionKind::Deny, &["admin"]).admit(&mine));
        assert!(!permit(PermissionKind::Deny, &["Internal/publisher"]).admit(&mine));
    }
}
