//! What groups and roles have in common.

use axum::extract::State;
use control::role::{MemberChange, Role};
use control::user::NameFilter;
use control::{Caller, Control};
use model::Timestamp;
use serde_json::{Map, Value, json};

use super::answer::ListResponse;
use super::filter::Listing;
use super::patch::{Change, PatchOp, Verb};
use crate::error::Error;

/// How one of the two views writes a role.
pub struct View {
    pub resource_type: &'static str,
    pub schema: &'static str,
    /// Below `/scim2`.
    pub path: &'static str,
    /// Name of the attribute that lists the users.
    pub members: &'static str,
}

/// Both views' names of the list of users are understood.
const MEMBERS: [&str; 2] = ["members", "users"];

impl View {
    pub fn resource(&self, control: &Control, caller: &Caller, role: &Role) -> Value {
        let base = format!("{}/scim2", control.base_url(caller.tenant()));
        let members: Vec<Value> = role
            .members
            .iter()
            .map(|m| json!({"value": m.id, "display": m.name, "$ref": format!("{base}/Users/{}", m.id)}))
            .collect();
        json!({
            "schemas": [self.schema],
            "id": role.id,
            "displayName": role.name,
            self.members: members,
            "meta": {
                "resourceType": self.resource_type,
                "created": Timestamp(role.created_at).rfc3339(),
                "lastModified": Timestamp(role.updated_at).rfc3339(),
                "location": format!("{base}/{}/{}", self.path, role.id),
            },
        })
    }

    pub async fn list(
        &self,
        State(control): State<Control>,
        caller: &Caller,
        listing: &Listing,
    ) -> Result<ListResponse, Error> {
        let fits = listing.names("displayName")?;
        let mut roles = control.roles(caller).await?;
        roles.retain(|r| matches(&fits, &r.name));
        let total = i64::try_from(roles.len()).unwrap_or(i64::MAX);
        let (skip, take) = (listing.offset(), listing.count());
        let page =
            roles.iter().skip(usize::try_from(skip).unwrap_or(0)).take(usize::try_from(take).unwrap_or(0));
        let resources = page.map(|r| self.resource(&control, caller, r)).collect();
        Ok(ListResponse::new(resources, total, listing.start_index()))
    }

    pub async fn create(
        &self,
        control: &Control,
        caller: &Caller,
        body: &Map<String, Value>,
    ) -> Result<Value, Error> {
        let name = name_in(body)?.ok_or_else(|| Error::invalid("displayName", "is required"))?;
        let members = MEMBERS.into_iter().find_map(|m| body.get(m));
        let members = members.map(ids).transpose()?.unwrap_or_default();
        let role = control.create_role(caller, &name, &members).await?;
        Ok(self.resource(control, caller, &role))
    }

    pub async fn replace(
        &self,
        control: &Control,
        caller: &Caller,
        id: &str,
        body: &Map<String, Value>,
    ) -> Result<Value, Error> {
        let name = name_in(body)?;
        let members = MEMBERS.into_iter().find_map(|m| body.get(m)).map(ids).transpose()?;
        let changes: Vec<_> = members.map(MemberChange::Replace).into_iter().collect();
        let role = control.change_role(caller, id, name.as_deref(), &changes).await?;
        Ok(self.resource(control, caller, &role))
    }

    pub async fn patch(
        &self,
        control: &Control,
        caller: &Caller,
        id: &str,
        body: PatchOp,
    ) -> Result<Value, Error> {
        let (mut name, mut changes) = (None, Vec::new());
        for change in body.changes()? {
            if change.path.is("displayName") && change.verb != Verb::Remove {
                name = Some(text(&change.value)?);
            } else if MEMBERS.into_iter().any(|m| change.path.is(m)) {
                changes.push(member_change(change)?);
            } else {
                return Err(Error::invalid("path", "must be displayName, members or users"));
            }
        }
        let role = control.change_role(caller, id, name.as_deref(), &changes).await?;
        Ok(self.resource(control, caller, &role))
    }
}

fn member_change(change: Change) -> Result<MemberChange, Error> {
    let Change { verb, path, value } = change;
    if path.sub.is_some() {
        return Err(Error::invalid("path", "of members cannot have a sub-attribute"));
    }
    Ok(match (verb, path.element) {
        (Verb::Remove, Some((by, id))) if by.eq_ignore_ascii_case("value") => MemberChange::Remove(vec![id]),
        (_, Some(_)) => return Err(Error::invalid("path", "must be members or members[value eq \"id\"]")),
        (Verb::Add, None) => MemberChange::Add(ids(&value)?),
        (Verb::Replace, None) => MemberChange::Replace(ids(&value)?),
        (Verb::Remove, None) if value.is_null() => MemberChange::Replace(Vec::new()),
        (Verb::Remove, None) => MemberChange::Remove(ids(&value)?),
    })
}

/// Ids in `[{"value": id}]`, or of one such object.
fn ids(value: &Value) -> Result<Vec<String>, Error> {
    let one = std::slice::from_ref(value);
    let elements = match value {
        Value::Null => &[],
        Value::Array(elements) => elements.as_slice(),
        _ => one,
    };
    let id = |element: &Value| element["value"].as_str().or(element.as_str()).map(str::to_owned);
    let found: Option<Vec<String>> = elements.iter().map(id).collect();
    found.ok_or_else(|| Error::invalid("members", "must be a list of {value: id of a user}"))
}

fn name_in(body: &Map<String, Value>) -> Result<Option<String>, Error> {
    body.get("displayName").map(text).transpose()
}

fn text(value: &Value) -> Result<String, Error> {
    value.as_str().map(str::to_owned).ok_or_else(|| Error::invalid("displayName", "must be a text"))
}

fn matches(filter: &NameFilter, name: &str) -> bool {
    let name = name.to_lowercase();
    match filter {
        NameFilter::All => true,
        NameFilter::Equals(text) => name == text.to_lowercase(),
        NameFilter::Contains(text) => name.contains(&text.to_lowercase()),
        NameFilter::StartsWith(text) => name.starts_with(&text.to_lowercase()),
        NameFilter::EndsWith(text) => name.ends_with(&text.to_lowercase()),
    }
}
