//! `api.yaml`: an API as the publisher's REST API gives it.

use model::api::ApiConfiguration;
use model::lifecycle::State;
use serde_json::{Value, json};
use store::api::ApiRow;

use super::super::envelope::{strip_nulls, text};
use super::super::wrong;
use crate::api::Api;
use crate::error::Error;

/// Members that are objects, and lists of objects, of which the model knows no more than that.
const OBJECTS: [&str; 7] = [
    "monetization",
    "businessInformation",
    "websubSubscriptionConfiguration",
    "endpointConfig",
    "threatProtectionPolicies",
    "serviceInfo",
    "advertiseInfo",
];
const OBJECT_LISTS: [&str; 3] = ["organizationPolicies", "mediationPolicies", "additionalProperties"];
/// Kept as it is written.
const ENDPOINTS: &str = "endpointConfig";

/// What `api.yaml` says.
pub(super) struct Described {
    pub configuration: ApiConfiguration,
    pub provider: String,
    pub state: Option<State>,
}

pub(super) fn read(at: &str, mut data: Value) -> Result<Described, Error> {
    let Some(members) = data.as_object_mut() else { return Err(wrong(at, "data must be an object")) };
    strip_nulls(members, ENDPOINTS);
    for name in OBJECTS {
        if members.get(name).is_some_and(|m| !m.is_object()) {
            return Err(wrong(at, format!("data.{name} must be an object")));
        }
    }
    for name in OBJECT_LISTS {
        let fits = |m: &Value| m.as_array().is_some_and(|items| items.iter().all(Value::is_object));
        if members.get(name).is_some_and(|m| !fits(m)) {
            return Err(wrong(at, format!("data.{name} must be a list of objects")));
        }
    }
    let provider = text(at, &data, "provider")?.unwrap_or_default().to_owned();
    let state = text(at, &data, "lifeCycleStatus")?.map(|name| {
        let named = State::parse(&name.to_ascii_uppercase());
        named.ok_or_else(|| wrong(at, "data.lifeCycleStatus must be a state such as PUBLISHED"))
    });
    let state = state.transpose()?;
    // The message could show a secret that is in the wrong place.
    let mut configuration: ApiConfiguration = serde_path_to_error::deserialize(data).map_err(|e| {
        wrong(at, format!("data.{} is of a wrong type; texts such as versions need quotes", e.path()))
    })?;
    if configuration.name.trim().is_empty() || configuration.version.trim().is_empty() {
        return Err(wrong(at, "data must have a name and a version"));
    }
    configuration.context = without_tenant(&configuration.context).to_owned();
    Ok(Described { configuration, provider, state })
}

/// `/t/a.com/pizza` and `/pizza` are the same API, in whichever tenant it comes from.
fn without_tenant(context: &str) -> &str {
    let rest = context.strip_prefix("/t/").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    rest.unwrap_or(context)
}

/// The API's `data`. `state` is what it is to be where it is imported.
pub(super) fn write(api: &Api, row: &ApiRow, state: State) -> Result<Value, Error> {
    let mut data = json!({
        "id": api.id,
        "provider": api.provider,
        "lifeCycleStatus": state.as_str(),
        "hasThumbnail": api.has_thumbnail,
        "isRevision": api.revision.is_some(),
        "revisionId": api.revision.as_ref().map_or(0, |r| r.number),
        "createdTime": api.created_at.millis().to_string(),
        "lastUpdatedTime": api.updated_at.millis().to_string(),
    });
    if api.revision.is_some() {
        data["revisionedApiId"] = json!(row.id);
    }
    let configuration = serde_json::to_value(&api.configuration).map_err(Error::internal)?;
    let (Value::Object(data), Value::Object(said)) = (&mut data, configuration) else {
        return Err(Error::internal("a configuration is no object"));
    };
    data.extend(said);
    Ok(std::mem::take(data).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_passed_over_and_what_is_wrong_is_named() {
        let good = json!({"name": "A", "version": "1.0", "context": "/t/a.com/a", "provider": "kim@a.com",
            "lifeCycleStatus": "PUBLISHED", "maxTps": null, "enableStore": true, "endpointConfig": {"x": null}});
        let read_good = read("api.yaml", good.clone()).expect("good");
        assert_eq!(
            (read_good.configuration.context.as_str(), read_good.state),
            ("/a", Some(State::Published))
        );
        assert_eq!(read_good.configuration.endpoint_config, Some(json!({"x": null})));
        for (name, value) in [
            ("version", json!(1.0)),
            ("name", json!(" ")),
            ("lifeCycleStatus", json!("Gone")),
            ("endpointConfig", json!("x")),
            ("additionalProperties", json!([1])),
            ("policies", json!({"secret": "s3cret"})),
        ] {
            let mut bad = good.clone();
            bad[name] = value;
            let said = read("api.yaml", bad).err().expect(name).to_string();
            assert!(said.contains(name) && !said.contains("s3cret"), "{said}");
        }
    }
}
