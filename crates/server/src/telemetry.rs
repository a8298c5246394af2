//! Logs: structured, one line per event. Traces: OTLP over HTTP when a collector is configured.

#[cfg(feature = "control")]
mod requests;

use anyhow::{Context, Result};
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::Config;

#[cfg(feature = "control")]
pub use requests::traced;

/// Flushes what is left when dropped.
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(traces) = &self.traces {
            // A collector that is away must not fail the shutdown.
            drop(traces.shutdown());
        }
    }
}

/// Starts logging, and traces when configured, for this process. Before the runtime: the exporter has a thread of
/// its own.
pub fn start(config: &Config) -> Result<Telemetry> {
    let log = &config.log;
    let filter = EnvFilter::try_new(&log.filter).with_context(|| format!("log.filter: {}", log.filter))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if log.format == "json" {
        lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed()
    } else {
        lines.boxed()
    };
    let traces = (!log.otlp_endpoint.is_empty()).then(|| provider(config)).transpose()?;
    // Spans of our own at `info`: what libraries trace at finer levels is their business.
    let spans = traces.as_ref().map(|t| {
        tracing_opentelemetry::layer().with_tracer(t.tracer("turnpike")).with_filter(LevelFilter::INFO)
    });
    tracing_subscriber::registry()
        .with(spans)
        .with(lines.with_filter(filter))
        .try_init()
        .context("logging cannot start")?;
    Ok(Telemetry { traces })
}

fn provider(config: &Config) -> Result<SdkTracerProvider> {
    let endpoint = format!("{}/v1/traces", config.log.otlp_endpoint.trim_end_matches('/'));
    let exporter = SpanExporter::builder()
        .with_http()
        .with_endpoint(&endpoint)
        .build()
        .with_context(|| format!("log.otlp_endpoint: {}", config.log.otlp_endpoint))?;
    let resource = Resource::builder()
        .with_service_name("turnpike")
        .with_attribute(KeyValue::new("service.instance.id", config.node.id.clone()))
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    Ok(SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())
}
