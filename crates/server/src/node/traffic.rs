//! A traffic manager as a node of its own.

use anyhow::{Result, ensure};
use tracing::info;
use traffic::TrafficManager;

use super::management;
use crate::config::Config;
use crate::health::Health;
use crate::shutdown::Shutdown;

/// What a traffic manager needs of the configuration. `alone`: no other process can have had shards before.
pub fn settings(config: &Config, alone: bool) -> traffic::Config {
    traffic::Config {
        node: config.node.id.clone(),
        region: config.node.region.clone(),
        take_over: !alone,
        ..traffic::Config::default()
    }
}

pub async fn start(config: Config) -> Result<()> {
    ensure!(!crate::hub::is_inside(&config), "hub.servers: a traffic manager alone needs a hub");
    let ambient = crate::ambient::system();
    let shutdown = Shutdown::on_signal()?;
    let hub = crate::hub::open(&config, &ambient, false).await?;
    let manager = TrafficManager::build(&settings(&config, false), hub.clone(), &ambient).await;
    let standing = manager.standing();
    let health = Health::default().hub(&hub).part("traffic manager", move || {
        // One without shards is ready too: it is there for when another is gone.
        Ok(format!("serves {} shards", standing.shards()))
    });
    let management = management(&config, &health)?;
    info!(node.id = %config.node.id, "traffic manager started");
    let stop = async {
        shutdown.requested().await;
        health.drain();
    };
    manager.run(stop).await;
    if let Some(management) = management {
        management.abort();
    }
    info!("stopped");
    Ok(())
}
