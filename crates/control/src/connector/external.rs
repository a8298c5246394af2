//! Any other OpenID Connect provider: dynamic client registration (RFC 7591, RFC 7592) and OAuth2. Of each client its
//! secret, and where and with what it is managed, are kept sealed.

mod message;

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Method};
use model::key::{Client, ClientRequest};
use model::tenant::TenantDomain;
use outbound::{Answer, Ask};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ConnectorError, IssuedToken, KeyManagerConnector, TokenRequest};
use crate::Control;
use crate::error::Error;
use crate::key_manager::{Secrets, Settings};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// What is kept of a client.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    secret: Option<String>,
    /// Where it is managed, and with which token (RFC 7592, section 3).
    uri: Option<String>,
    token: Option<String>,
}

impl Kept {
    /// Of a client that was made elsewhere.
    pub fn of_secret(secret: &str) -> Self {
        Self { secret: Some(secret.to_owned()), ..Self::default() }
    }
}

/// A key manager beside the resident one.
pub struct ExternalConnector {
    control: Control,
    id: String,
    settings: Settings,
    secrets: Secrets,
}

impl ExternalConnector {
    pub(crate) fn build(
        control: &Control,
        id: &str,
        settings: Settings,
        secrets: Secrets,
    ) -> Arc<dyn KeyManagerConnector> {
        Arc::new(Self { control: control.clone(), id: id.to_owned(), settings, secrets })
    }

    async fn fetch(&self, ask: Ask) -> Result<Answer, ConnectorError> {
        let outbound = self.control.outbound().map_err(broken)?;
        let ask = ask.header(ACCEPT, HeaderValue::from_static(JSON));
        outbound.fetch(ask).await.map_err(|error| match error {
            outbound::Error::Url(_) | outbound::Error::Refused { .. } => {
                refused(&format!("an endpoint of the key manager {error}"))
            }
            other => ConnectorError::Unreachable(other.to_string()),
        })
    }

    fn registration_endpoint(&self) -> Result<&str, ConnectorError> {
        match self.settings.client_registration_endpoint.as_str() {
            "" => Err(refused(
                "This key manager has no client registration endpoint: make the client there, and map its key",
            )),
            url => Ok(url),
        }
    }

    /// What the registration endpoint asks of an administrator: a token, a name and password, or a client's token.
    async fn administrator(&self) -> Result<Option<HeaderValue>, ConnectorError> {
        let secret = |names: &[&str]| names.iter().find_map(|name| self.secrets.get(*name));
        let plain = |names: &[&str]| {
            let mut all = names.iter().filter_map(|n| self.settings.additional_properties.get(*n)?.as_str());
            all.next()
        };
        if let Some(token) = secret(&["initial_access_token", "initialAccessToken", "apiKey", "api_key"]) {
            let scheme = if self.settings.kind.eq_ignore_ascii_case("okta") { "SSWS" } else { "Bearer" };
            return header(&format!("{scheme} {token}")).map(Some);
        }
        let password = secret(&["Password", "password"]);
        if let (Some(name), Some(password)) = (plain(&["Username", "username"]), password) {
            return basic(name, password).map(Some);
        }
        let client_secret = secret(&["client_secret", "clientSecret"]);
        if let (Some(client), Some(secret)) = (plain(&["client_id", "clientId"]), client_secret) {
            let audience = plain(&["audience"]).map(str::to_owned);
            let token = self.client_token(client, secret, &[], audience.as_deref()).await?;
            return header(&format!("Bearer {}", token.access_token)).map(Some);
        }
        Ok(None)
    }

    /// Client credentials (RFC 6749, section 4.4).
    async fn client_token(
        &self,
        client: &str,
        secret: &str,
        scopes: &[String],
        audience: Option<&str>,
    ) -> Result<IssuedToken, ConnectorError> {
        if self.settings.token_endpoint.is_empty() {
            return Err(refused("This key manager has no token endpoint"));
        }
        let scope = scopes.join(" ");
        let form = message::form(&[
            ("grant_type", "client_credentials"),
            ("scope", &scope),
            ("audience", audience.unwrap_or_default()),
        ]);
        let ask = Ask::new(Method::POST, &self.settings.token_endpoint)
            .body(FORM, form)
            .header(AUTHORIZATION, basic(client, secret)?);
        let said = good(&self.fetch(ask).await?, client)?;
        let token = said.get("access_token").and_then(Value::as_str);
        let given = said.get("scope").and_then(Value::as_str).unwrap_or_default();
        Ok(IssuedToken {
            access_token: token.ok_or_else(|| refused("The key manager gives no access token"))?.to_owned(),
            scopes: given.split_ascii_whitespace().map(str::to_owned).collect(),
            expires_in: said.get("expires_in").and_then(message::seconds).unwrap_or_default(),
        })
    }

    async fn kept(&self, tenant: &TenantDomain, client_id: &str) -> Result<Kept, ConnectorError> {
        let read = async {
            let mut tx = self.control.read().await?;
            let sealed = store::key_manager::client(&mut tx, tenant.as_str(), &self.id, client_id).await?;
            sealed.map(|s| self.control.open_for_key_manager(&self.id, &s)).transpose()
        };
        Ok(read.await.map_err(broken)?.unwrap_or_default())
    }

    /// Keeps what the key manager said about a client.
    async fn keep(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        said: &Value,
        mut kept: Kept,
    ) -> Result<Kept, ConnectorError> {
        let text = |names: &[&str]| names.iter().find_map(|n| said.get(n)?.as_str()).map(str::to_owned);
        kept.secret = text(&["client_secret", "clientSecret"]).or(kept.secret);
        kept.uri = text(&["registration_client_uri"]).or(kept.uri);
        kept.token = text(&["registration_access_token"]).or(kept.token);
        self.control.keep_client(tenant, &self.id, client_id, &kept).await.map_err(broken)?;
        Ok(kept)
    }

    /// Asks at the place where the client is managed.
    async fn manage(
        &self,
        client_id: &str,
        kept: &Kept,
        method: Method,
        below: &str,
        body: Option<Value>,
    ) -> Result<Answer, ConnectorError> {
        // An administrator's credential goes to no place that an answer named.
        let (url, authorization) = match (&kept.uri, &kept.token) {
            (Some(uri), Some(token)) => (uri.clone(), Some(header(&format!("Bearer {token}"))?)),
            _ => {
                let id: String = form_urlencoded::byte_serialize(client_id.as_bytes()).collect();
                let url = format!("{}/{id}", self.registration_endpoint()?.trim_end_matches('/'));
                (url, self.administrator().await?)
            }
        };
        let mut ask = Ask::new(method, format!("{url}{below}"));
        if let Some(body) = body {
            ask = ask.body(JSON, body.to_string());
        }
        if let Some(authorization) = authorization {
            ask = ask.header(AUTHORIZATION, authorization);
        }
        self.fetch(ask).await
    }

    fn client(client_id: &str, kept: Kept, said: &Value, asked: ClientRequest) -> Client {
        let request = message::granted(said, asked);
        Client { client_id: client_id.to_owned(), client_secret: kept.secret, request }
    }
}

#[async_trait]
impl KeyManagerConnector for ExternalConnector {
    async fn register(&self, tenant: &TenantDomain, asked: ClientRequest) -> Result<Client, ConnectorError> {
        let url = self.registration_endpoint()?;
        let body = message::metadata(&self.settings, &asked, None);
        let mut ask = Ask::new(Method::POST, url).body(JSON, body.to_string());
        if let Some(authorization) = self.administrator().await? {
            ask = ask.header(AUTHORIZATION, authorization);
        }
        let said = good(&self.fetch(ask).await?, "")?;
        let id = ["client_id", "clientId"].iter().find_map(|n| said.get(*n)?.as_str());
        let id = id.ok_or_else(|| refused("The key manager names no client_id"))?.to_owned();
        let kept = self.keep(tenant, &id, &said, Kept::default()).await?;
        Ok(Self::client(&id, kept, &said, asked))
    }

    async fn update(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        asked: ClientRequest,
    ) -> Result<Client, ConnectorError> {
        let kept = self.kept(tenant, client_id).await?;
        let body = message::metadata(&self.settings, &asked, Some(client_id));
        let answer = self.manage(client_id, &kept, Method::PUT, "", Some(body)).await?;
        let said = good(&answer, client_id)?;
        let kept = self.keep(tenant, client_id, &said, kept).await?;
        Ok(Self::client(client_id, kept, &said, asked))
    }

    async fn get(&self, tenant: &TenantDomain, client_id: &str) -> Result<Client, ConnectorError> {
        let kept = self.kept(tenant, client_id).await?;
        let said = good(&self.manage(client_id, &kept, Method::GET, "", None).await?, client_id)?;
        let kept = self.keep(tenant, client_id, &said, kept).await?;
        Ok(Self::client(client_id, kept, &said, ClientRequest::default()))
    }

    async fn delete(&self, tenant: &TenantDomain, client_id: &str) -> Result<(), ConnectorError> {
        let kept = self.kept(tenant, client_id).await?;
        let answer = self.manage(client_id, &kept, Method::DELETE, "", None).await?;
        if !answer.status.is_success() {
            good(&answer, client_id)?;
        }
        self.control.forget_client(tenant, &self.id, client_id).await.map_err(broken)
    }

    /// The RFCs have no way; WSO2's identity servers do.
    async fn regenerate_secret(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
    ) -> Result<Client, ConnectorError> {
        if !message::is_wso2(&self.settings) {
            return Err(refused("Secrets of clients of this key manager are replaced there, not here"));
        }
        let kept = self.kept(tenant, client_id).await?;
        let answer = self.manage(client_id, &kept, Method::POST, "/regenerate-secret", None).await?;
        let said = good(&answer, client_id)?;
        let kept = self.keep(tenant, client_id, &said, kept).await?;
        Ok(Self::client(client_id, kept, &said, ClientRequest::default()))
    }

    async fn issue_token(
        &self,
        tenant: &TenantDomain,
        ask: TokenRequest,
    ) -> Result<IssuedToken, ConnectorError> {
        if !self.settings.enable_token_generation {
            return Err(refused("Tokens of this key manager are not generated here"));
        }
        let secret = match ask.client_secret {
            Some(secret) => Some(secret),
            None => self.kept(tenant, &ask.client_id).await?.secret,
        };
        let secret = secret.ok_or_else(|| refused("The client's secret is not known here: send it"))?;
        if let Some(token) = &ask.revoke {
            self.revoke_of(&ask.client_id, &secret, token).await?;
        }
        self.client_token(&ask.client_id, &secret, &ask.scopes, None).await
    }

    fn grant_types(&self) -> Vec<String> {
        self.settings.available_grant_types.clone()
    }

    async fn revoke(&self, _: &TenantDomain, _: &str) -> Result<(), ConnectorError> {
        Err(refused("Only the client that a token was issued to revokes it at this key manager"))
    }
}

impl ExternalConnector {
    /// RFC 7009; a key manager without the endpoint lets tokens expire.
    async fn revoke_of(&self, client: &str, secret: &str, token: &str) -> Result<(), ConnectorError> {
        if self.settings.revoke_endpoint.is_empty() {
            return Ok(());
        }
        let form = message::form(&[("token", token)]);
        let ask = Ask::new(Method::POST, &self.settings.revoke_endpoint)
            .body(FORM, form)
            .header(AUTHORIZATION, basic(client, secret)?);
        let answer = self.fetch(ask).await?;
        if answer.status.is_success() { Ok(()) } else { good(&answer, client).map(drop) }
    }
}

impl Control {
    pub(crate) async fn keep_client(
        &self,
        tenant: &TenantDomain,
        id: &str,
        client_id: &str,
        kept: &Kept,
    ) -> Result<(), Error> {
        let sealed = self.seal_for_key_manager(id, kept)?;
        let mut tx = self.begin().await?;
        store::key_manager::put_client(&mut tx, tenant.as_str(), id, client_id, &sealed).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn forget_client(
        &self,
        tenant: &TenantDomain,
        id: &str,
        client_id: &str,
    ) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        store::key_manager::delete_client(&mut tx, tenant.as_str(), id, client_id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The JSON of a good answer; what went wrong otherwise.
fn good(answer: &Answer, client_id: &str) -> Result<Value, ConnectorError> {
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match answer.status.as_u16() {
        200..=299 if said.is_object() => Ok(said),
        200..=299 => Err(refused("The key manager's answer is not JSON")),
        404 => Err(ConnectorError::NoSuchClient(client_id.to_owned())),
        500..=599 => Err(ConnectorError::Unreachable(format!("its answer is {}", answer.status))),
        status => Err(refused(&format!("The key manager refuses ({status}): {}", message::reason(&said)))),
    }
}

fn refused(text: &str) -> ConnectorError {
    ConnectorError::Refused(text.to_owned())
}

fn broken(error: Error) -> ConnectorError {
    ConnectorError::Unreachable(error.to_string())
}

fn basic(name: &str, password: &str) -> Result<HeaderValue, ConnectorError> {
    header(&format!("Basic {}", STANDARD.encode(format!("{name}:{password}"))))
}

fn header(text: &str) -> Result<HeaderValue, ConnectorError> {
    let mut value = HeaderValue::try_from(text)
        .map_err(|_| refused("A credential for the key manager has characters that cannot be sent"))?;
    value.set_sensitive(true);
    Ok(value)
}
