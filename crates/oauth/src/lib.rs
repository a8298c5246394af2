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
mod trust;

use std::sync::Arc;
use std::time::Duration;

use control::Control;
use control::user::attempts::Attempts;
use regex::Regex;

pub use config::{Config, ConfigError};
pub use connector::ResidentConnector;
pub use endpoint::{openapi, router};
pub use error::Error;
pub use trust::TrustedIssuer;

/// Wrong codes of devices that a user may type before having to wait, and how long at first.
const WRONG_CODES: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_secs(10);

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
    trusted: Vec<Arc<trust::Trusted>>,
    /// Wrong codes of devices, by the user who typed them.
    guesses: Attempts,
}

impl OAuth {
    /// Fails when the configuration has a pattern that is no regular expression, a page that is no template, or a
    /// trusted issuer whose keys cannot be read.
    pub fn build(control: Control, config: Config) -> Result<Self, ConfigError> {
        let allowed = config.allowed_patterns()?;
        let pages = page::Pages::load(config.pages.as_deref())?;
        let trusted = config.trusted_issuers.iter().cloned();
        let trusted = trusted.map(|t| trust::Trusted::load(t).map(Arc::new)).collect::<Result<_, _>>()?;
        let guesses = Attempts::new(WRONG_CODES, FIRST_WAIT, control.ambient().clock.clone());
        Ok(Self { inner: Arc::new(Inner { control, config, allowed, pages, trusted, guesses }) })
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
    fn trusted(&self) -> &[Arc<trust::Trusted>] {
        &self.inner.trusted
    }
    fn guesses(&self) -> &Attempts {
        &self.inner.guesses
    }
    fn allowed(&self) -> &[Regex] {
        &self.inner.allowed
    }
    /// Unix seconds.
    fn now(&self) -> i64 {
        self.inner.control.ambient().now().secs()
    }
}
