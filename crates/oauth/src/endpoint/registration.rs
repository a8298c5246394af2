//! Dynamic client registration in WSO2's form, by a user's Basic credential.

pub mod create;
pub mod delete;
pub mod read;
pub mod update;

use axum::Json;
use axum::http::HeaderName;
use control::user::Authenticated;
use model::key::ClientRequest;
use model::user::role;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::token::NO_STORE;
use crate::OAuth;
use crate::client::Registered;
use crate::error::Error;

/// What a client asks for. Unknown members are ignored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    client_name: String,
    /// Grant types, separated by spaces.
    #[serde(default)]
    grant_type: Option<String>,
    #[serde(default, alias = "callbackURL")]
    callback_url: Option<String>,
    /// User who owns the client; the one who registers if not given.
    #[serde(default)]
    owner: Option<String>,
    /// Users of every tenant may use the client.
    #[serde(default)]
    saas_app: bool,
    /// `JWT`.
    #[serde(default)]
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

type Answer = ([(HeaderName, &'static str); 2], Json<Registration17>);

impl Registration {
    fn parse(body: &[u8]) -> Result<Self, Error> {
        serde_json::from_slice(body).map_err(|error| Error::request(format!("body: {error}")))
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
