//! The operations, on the documents that the gateway keeps.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use model::catalog::{Application, DeployedApi, Key, Kind, Subscription};
use serde_json::{Value, json};

use super::shape;
use super::{Answer, Question};
use crate::catalog::books::Books;

const SUPER: &str = "carbon.super";

/// The answer, and whether the table has changed.
pub fn to(question: &Question, books: &mut Books) -> (Answer, bool) {
    match question.answer(books) {
        Ok((body, changed)) => (Answer::ok(body), changed),
        Err(refused) => (refused, false),
    }
}

fn bad(description: &str) -> Answer {
    Answer::refused(StatusCode::BAD_REQUEST, description)
}

fn not_found() -> Answer {
    Answer::refused(StatusCode::NOT_FOUND, "this gateway has no such object")
}

impl Question {
    fn answer(&self, books: &mut Books) -> Result<(Value, bool), Answer> {
        let query: BTreeMap<_, _> = url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect();
        let get = |name: &str| query.get(name).map(String::as_str).filter(|v| !v.is_empty());
        let tenant = get("tenantDomain").or(self.tenant.as_deref()).unwrap_or(SUPER);
        if self.tenant.as_deref().is_some_and(|own| own != tenant) {
            return Err(not_found());
        }
        let of = Of { books, tenant };
        let named = || match (get("apiName"), get("version")) {
            (Some(name), Some(version)) => Ok((name, version)),
            _ => Err(bad("apiName and version are required")),
        };
        let read = match (&self.method, self.path.as_str()) {
            (&Method::GET, "/apis") => of.apis(get("context"), get("version")),
            (&Method::GET, "/applications") => of.applications(get("name"), get("uuid")),
            (&Method::GET, "/subscriptions") => match (get("apiUUID"), get("appUUID")) {
                (Some(api), Some(application)) => of.subscription(api, application)?,
                _ => return Err(bad("apiUUID and appUUID are required")),
            },
            (&Method::GET, "/api-artifact") => {
                let (name, version) = named()?;
                of.artifact(name, version)?
            }
            (&Method::POST, "/redeploy-api") => {
                let keys = of.keys(named()?)?;
                books.deploy_again(&keys);
                return Ok((json!({"deployStatus": "DEPLOYED", "jsonPayload": ""}), true));
            }
            (&Method::POST, "/undeploy-api") => {
                let keys = of.keys(named()?)?;
                books.take_out(&keys);
                return Ok((json!({"deployStatus": "UNDEPLOYED", "jsonPayload": ""}), true));
            }
            (&Method::GET, path) if path.starts_with("/apis/") => of.api(&path["/apis/".len()..])?,
            _ => return Err(self.unserved()),
        };
        Ok((read, false))
    }

    /// Not built, another method, or nothing at all.
    fn unserved(&self) -> Answer {
        let at_path: Vec<_> =
            super::OPERATIONS.into_iter().filter(|(_, path, _)| *path == self.path).collect();
        match at_path.iter().find(|(method, ..)| *method == self.method.as_str()) {
            Some((.., Some(what))) => {
                Answer::refused(StatusCode::NOT_IMPLEMENTED, &format!("not supported: {what}"))
            }
            None if !at_path.is_empty() => Answer::refused(
                StatusCode::METHOD_NOT_ALLOWED,
                "The method is not allowed for this resource.",
            ),
            _ => Answer::refused(StatusCode::NOT_FOUND, "The requested resource does not exist."),
        }
    }
}

/// What the gateway has of one tenant.
struct Of<'b> {
    books: &'b Books,
    tenant: &'b str,
}

impl Of<'_> {
    /// One per environment of an API.
    fn deployed(&self) -> impl Iterator<Item = (Key, DeployedApi)> {
        self.books.bodies(Kind::Api, self.tenant)
    }

    fn apis(&self, context: Option<&str>, version: Option<&str>) -> Value {
        let fits = |api: &DeployedApi| {
            context.is_none_or(|c| c == api.context) && version.is_none_or(|v| v == api.version)
        };
        let mut found = BTreeMap::new();
        for (_, api) in self.deployed().filter(|(_, api)| fits(api)) {
            found.entry(api.api_id.clone()).or_insert_with(|| shape::api(&api));
        }
        let list: Vec<_> = found.into_values().collect();
        json!({"count": list.len(), "list": list})
    }

    fn api(&self, id: &str) -> Result<Value, Answer> {
        let (_, api) = self.deployed().find(|(_, api)| api.api_id == id).ok_or_else(not_found)?;
        let mut whole = shape::api(&api);
        whole["urlMappings"] = shape::mappings(&api);
        let subscriptions = self.books.bodies::<Subscription>(Kind::Subscription, self.tenant);
        let own = subscriptions.filter(|(_, s)| s.api_id == id).map(|(_, s)| {
            let application = self.application(&s.application_id).unwrap_or_default();
            json!({"subscriptionUUID": s.subscription_id, "subscriptionPolicy": s.policy,
                "status": s.state.as_str(), "application": application})
        });
        // Spelt so in the contract.
        whole["subscripitons"] = own.collect::<Vec<_>>().into();
        Ok(whole)
    }

    fn application(&self, id: &str) -> Option<Value> {
        let mut all = self.books.bodies::<Application>(Kind::Application, self.tenant);
        all.find(|(_, a)| a.application_id == id).map(|(_, a)| self.with_keys(&a))
    }

    fn with_keys(&self, application: &Application) -> Value {
        let mappings = self.books.bodies(Kind::KeyMapping, self.tenant).map(|(_, mapping)| mapping);
        shape::application(application, mappings)
    }

    fn applications(&self, name: Option<&str>, id: Option<&str>) -> Value {
        let all = self.books.bodies::<Application>(Kind::Application, self.tenant).map(|(_, a)| a);
        let list: Vec<_> = all
            .filter(|a| name.is_none_or(|n| n == a.name) && id.is_none_or(|id| id == a.application_id))
            .map(|a| self.with_keys(&a))
            .collect();
        json!({"count": list.len(), "list": list})
    }

    fn subscription(&self, api: &str, application: &str) -> Result<Value, Answer> {
        let mut all = self.books.bodies::<Subscription>(Kind::Subscription, self.tenant);
        let found = all.find(|(_, s)| s.api_id == api && s.application_id == application);
        found.map(|(_, s)| shape::subscription(&s)).ok_or_else(not_found)
    }

    /// The document as this gateway has it, without the back end's credential.
    fn artifact(&self, name: &str, version: &str) -> Result<Value, Answer> {
        let found = self.deployed().find(|(_, api)| api.name == name && api.version == version);
        let (_, mut api) = found.ok_or_else(not_found)?;
        for side in [&mut api.production, &mut api.sandbox] {
            if let Some(security) = side.as_mut().and_then(|side| side.security.as_mut()) {
                security.sealed_secret.clear();
            }
        }
        let text = serde_json::to_string(&api).map_err(|_| not_found())?;
        Ok(json!({"api": text}))
    }

    /// Of every environment.
    fn keys(&self, (name, version): (&str, &str)) -> Result<Vec<Key>, Answer> {
        let all = self.deployed().filter(|(_, api)| api.name == name && api.version == version);
        let keys: Vec<_> = all.map(|(key, _)| key).collect();
        if keys.is_empty() { Err(not_found()) } else { Ok(keys) }
    }
}
