//! An HTTP client that checks every answer of a public API against its contract.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::Value;

use crate::contract::Contracts;

/// A client of one platform. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    contracts: Arc<Contracts>,
    credential: Option<Credential>,
}

#[derive(Clone)]
enum Credential {
    Bearer(String),
    Basic(String, String),
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).with_context(|| format!("not JSON: {}", self.text()))
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    /// The body as JSON when the status is `status`.
    pub fn expect(self, status: u16) -> Result<Value> {
        ensure!(self.status == status, "expected {status}, got {}: {}", self.status, self.text());
        if self.body.is_empty() { Ok(Value::Null) } else { self.json() }
    }
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }
}

impl Client {
    /// `base` such as `https://localhost:9443`; certificates are not checked (the platform's own is self-signed).
    pub fn new(base: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .tls_danger_accept_invalid_certs(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            http,
            base: base.to_owned(),
            contracts: Arc::new(Contracts::load("4.5")?),
            credential: None,
        })
    }

    pub fn bearer(&self, token: &str) -> Self {
        Self { credential: Some(Credential::Bearer(token.to_owned())), ..self.clone() }
    }
    pub fn basic(&self, name: &str, password: &str) -> Self {
        Self { credential: Some(Credential::Basic(name.to_owned(), password.to_owned())), ..self.clone() }
    }
    pub fn anonymous(&self) -> Self {
        Self { credential: None, ..self.clone() }
    }
    /// The same client, for another server.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.credential {
            Some(Credential::Bearer(token)) => request.bearer_auth(token),
            Some(Credential::Basic(name, password)) => request.basic_auth(name, Some(password)),
            None => request,
        }
    }

    /// Sends a request and checks the answer against the contract.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer> {
        let request = request.build()?;
        let (method, path) = (request.method().to_string(), request.url().path().to_owned());
        let response = self.http.execute(request).await.with_context(|| format!("{method} {path}"))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await?.to_vec();
        self.contracts.check(&method, &path, status, &body)?;
        Ok(Answer { status, headers, body })
    }

    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send(self.request(Method::GET, path)).await
    }
    pub async fn delete(&self, path: &str) -> Result<Answer> {
        self.send(self.request(Method::DELETE, path)).await
    }
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(self.request(Method::POST, path).json(body)).await
    }
    pub async fn put(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(self.request(Method::PUT, path).json(body)).await
    }
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        self.send(self.request(Method::POST, path).form(fields)).await
    }
}
