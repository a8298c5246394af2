//! Dynamic client registration in WSO2's form, by a user's Basic credential.

pub mod create;
pub mod delete;
pub mod read;
pub mod update;

use axum::Json;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use control::user::Authenticated;
use jose::json::{Object, Value};
use model::key::ClientRequest;
use model::user::role;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::token::NO_STORE;
use crate::OAuth;
use crate::client::Registered;
use crate::error::Error;
use crate::request::{LIMIT, read};

/// What a client asks for. Unknown members are ignored.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct Registration {
    client_name: String,
    /// Grant types, separated by spaces.
    grant_type: Option<String>,
    callback_url: Option<String>,
    /// User who owns the client; the one who registers if not given.
    owner: Option<String>,
    /// Users of every tenant may use the client.
    #[schema(required = false)]
    saas_app: bool,
    /// `JWT`.
    token_type: Option<String>,
}

/// A registered client with its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Registration17 {
    client_id: String,
    client_name: String,
    #[serde(rename = "callBackURL")]
    call_back_url: Option<String>,
    client_secret: String,
    is_saas_application: bool,
    app_owner: String,
    /// A JSON object in a string: grant types, redirect URIs and the name.
    json_string: String,
    json_app_attribute: String,
    #[serde(rename = "applicationUUID")]
    application_uuid: Option<String>,
    token_type: String,
}

/// Bytes of a text in a registration.
const LONGEST_TEXT: usize = 8 * 1024;

/// The client that a path names.
pub struct ClientId(pub String);

impl<S: Send + Sync> FromRequestParts<S> for ClientId {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let axum::extract::Path(id) = path.map_err(|_| Error::request("the path is not UTF-8"))?;
        if id.contains(char::is_control) { Err(Error::NotFound) } else { Ok(Self(id)) }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let essence = value.to_str().unwrap_or("?").split(';').next().unwrap_or_default().trim();
    essence.is_empty() || essence.eq_ignore_ascii_case("application/json")
}

type Answer = ([(HeaderName, &'static str); 2], Json<Registration17>);

impl Registration {
    /// Reads the body of a request. Its values are not repeated: they may be secrets in the wrong place.
    async fn read(request: Request) -> Result<Self, Error> {
        if !is_json(request.headers()) {
            return Err(Error::request("the Content-Type must be application/json"));
        }
        let body = read(request.into_body()).await?;
        let object =
            Object::parse(&body, LIMIT, "body").map_err(|error| Error::request(error.to_string()))?;
        for (name, value) in object.iter() {
            if value.as_str().is_some_and(|text| text.contains(char::is_control)) {
                return Err(Error::request(format!("{name} has a control character")));
            }
            if value.as_str().is_some_and(|text| text.len() > LONGEST_TEXT) {
                return Err(Error::request(format!("{name} is longer than {LONGEST_TEXT} bytes")));
            }
        }
        let text = |name: &str, again: &str| match object.get(name).or_else(|| object.get(again)) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(Error::request(format!("{name} must be a string"))),
            },
        };
        let saas_app = match object.get("saasApp") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(yes)) => *yes,
            Some(_) => return Err(Error::request("saasApp must be true or false")),
        };
        let client_name = text("clientName", "")?.filter(|name| !name.trim().is_empty());
        Ok(Self {
            client_name: client_name.ok_or_else(|| Error::request("clientName is missing"))?,
            grant_type: text("grantType", "")?,
            callback_url: text("callbackUrl", "callbackURL")?,
            owner: text("owner", "")?,
            saas_app,
            token_type: text("tokenType", "")?,
        })
    }

    fn into_request(self, owner: String) -> ClientRequest {
        let words = |text: Option<String>| -> Vec<String> {
            text.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
        };
        ClientRequest {
            client_name: self.client_name,
            grant_types: words(self.grant_type),
            redirect_uris: self.callback_url.filter(|uri| !uri.is_empty()).into_iter().collect(),
            token_type: self.token_type.unwrap_or_default(),
            owner,
            cross_tenant: self.saas_app,
            ..ClientRequest::default()
        }
    }
}

impl OAuth {
    /// The owner a request names, who must be the user or, within a tenant, anyone if the user administers it.
    async fn owner(&self, user: &Authenticated, named: Option<&str>) -> Result<String, Error> {
        let Some(named) = named.filter(|name| !name.is_empty()) else {
            return Ok(user.user.fully_qualified());
        };
        let mut tx = self.control().read().await?;
        let owner = self.control().parse_user_name(&mut tx, named).await?;
        // WSO2's clients in a tenant name the owner with and without the tenant.
        let same = owner == user.user || named == user.user.name;
        if same {
            return Ok(user.user.fully_qualified());
        }
        let administers = owner.tenant == user.user.tenant && user.roles.iter().any(|r| r == role::ADMIN);
        if administers && self.control().roles_of_active_user(&mut tx, &owner).await?.is_some() {
            return Ok(owner.fully_qualified());
        }
        Err(Error::request("Please provide valid credentials: the owner must be the user who registers"))
    }

    /// A client that the user may see and change: an own one, or any of the tenant for its administrator.
    async fn manageable(&self, user: &Authenticated, id: &str) -> Result<Registered, Error> {
        let mut tx = self.control().read().await?;
        let client = self.own_client(&mut tx, &user.user.tenant, id).await?;
        let owned = client.row.owner == user.user.fully_qualified();
        if owned || user.roles.iter().any(|r| r == role::ADMIN) { Ok(client) } else { Err(Error::NotFound) }
    }

    fn answer(&self, client: Registered) -> Result<Answer, Error> {
        let owner = control::bearer::fully_qualified(&client.row.owner);
        let told = self.told(client)?;
        let request = told.request;
        let uris = request.redirect_uris.first().cloned();
        let json_string = json!({
            "grant_types": request.grant_types.join(" "),
            "redirect_uris": uris,
            "client_name": request.client_name,
        });
        let body = Registration17 {
            client_id: told.client_id,
            client_name: request.client_name,
            call_back_url: uris,
            client_secret: told.client_secret.unwrap_or_default(),
            is_saas_application: request.cross_tenant,
            app_owner: owner.map_or(request.owner, |user| user.to_string()),
            json_string: json_string.to_string(),
            json_app_attribute: "{}".to_owned(),
            application_uuid: None,
            token_type: request.token_type,
        };
        Ok((NO_STORE, Json(body)))
    }
}
