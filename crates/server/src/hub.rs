//! The event hub that a node is configured for.

use std::sync::Arc;

use anyhow::{Context, Result};
use hub::nats::{Credentials, HubConfig, NatsHub, Tls};
use hub::{MemoryHub, SharedHub};
use model::Ambient;

use crate::config::Config;

/// In this process when no server is named. `provision`: this node creates what is missing on the servers.
pub async fn open(config: &Config, ambient: &Ambient, provision: bool) -> Result<SharedHub> {
    if config.hub.servers.is_empty() {
        return Ok(Arc::new(MemoryHub::new(ambient.clock.clone())));
    }
    let hub = NatsHub::connect(&settings(config, provision), ambient.clone()).await;
    Ok(Arc::new(hub.context("the hub's configuration cannot be used")?))
}

/// Whether the hub is within this process.
pub fn is_inside(config: &Config) -> bool {
    config.hub.servers.is_empty()
}

pub fn settings(config: &Config, provision: bool) -> HubConfig {
    let section = &config.hub;
    let file = |path: &String| (!path.is_empty()).then(|| path.into());
    let secured = section.servers.iter().any(|s| s.starts_with("tls://"));
    let mut settings = HubConfig::new(section.servers.clone(), config.node.id.clone());
    if !section.user.is_empty() {
        settings.credentials =
            Credentials::Password { user: section.user.clone(), password: section.password.clone().into() };
    }
    if secured || !section.ca.is_empty() {
        settings.tls = Some(Tls {
            ca: file(&section.ca),
            identity: file(&section.certificate).zip(file(&section.private_key)),
        });
    }
    settings.provision = provision;
    settings.replicas = section.replicas.max(1);
    settings.monitor = (!section.monitor.is_empty()).then(|| section.monitor.clone());
    settings
}
