//! `addLogMessage`: a line in the gateway's log. Neither headers nor bodies are in it: they may be secret.

use http::{HeaderValue, Method};

/// What lines say of a call.
#[derive(Clone, Copy)]
pub struct Told<'t> {
    pub api: &'t str,
    pub version: &'t str,
    pub operation: &'t str,
    pub id: &'t HeaderValue,
}

impl Told<'_> {
    fn id(&self) -> &str {
        self.id.to_str().unwrap_or_default()
    }

    pub fn request(&self, method: &Method, path: &str) {
        tracing::info!(
            target: "gateway::policy", flow = "request", api = self.api, version = self.version,
            operation = self.operation, %method, path, id = self.id(), "message"
        );
    }

    pub fn answer(&self, flow: &'static str, status: u16) {
        tracing::info!(
            target: "gateway::policy", flow, api = self.api, version = self.version, operation = self.operation,
            status, id = self.id(), "message"
        );
    }
}
