//! The OAuth2 and OpenID Connect server of the resident key manager, and its connector.
//!
//! It owns: clients and their registration, grants, access, refresh and ID tokens, introspection, revocation,
//! discovery ([`router`]), and [`ResidentConnector`], by which the control plane asks for the same in process.
//! Endpoints exist for the super tenant (`/oauth2/...`) and per tenant (`/t/<tenant>/oauth2/...`).
//! It must not know: REST APIs, gateways; signing keys are `control::key`'s.

mod authorize;
mod client;
mod config;
mod connector;
mod credential;
mod endpoint;
mod error;
mod grant;
mod issue;
mod page;
mod realm;
mod request;
mod scope;

use std::sync::Arc;

use control::Control;
use regex::Regex;

pub use config::{Config, ConfigError};
pub use connector::ResidentConnector;
pub use endpoint::{openapi, router};
pub use error::Error;

/// Grant types that clients may have.
pub fn grant_types() -> Vec<String> {
    grant::REGISTRABLE.map(str::to_owned).to_vec()
}

/// The authorization server. Cheap to clone.
#[derive(Clone)]
pub struct OAuth {
    inner: Arc<Inner>,
}

struct Inner {
    control: Control,
    config: Config,
    /// Scopes issued without a look at roles; each matches a whole scope.
    allowed: Vec<Regex>,
    pages: page::Pages,
}

impl OAuth {
    /// Fails when the configuration has a pattern that is no regular expression, or a page that is no template.
    pub fn build(control: Control, config: Config) -> Result<Self, ConfigError> {
        let allowed = config.allowed_patterns()?;
        let pages = page::Pages::load(config.pages.as_deref())?;
        Ok(Self { inner: Arc::new(Inner { control, config, allowed, pages }) })
    }

    fn control(&self) -> &Control {
        &self.inner.control
    }
    fn config(&self) -> &Config {
        &self.inner.config
    }
    fn pages(&self) -> &page::Pages {
        &self.inner.pages
    }
    fn allowed(&self) -> &[Regex] {
        &self.inner.allowed
    }
    /// Unix seconds.
    fn now(&self) -> i64 {
        self.inner.control.ambient().now().secs()
    }
}
