//! `/Users`.

mod create;
mod delete;
mod get;
mod list;
mod patch;
mod profile;
mod replace;

use control::Control;
use control::role::Named;
use control::user::{Account, AccountChange};
use model::Timestamp;
use serde_json::{Map, Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;

pub const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// What the account keeps beside the profile; no part of the profile.
const OWN: &[&str] =
    &["schemas", "id", "userName", "password", "active", "roles", "groups", "meta", "operations"];

pub use patch::change;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list::list, create::create)).routes(routes!(
        get::get,
        replace::replace,
        patch::patch,
        delete::delete
    ))
}

/// A user as SCIM shows it; never the password.
pub fn resource(control: &Control, account: &Account) -> Value {
    let base = format!("{}/scim2", control.base_url(&account.user.tenant));
    let listed = |kind: &str| -> Vec<Value> {
        let shown =
            |r: &Named| json!({"value": r.id, "display": r.name, "$ref": format!("{base}/{kind}/{}", r.id)});
        account.roles.iter().map(shown).collect()
    };
    let mut schemas = vec![CORE.to_owned()];
    schemas.extend(account.profile.keys().filter(|k| k.starts_with("urn:")).cloned());
    let mut resource = Map::new();
    resource.insert("schemas".into(), json!(schemas));
    resource.insert("id".into(), json!(account.id));
    resource.insert("userName".into(), json!(account.user.name));
    resource.insert("active".into(), json!(account.active));
    resource.extend(account.profile.clone());
    resource.insert("roles".into(), json!(listed("v2/Roles")));
    resource.insert("groups".into(), json!(listed("Groups")));
    resource.insert(
        "meta".into(),
        json!({
            "resourceType": "User",
            "created": Timestamp(account.created_at).rfc3339(),
            "lastModified": Timestamp(account.updated_at).rfc3339(),
            "location": format!("{base}/Users/{}", account.id),
        }),
    );
    resource.into()
}

/// A user as a client writes it, taken apart.
pub struct Written {
    pub user_name: Option<String>,
    pub password: Option<String>,
    pub active: Option<bool>,
    /// Ids or names.
    pub roles: Option<Vec<String>>,
    pub groups: Option<Vec<String>>,
    pub profile: Map<String, Value>,
}

impl Written {
    /// Attribute names are compared without case (RFC 7643, 2.1).
    pub fn read(resource: Map<String, Value>) -> Result<Self, Error> {
        let mut own = Map::new();
        let mut profile = Map::new();
        for (name, value) in resource {
            match OWN.iter().find(|o| o.eq_ignore_ascii_case(&name)) {
                Some(known) => drop(own.insert((*known).to_owned(), value)),
                None => drop(profile.insert(name, value)),
            }
        }
        let text = |name: &str| match own.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Error::invalid(name, "must be a text")),
        };
        if own.get("schemas").is_some_and(|s| !s.is_null() && !is_texts(s)) {
            return Err(Error::invalid("schemas", "must be a list of texts"));
        }
        profile::check(&profile)?;
        Ok(Self {
            user_name: text("userName")?,
            password: text("password")?,
            active: own.get("active").filter(|v| !v.is_null()).map(flag).transpose()?,
            roles: own.get("roles").map(names).transpose()?,
            groups: own.get("groups").map(names).transpose()?,
            profile,
        })
    }

    /// What changes in the account. A user's name never changes.
    pub fn change(self, account: &Account) -> Result<AccountChange, Error> {
        if self.user_name.as_ref().is_some_and(|n| !same_name(n, account)) {
            return Err(Error::invalid("mutability", "userName cannot be changed"));
        }
        Ok(AccountChange {
            password: self.password,
            active: self.active,
            // Who writes back what was read, with one of the two lists changed, means that one.
            roles: [self.roles, self.groups].into_iter().flatten().find(|list| !is_present(list, account)),
            profile: Some(self.profile),
        })
    }
}

fn is_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|all| all.iter().all(Value::is_string))
}

/// Whether the list names exactly the roles there are.
fn is_present(list: &[String], account: &Account) -> bool {
    let names = |text: &String, role: &Named| *text == role.id || text.eq_ignore_ascii_case(&role.name);
    list.iter().all(|text| account.roles.iter().any(|role| names(text, role)))
        && account.roles.iter().all(|role| list.iter().any(|text| names(text, role)))
}

fn same_name(written: &str, account: &Account) -> bool {
    let bare =
        written.strip_prefix("PRIMARY/").or_else(|| written.strip_prefix("DEFAULT/")).unwrap_or(written);
    bare == account.user.name || bare == account.user.fully_qualified()
}

/// Some clients write flags as texts.
fn flag(value: &Value) -> Result<bool, Error> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(Error::invalid("active", "must be true or false")),
    }
}

/// Names or ids of roles: texts, `{value}` or `{display}`; WSO2 also writes several in one text, with commas.
fn names(list: &Value) -> Result<Vec<String>, Error> {
    let refused = || Error::invalid("roles", "must be a list of {value} or of texts");
    let elements = match list {
        Value::Null => return Ok(Vec::new()),
        Value::Array(elements) => elements.as_slice(),
        _ => return Err(refused()),
    };
    let mut found = Vec::new();
    for element in elements {
        let text = element.as_str().or(element["value"].as_str()).or(element["display"].as_str());
        let text = text.ok_or_else(refused)?;
        found.extend(text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned));
    }
    Ok(found)
}

fn location(resource: &Value) -> String {
    resource["meta"]["location"].as_str().unwrap_or_default().to_owned()
}

/// What operations of a PATCH work on: everything a client may write but the password.
fn editable(account: &Account) -> Map<String, Value> {
    let mut resource = account.profile.clone();
    resource.insert("userName".into(), json!(account.user.name));
    resource.insert("active".into(), json!(account.active));
    let roles: Vec<Value> = account.roles.iter().map(|r| json!({"value": r.id, "display": r.name})).collect();
    resource.insert("roles".into(), json!(roles));
    resource.insert("groups".into(), json!(roles));
    resource
}
