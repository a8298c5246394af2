//! Fetches from URLs that users and administrators name: definitions, keys of other issuers, their endpoints.
//!
//! It owns: which addresses may be reached at all ([`address`]), the connection to exactly the address that was
//! checked, redirects, deadlines and limits of size. It must not know: what is fetched, and for whom.

pub mod address;
mod connect;
mod exchange;
mod resolve;
mod trust;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use rustls::ClientConfig;
use url::Url;

pub use address::Rules;
pub use resolve::{Resolve, System};
pub use trust::ConfigError;

/// Redirects that are followed, each checked like the first URL.
pub const REDIRECTS: usize = 3;
/// Bytes of a URL.
const LONGEST_URL: usize = 4096;

/// What an operator may set.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Networks that may be reached although they are not of the public internet, e.g. `10.0.0.0/8`.
    pub allow: Vec<String>,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
}

/// Fetches. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    inner: Arc<Inner>,
}

struct Inner {
    rules: Rules,
    resolver: Arc<dyn Resolve>,
    tls: Arc<ClientConfig>,
}

/// What is asked.
#[derive(Clone)]
pub struct Ask {
    pub method: Method,
    pub url: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Bytes of the answer's body.
    pub most: usize,
    /// For the whole, redirects included.
    pub within: Duration,
}

impl Ask {
    /// Redirects of a GET or HEAD are followed; any other method's are an error.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            most: 1024 * 1024,
            within: Duration::from_secs(10),
        }
    }

    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }

    #[must_use]
    pub fn most(mut self, bytes: usize) -> Self {
        self.most = bytes;
        self
    }

    #[must_use]
    pub fn within(mut self, time: Duration) -> Self {
        self.within = time;
        self
    }

    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// With a body of this type.
    #[must_use]
    pub fn body(mut self, kind: &'static str, body: impl Into<Bytes>) -> Self {
        self.headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(kind));
        self.body = body.into();
        self
    }
}

/// What came back, whatever its status.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Where it came from in the end.
    pub url: Url,
}

/// Why there is no answer. The texts may be shown to who named the URL.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("is no URL that can be fetched: {0}")]
    Url(&'static str),
    /// Addresses of `host` may not be reached from here, by the rule that is named.
    #[error("{host} may not be fetched from: its address is refused as {rule}")]
    Refused { host: String, rule: &'static str },
    #[error("{0} has no address")]
    NoAddress(String),
    #[error("{0} cannot be reached")]
    Unreachable(String),
    #[error("{0} has a certificate that is not trusted, or speaks no TLS")]
    Tls(String),
    #[error("{0} does not answer with HTTP as it should")]
    Protocol(String),
    #[error("{0} did not answer in time")]
    Timeout(String),
    #[error("the answer has more than {0} bytes")]
    TooLarge(usize),
    #[error("redirects: more than {REDIRECTS}")]
    Redirects,
    #[error("{0} redirects, which is not followed here")]
    Redirected(String),
}

impl Outbound {
    /// Fails when a network or a certificate of the configuration cannot be read.
    pub fn build(config: &Config) -> Result<Self, ConfigError> {
        Self::with_resolver(config, Arc::new(System))
    }

    /// The same, with names resolved by `resolver`.
    pub fn with_resolver(config: &Config, resolver: Arc<dyn Resolve>) -> Result<Self, ConfigError> {
        let rules = Rules::parse(&config.allow).map_err(ConfigError::Network)?;
        let tls = trust::client_config(config.ca_file.as_deref())?;
        Ok(Self { inner: Arc::new(Inner { rules, resolver, tls }) })
    }

    /// Asks, and follows redirects. Every address is checked before it is connected to, and the one that was checked
    /// is the one connected to.
    pub async fn fetch(&self, ask: Ask) -> Result<Answer, Error> {
        let url = parse(&ask.url)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let within = ask.within;
        tokio::time::timeout(within, self.follow(url, ask)).await.map_err(|_| Error::Timeout(host))?
    }

    async fn follow(&self, mut url: Url, mut ask: Ask) -> Result<Answer, Error> {
        for _ in 0..=REDIRECTS {
            let answer = self.once(&url, &ask).await?;
            if !answer.status.is_redirection() || answer.status == StatusCode::NOT_MODIFIED {
                return Ok(answer);
            }
            let host = || url.host_str().unwrap_or_default().to_owned();
            if ask.method != Method::GET && ask.method != Method::HEAD {
                return Err(Error::Redirected(host()));
            }
            let target = answer.headers.get(http::header::LOCATION).and_then(|l| l.to_str().ok());
            let target = target.ok_or_else(|| Error::Protocol(host()))?;
            let next = url.join(target).map_err(|_| Error::Url("a redirect leads nowhere"))?;
            let next = check(next)?;
            if next.origin() != url.origin() {
                // A credential is for whom it was given.
                ask.headers.remove(http::header::AUTHORIZATION);
                ask.headers.remove(http::header::COOKIE);
            }
            if url.scheme() == "https" && next.scheme() == "http" {
                return Err(Error::Url("a redirect leads from https to http"));
            }
            url = next;
        }
        Err(Error::Redirects)
    }

    async fn once(&self, url: &Url, ask: &Ask) -> Result<Answer, Error> {
        let stream = connect::connect(&self.inner, url).await?;
        exchange::exchange(stream, url, ask, &self.inner.tls).await
    }
}

/// Reads a URL that may be fetched as far as its text tells.
pub fn parse(text: &str) -> Result<Url, Error> {
    if text.len() > LONGEST_URL {
        return Err(Error::Url("it is too long"));
    }
    check(Url::parse(text.trim()).map_err(|_| Error::Url("it must be absolute, with http or https"))?)
}

fn check(mut url: Url) -> Result<Url, Error> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::Url("only http and https are supported"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Url("it must not contain a user name or password"));
    }
    if url.host().is_none() {
        return Err(Error::Url("it names no host"));
    }
    url.set_fragment(None);
    Ok(url)
}
