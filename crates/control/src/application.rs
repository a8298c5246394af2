//! Applications: what a developer subscribes to APIs with, and holds keys for.

mod administer;
mod approve;
mod change;
mod create;
mod default;
mod delete;
mod list;
mod reset;

use std::collections::BTreeMap;

use model::Invalid;
use model::catalog::{self, Key, Kind};
use model::policy::PolicyLevel;
use model::user::UserName;
use serde::{Deserialize, Serialize};
use store::application::ApplicationRow;
use store::scope::ScopeRow;
use store::{StoreError, Tx};

pub use administer::EveryApplicationQuery;
pub use default::DEFAULT_APPLICATION;
pub use list::{ApplicationPage, ApplicationQuery};
pub use store::application::Sort;

use crate::error::Error;
use crate::key_mapping::KeyMapping;
use crate::{Caller, Control};

/// WSO2's codes.
pub(crate) const NOT_FOUND: u32 = 900_307;
const ALREADY_EXISTS: u32 = 900_301;
/// For an application that waits, was rejected or goes.
const NOT_USABLE: u32 = 400;

/// States of an application, as the REST APIs name them.
pub mod status {
    /// Its creation waits for approval.
    pub const CREATED: &str = "CREATED";
    pub const APPROVED: &str = "APPROVED";
    pub const REJECTED: &str = "REJECTED";
    pub const UPDATE_PENDING: &str = "UPDATE_PENDING";
    pub const UPDATE_REJECTED: &str = "UPDATE_REJECTED";
    pub const DELETE_PENDING: &str = "DELETE_PENDING";
}

const NAME_CHARS: usize = 100;
const DESCRIPTION_CHARS: usize = 512;
const ATTRIBUTES: usize = 50;
const ATTRIBUTE_CHARS: usize = 1024;

/// An application of a developer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    pub id: String,
    pub owner: UserName,
    pub name: String,
    /// Application-level throttling policy, by name.
    pub policy: String,
    /// One of the `status` module.
    pub status: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub details: Details,
}

/// An application with what belongs to it.
pub struct ApplicationView {
    pub application: Application,
    /// How many.
    pub subscriptions: usize,
    pub keys: Vec<KeyMapping>,
    /// Scopes of the APIs it is subscribed to: what its tokens may carry.
    pub scopes: Vec<ScopeRow>,
}

/// What the store keeps as a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub description: String,
    pub token_type: TokenType,
    pub attributes: BTreeMap<String, String>,
    pub visibility: Visibility,
}

/// Form of the access tokens of an application's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TokenType {
    #[default]
    Jwt,
    /// Opaque.
    Oauth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Visibility {
    #[default]
    Private,
    SharedWithOrg,
}

/// An application as its owner writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub name: String,
    pub policy: String,
    pub details: Details,
}

/// The same name, in the same words as WSO2.
pub(crate) fn name_taken(name: &str) -> Error {
    Error::conflict(ALREADY_EXISTS, format!("An application already exists with name {name}"))
}

impl Draft {
    /// Trims the name and checks everything that needs no database.
    fn checked(mut self) -> Result<Self, Error> {
        self.name = String::from(self.name.trim());
        let mut wrong = Vec::new();
        if self.name.is_empty() || self.name.chars().count() > NAME_CHARS {
            wrong.push(Invalid::new("name", format!("must have 1 to {NAME_CHARS} characters")));
        }
        if self.name.chars().any(char::is_control) {
            wrong.push(Invalid::new("name", "must not contain control characters"));
        }
        if self.details.description.chars().count() > DESCRIPTION_CHARS {
            wrong.push(Invalid::new(
                "description",
                format!("must have at most {DESCRIPTION_CHARS} characters"),
            ));
        }
        if self.details.attributes.len() > ATTRIBUTES {
            wrong.push(Invalid::new("attributes", format!("must be at most {ATTRIBUTES}")));
        }
        for (name, value) in &self.details.attributes {
            if name.is_empty() || name.len() > ATTRIBUTE_CHARS || value.len() > ATTRIBUTE_CHARS {
                let limit = format!("names and values must have at most {ATTRIBUTE_CHARS} bytes");
                wrong.push(Invalid::new("attributes", limit));
                break;
            }
        }
        if wrong.is_empty() { Ok(self) } else { Err(Error::Invalid(wrong)) }
    }

    /// The throttling policy must exist at application level.
    async fn check_policy(&self, tx: &mut Tx, caller: &Caller) -> Result<(), Error> {
        let found = crate::policy::get(tx, caller.tenant(), PolicyLevel::Application, &self.policy).await?;
        if found.is_some() {
            return Ok(());
        }
        Err(Error::refused(crate::policy::INVALID_TIER, "The tier name is invalid."))
    }
}

impl Application {
    pub(crate) fn from_row(row: ApplicationRow) -> Result<Self, Error> {
        let bad = |e: &dyn std::fmt::Display| StoreError::inconsistent("application", e);
        let tenant = row.tenant.try_into().map_err(|e: Invalid| bad(&e))?;
        Ok(Self {
            id: row.id,
            owner: UserName::new(row.owner, tenant),
            name: row.name,
            policy: row.policy,
            status: row.status,
            created_at: row.created_at,
            updated_at: row.updated_at,
            details: serde_json::from_value(row.body).map_err(|e| bad(&e))?,
        })
    }

    pub(crate) fn to_row(&self) -> Result<ApplicationRow, Error> {
        Ok(ApplicationRow {
            id: self.id.clone(),
            tenant: self.owner.tenant.to_string(),
            owner: self.owner.name.clone(),
            name: self.name.clone(),
            policy: self.policy.clone(),
            status: self.status.clone(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            body: serde_json::to_value(&self.details).map_err(Error::internal)?,
        })
    }

    /// Is it there for good: approved, and not about to be deleted?
    pub(crate) fn is_usable(&self) -> bool {
        matches!(self.status.as_str(), status::APPROVED | status::UPDATE_PENDING | status::UPDATE_REJECTED)
    }

    /// Subscriptions and keys are for usable applications only.
    pub(crate) fn ensure_usable(&self) -> Result<(), Error> {
        if self.is_usable() {
            return Ok(());
        }
        let message = format!("The application {} cannot be used: it is {}", self.name, self.status);
        Err(Error::refused(NOT_USABLE, message))
    }

    fn catalog_key(&self) -> Key {
        Key { kind: Kind::Application, tenant: self.owner.tenant.to_string(), id: self.id.clone() }
    }
}

/// The application with this id, if the caller owns it. One of another tenant is not found; one of another
/// owner is forbidden, as in WSO2.
pub(crate) async fn owned(tx: &mut Tx, caller: &Caller, id: &str) -> Result<Application, Error> {
    let application = in_tenant(tx, caller, id).await?;
    if application.owner.name != caller.user.name {
        return Err(Error::forbidden("You don't have permission to access this application"));
    }
    Ok(application)
}

/// The application with this id in the caller's tenant, whoever owns it.
pub(crate) async fn in_tenant(tx: &mut Tx, caller: &Caller, id: &str) -> Result<Application, Error> {
    let row = store::application::by_id(tx, caller.tenant().as_str(), id).await?;
    Application::from_row(row.ok_or_else(|| Error::not_found("Application", id, NOT_FOUND))?)
}

impl Control {
    /// An application of the caller with what belongs to it.
    pub async fn application(&self, caller: &Caller, id: &str) -> Result<ApplicationView, Error> {
        let mut tx = self.read().await?;
        let application = owned(&mut tx, caller, id).await?;
        self.view_application(&mut tx, caller, application).await
    }

    pub(crate) async fn view_application(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        application: Application,
    ) -> Result<ApplicationView, Error> {
        let tenant = caller.tenant();
        let id = Some(application.id.as_str());
        let which = store::subscription::Selection { application_id: id, ..Default::default() };
        let subscriptions = store::subscription::all(tx, tenant.as_str(), which).await?;
        let mut scopes: Vec<ScopeRow> = Vec::new();
        for subscription in &subscriptions {
            for scope in store::scope::of_api(tx, tenant.as_str(), &subscription.api_id).await? {
                if !scopes.iter().any(|s| s.id == scope.id) {
                    scopes.push(scope);
                }
            }
        }
        let keys = crate::key_mapping::of_application(tx, tenant, &application.id).await?;
        Ok(ApplicationView { application, subscriptions: subscriptions.len(), keys, scopes })
    }

    /// Announces the application to run-time roles, in the caller's transaction.
    pub(crate) async fn announce_application(
        &self,
        tx: &mut Tx,
        application: &Application,
    ) -> Result<(), Error> {
        let document = catalog::Application {
            application_id: application.id.clone(),
            name: application.name.clone(),
            owner: application.owner.to_string(),
            policy: application.policy.clone(),
            attributes: application.details.attributes.clone(),
        };
        let body = serde_json::to_value(document).map_err(Error::internal)?;
        let now = self.ambient().now();
        store::catalog::put(tx, &application.catalog_key(), &[], Some(&body), now).await?;
        Ok(())
    }
}
