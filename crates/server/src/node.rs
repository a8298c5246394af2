//! Nodes: the composition of a process from the parts of its role.

#[cfg(feature = "control")]
pub mod control;
#[cfg(feature = "gateway")]
pub mod gateway;
#[cfg(feature = "traffic")]
pub mod traffic;

#[cfg(any(feature = "control", feature = "gateway"))]
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::config::Config;
use crate::health::Health;
use crate::shutdown::Shutdown;
use crate::{serve, telemetry};

/// What a process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    #[cfg(all(feature = "control", feature = "gateway", feature = "traffic"))]
    AllInOne,
    #[cfg(feature = "control")]
    ControlPlane,
    #[cfg(feature = "control")]
    KeyManager,
    #[cfg(feature = "gateway")]
    Gateway,
    #[cfg(feature = "traffic")]
    TrafficManager,
}

impl Role {
    /// Whether the parts of every role may be in the process.
    #[cfg(feature = "control")]
    pub const fn is_all_in_one(self) -> bool {
        !matches!(self, Self::ControlPlane | Self::KeyManager)
    }
}

/// How a node is started.
pub struct Start {
    pub role: Role,
    #[cfg(any(feature = "control", feature = "gateway"))]
    pub data: PathBuf,
    #[cfg(feature = "control")]
    pub demo: bool,
}

/// Runs until a signal comes, then drains.
pub fn run(config: Config, start: &Start) -> Result<()> {
    #[cfg(all(feature = "control", feature = "gateway", feature = "traffic"))]
    let config = {
        let mut config = config;
        if start.demo {
            crate::demo::restrict(&mut config);
        }
        config
    };
    let _telemetry = telemetry::start(&config)?;
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the runtime cannot start")?;
    runtime.block_on(async {
        match start.role {
            #[cfg(all(feature = "control", feature = "gateway", feature = "traffic"))]
            Role::AllInOne => Box::pin(control::start(config, start)).await,
            #[cfg(feature = "control")]
            Role::ControlPlane | Role::KeyManager => Box::pin(control::start(config, start)).await,
            #[cfg(feature = "gateway")]
            Role::Gateway => gateway::start(config, start).await,
            #[cfg(feature = "traffic")]
            Role::TrafficManager => traffic::start(config).await,
        }
    })
}

/// Serves metrics and health to machines, unless turned off. It goes on while the node drains, to say so.
fn management(config: &Config, health: &Health) -> Result<Option<tokio::task::JoinHandle<()>>> {
    if config.management.port == 0 {
        return Ok(None);
    }
    let listener = serve::bind(&config.management.address, config.port(config.management.port))?;
    let served = serve::serve(listener, None, health.management(), Shutdown::never(), Duration::from_secs(1));
    Ok(Some(tokio::spawn(served)))
}
