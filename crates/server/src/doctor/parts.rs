//! What a node of a role has, and so what is to be looked at.

use crate::config::Config;
use crate::node::Role;

#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// Portals, REST APIs, OAuth2: the HTTPS port.
    pub rest: bool,
    pub gateway: bool,
    pub database: bool,
    /// A data directory.
    pub disk: bool,
    /// Whether it cannot be without a hub over the network.
    pub apart: bool,
    pub view: View,
}

/// What of the catalog the role may read on the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(all(feature = "control", feature = "gateway")),
    expect(dead_code, reason = "some roles are not in this build")
)]
pub enum View {
    All,
    OwnEnvironments,
    Nothing,
}

impl Parts {
    pub fn of(role: Role, config: &Config) -> Self {
        let none = Self {
            rest: false,
            gateway: false,
            database: false,
            disk: false,
            apart: true,
            view: View::Nothing,
        };
        #[cfg(not(all(feature = "control", feature = "gateway", feature = "traffic")))]
        let _ = config;
        match role {
            #[cfg(all(feature = "control", feature = "gateway", feature = "traffic"))]
            Role::AllInOne => Self {
                rest: true,
                gateway: config.gateway.enabled,
                database: true,
                disk: true,
                apart: false,
                view: View::All,
            },
            #[cfg(feature = "control")]
            Role::ControlPlane => Self { rest: true, database: true, disk: true, view: View::All, ..none },
            #[cfg(feature = "control")]
            Role::KeyManager => Self { rest: true, database: true, disk: true, ..none },
            #[cfg(feature = "gateway")]
            Role::Gateway => Self { gateway: true, disk: true, view: View::OwnEnvironments, ..none },
            #[cfg(feature = "traffic")]
            Role::TrafficManager => none,
        }
    }
}
