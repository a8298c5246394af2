//! What an operator may set.

use std::path::PathBuf;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::trust::TrustedIssuer;

/// Settings of the resident key manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Seconds that a client's own access token is valid, unless the client was registered with another time.
    pub application_token_seconds: u64,
    /// Seconds that a user's access token is valid, unless the client was registered with another time.
    pub user_token_seconds: u64,
    /// Seconds that a refresh token is valid, unless the client was registered with another time.
    pub refresh_token_seconds: u64,
    /// Seconds that an ID token is valid, unless the client was registered with another time.
    pub id_token_seconds: u64,
    /// A refresh token or code used again within this many seconds is refused, but taken for a repeated request and not for
    /// theft: the tokens issued for it stay good. Later than that, they are all revoked.
    pub refresh_grace_seconds: u64,
    /// Seconds that a login in a browser is remembered.
    pub session_seconds: u64,
    /// Folder of pages in place of ours: `layout.html`, `login.html`, `consent.html`, `device.html`, `device_done.html`, `logout.html`,
    /// `logged_out.html`, `error.html` and `style.css`, those that are there.
    pub pages: Option<PathBuf>,
    /// Regular expressions of scopes that are issued without a look at roles. Each must match the whole scope.
    pub allowed_scopes: Vec<String>,
    /// Grant types that nobody may use, whatever clients are registered for.
    pub disabled_grants: Vec<String>,
    /// Issuers whose users are let in by their assertions and tokens.
    pub trusted_issuers: Vec<TrustedIssuer>,
    /// Issue scopes that nobody has registered. The platform's own (`apim:...`) are never issued so.
    pub unregistered_scopes: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            application_token_seconds: 86_400,
            user_token_seconds: 86_400,
            refresh_token_seconds: 604_800,
            id_token_seconds: 3_600,
            refresh_grace_seconds: 10,
            session_seconds: 28_800,
            pages: None,
            allowed_scopes: vec!["^device_.*".to_owned(), "openid".to_owned()],
            disabled_grants: Vec::new(),
            trusted_issuers: Vec::new(),
            unregistered_scopes: true,
        }
    }
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("allowed_scopes: {pattern} is not a regular expression: {reason}")]
    Pattern { pattern: String, reason: regex::Error },
    #[error("trusted_issuer {name}: {reason}")]
    Issuer { name: String, reason: String },
    #[error("pages: {name} cannot be used: {reason}")]
    Page { name: String, reason: String },
}

impl ConfigError {
    pub(crate) fn page(name: &str, reason: String) -> Self {
        Self::Page { name: name.to_owned(), reason }
    }
}

impl Config {
    pub(crate) fn allowed_patterns(&self) -> Result<Vec<Regex>, ConfigError> {
        let compile = |pattern: &String| {
            Regex::new(&format!("^(?:{pattern})$"))
                .map_err(|reason| ConfigError::Pattern { pattern: pattern.clone(), reason })
        };
        self.allowed_scopes.iter().map(compile).collect()
    }
}
