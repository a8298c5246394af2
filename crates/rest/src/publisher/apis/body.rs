//! An API on the wire: the contract's schema `API`.

use control::api::Api;
use model::api::ApiConfiguration;
use serde::Serialize;
use serde_json::{Map, Value};

use super::millis;
use super::schema::check_objects;
use crate::error::Error;
use crate::extract::from_value;

/// An API as publishers get it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiDto {
    id: String,
    #[serde(flatten)]
    configuration: ApiConfiguration,
    provider: String,
    life_cycle_status: &'static str,
    has_thumbnail: bool,
    is_revision: bool,
    /// Of a revision: the API it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    revisioned_api_id: Option<String>,
    /// Number of the revision; 0 for the working copy.
    revision_id: i64,
    workflow_status: &'static str,
    created_time: String,
    last_updated_time: String,
    last_updated_timestamp: String,
}

impl ApiDto {
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl From<Api> for ApiDto {
    fn from(mut api: Api) -> Self {
        // Only products have them, and say so in their own form.
        api.configuration.members.clear();
        Self {
            id: api.id,
            configuration: api.configuration,
            provider: api.provider,
            life_cycle_status: api.state.as_str(),
            has_thumbnail: api.has_thumbnail,
            is_revision: api.revision.is_some(),
            revision_id: api.revision.as_ref().map_or(0, |r| r.number),
            revisioned_api_id: api.revision.map(|r| r.api_id),
            workflow_status: if api.state_waits { "CREATED" } else { "APPROVED" },
            created_time: millis(api.created_at),
            last_updated_time: millis(api.updated_at),
            last_updated_timestamp: millis(api.updated_at),
        }
    }
}

/// Reads the configuration in a body; `name` is what the body is called in errors. Members that only the server
/// sets are ignored, and `null` is as good as absent, as clients of the contract expect.
pub fn configuration(name: &str, mut body: Value) -> Result<ApiConfiguration, Error> {
    if !body.is_object() {
        return Err(Error::invalid(name, "must be a JSON object"));
    }
    strip_nulls(&mut body);
    check_objects(body.as_object().unwrap_or(&Map::new()))?;
    from_value(name, body)
}

fn strip_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            for (name, member) in members.iter_mut() {
                // Not ours: what it says is kept as it is.
                if name != "endpointConfig" {
                    strip_nulls(member);
                }
            }
        }
        Value::Array(items) => {
            items.retain(|item| !item.is_null());
            items.iter_mut().for_each(strip_nulls);
        }
        _ => {}
    }
}
