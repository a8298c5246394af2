//! Who asks: a client (RFC 6749 2.3) or, at a few endpoints, a user.

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use control::user::{Authenticated, Login};
use model::tenant::TenantDomain;
use std::net::{IpAddr, SocketAddr};

use crate::OAuth;
use crate::client::Registered;
use crate::error::Error;
use crate::realm::Realm;
use crate::request::Params;

/// A name and its password or secret.
pub struct Basic {
    pub name: String,
    pub password: String,
}

/// The `Authorization: Basic` credential, if there is an `Authorization` header.
pub fn basic(headers: &HeaderMap) -> Result<Option<Basic>, Error> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Error::request("more than one Authorization header"));
    }
    let parsed = || {
        let (scheme, credential) = value.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let decoded = String::from_utf8(STANDARD.decode(credential.trim()).ok()?).ok()?;
        let (name, password) = decoded.split_once(':')?;
        Some(Basic { name: name.to_owned(), password: password.to_owned() })
    };
    match parsed() {
        Some(credential) => Ok(Some(credential)),
        None => Err(Error::NoClient("the Authorization header is not a Basic credential")),
    }
}

/// The address a request comes from, where the server gives it.
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}

/// A client's id and, unless it is a public one, its secret.
struct ClientCredential {
    id: String,
    secret: Option<String>,
}

impl ClientCredential {
    fn find(headers: &HeaderMap, params: &Params) -> Result<Self, Error> {
        let (id, given) = (params.get("client_id"), params.get("client_secret"));
        match basic(headers)? {
            Some(_) if given.is_some() => {
                Err(Error::request("the client credentials are given in more than one place"))
            }
            Some(b) if id.is_some_and(|id| id != b.name) => {
                Err(Error::request("client_id differs from the client of the Authorization header"))
            }
            Some(b) => Ok(Self { id: b.name, secret: Some(b.password) }),
            None => {
                let id = id.ok_or(Error::NoClient("Client ID not found in the request."))?;
                Ok(Self { id: id.to_owned(), secret: given.map(str::to_owned) })
            }
        }
    }
}

/// A client that may ask, and whether it has proved to be that client: a public one has not.
pub struct Asking {
    pub client: Registered,
    pub proved: bool,
}

impl OAuth {
    /// The client of a request. Refused alike: unknown, inactive, wrong secret, another tenant than the path's.
    pub(crate) async fn authenticate_client(
        &self,
        headers: &HeaderMap,
        params: &Params,
        realm: &Realm,
    ) -> Result<Asking, Error> {
        let credential = ClientCredential::find(headers, params)?;
        let mut tx = self.control().read().await?;
        let client = self.find_client(&mut tx, &credential.id).await?.ok_or(Error::InvalidClient)?;
        let proved = match &credential.secret {
            Some(given) => self.is_secret_of(&mut tx, &client, given).await?,
            None => false,
        };
        let may_ask = proved || (credential.secret.is_none() && client.request.public);
        let usable = client.row.active
            && realm.admits(client.tenant.as_str())
            && self.control().tenant_is_active(&mut tx, &client.tenant).await?;
        if may_ask && usable { Ok(Asking { client, proved }) } else { Err(Error::InvalidClient) }
    }

    /// Checks a user's password; those who guess have to wait. `None`: wrong.
    pub(crate) async fn check_password(
        &self,
        name: &str,
        password: &str,
        peer: Option<IpAddr>,
    ) -> Result<Option<Authenticated>, Error> {
        match self.control().log_in(name, password, peer).await? {
            Login::In(found) => Ok(Some(found)),
            Login::Wrong => Ok(None),
            Login::Wait => Err(Error::grant("Too many failed logins. Try again later.")),
        }
    }

    /// The user of an `Authorization: Basic` header.
    pub(crate) async fn authenticate_user(
        &self,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
    ) -> Result<Authenticated, Error> {
        let refused = || Error::InvalidUser("invalid user name or password");
        let credential = match basic(headers) {
            Ok(Some(credential)) => credential,
            Ok(None) | Err(Error::NoClient(_)) => return Err(refused()),
            Err(error) => return Err(error),
        };
        match self.check_password(&credential.name, &credential.password, peer).await {
            Ok(found) => found.ok_or_else(refused),
            Err(Error::InvalidGrant(_)) => Err(Error::InvalidUser("too many failed logins; try again later")),
            Err(error) => Err(error),
        }
    }
}

/// The user name as `Control::authenticate` takes it: in a tenant's path a plain name is of that tenant.
pub fn qualified(name: &str, realm: &Realm) -> String {
    match &realm.0 {
        Some(tenant) if !is_of(name, tenant) => format!("{name}@{tenant}"),
        _ => name.to_owned(),
    }
}

fn is_of(name: &str, tenant: &TenantDomain) -> bool {
    name.rsplit_once('@').is_some_and(|(_, domain)| domain == tenant.as_str())
}
