//! Logs: structured, one line per event.

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Starts logging for this process.
pub fn start(config: &Log) -> Result<()> {
    let filter =
        EnvFilter::try_new(&config.filter).with_context(|| format!("log.filter: {}", config.filter))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if config.format == "json" {
        builder.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()
    } else {
        builder.try_init()
    };
    started.map_err(|e| anyhow::anyhow!("logging cannot start: {e}"))
}
