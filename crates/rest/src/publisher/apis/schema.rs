//! The OpenAPI schema of an API. The configuration's type lives in `model`, which knows nothing of OpenAPI, so its
//! members are listed here; a test compares the list with what is really sent.

use std::borrow::Cow;

use serde_json::{Map, Value};
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, SchemaType};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::body::ApiDto;
use crate::error::Error;

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Flag,
    /// An object of the contract whose members are not checked one by one.
    Any,
    Texts,
    Anys,
}
use Kind::{Any, Anys, Flag, Number, Text, Texts};

const MEMBERS: &[(&str, Kind)] = &[
    ("id", Text),
    ("name", Text),
    ("description", Text),
    ("context", Text),
    ("version", Text),
    ("provider", Text),
    ("lifeCycleStatus", Text),
    ("responseCachingEnabled", Flag),
    ("cacheTimeout", Number),
    ("hasThumbnail", Flag),
    ("isDefaultVersion", Flag),
    ("isRevision", Flag),
    ("revisionedApiId", Text),
    ("revisionId", Number),
    ("enableSchemaValidation", Flag),
    ("enableSubscriberVerification", Flag),
    ("type", Text),
    ("audience", Text),
    ("audiences", Texts),
    ("transport", Texts),
    ("tags", Texts),
    ("policies", Texts),
    ("organizationPolicies", Anys),
    ("apiThrottlingPolicy", Text),
    ("authorizationHeader", Text),
    ("apiKeyHeader", Text),
    ("securityScheme", Texts),
    ("maxTps", Any),
    ("visibility", Text),
    ("visibleRoles", Texts),
    ("visibleTenants", Texts),
    ("visibleOrganizations", Texts),
    ("mediationPolicies", Anys),
    ("apiPolicies", Any),
    ("subscriptionAvailability", Text),
    ("subscriptionAvailableTenants", Texts),
    ("additionalProperties", Anys),
    ("additionalPropertiesMap", Any),
    ("monetization", Any),
    ("accessControl", Text),
    ("accessControlRoles", Texts),
    ("businessInformation", Any),
    ("corsConfiguration", Any),
    ("websubSubscriptionConfiguration", Any),
    ("workflowStatus", Text),
    ("createdTime", Text),
    ("lastUpdatedTime", Text),
    ("lastUpdatedTimestamp", Text),
    ("endpointConfig", Any),
    ("endpointImplementationType", Text),
    ("scopes", Anys),
    ("operations", Anys),
    ("threatProtectionPolicies", Any),
    ("categories", Texts),
    ("keyManagers", Texts),
    ("serviceInfo", Any),
    ("advertiseInfo", Any),
    ("gatewayVendor", Text),
    ("gatewayType", Text),
    ("asyncTransportProtocols", Texts),
];

/// What only the server says; clients send it back, and it is passed over.
const READ_ONLY: &[&str] = &[
    "id",
    "provider",
    "lifeCycleStatus",
    "hasThumbnail",
    "isRevision",
    "revisionedApiId",
    "revisionId",
    "workflowStatus",
    "createdTime",
    "lastUpdatedTime",
    "lastUpdatedTimestamp",
];

/// Refuses what is no object where the contract has one; what is within is looked at where it is used.
pub fn check_objects(body: &Map<String, Value>) -> Result<(), Error> {
    for (name, kind) in MEMBERS {
        let problem = match (kind, body.get(*name)) {
            (Any, Some(value)) if !value.is_object() => Some("must be an object"),
            (Anys, Some(value)) if !value.as_array().is_some_and(|all| all.iter().all(Value::is_object)) => {
                Some("must be a list of objects")
            }
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(Error::invalid(*name, problem));
        }
    }
    Ok(())
}

fn object() -> ObjectBuilder {
    ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(true)))
}

fn plain(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::new(kind))
}

impl Kind {
    fn schema(self, read_only: bool) -> Schema {
        let plain = |kind| plain(kind).read_only(read_only);
        match self {
            Text => plain(Type::String).into(),
            Number => plain(Type::Integer).into(),
            Flag => plain(Type::Boolean).into(),
            Any => object().into(),
            Texts => ArrayBuilder::new().items(plain(Type::String)).into(),
            Anys => ArrayBuilder::new().items(object()).into(),
        }
    }
}

impl PartialSchema for ApiDto {
    fn schema() -> RefOr<Schema> {
        let members = MEMBERS.iter().fold(ObjectBuilder::new(), |object, (name, kind)| {
            object.property(*name, kind.schema(READ_ONLY.contains(name)))
        });
        members.required("name").required("context").required("version").into()
    }
}

impl ToSchema for ApiDto {
    fn name() -> Cow<'static, str> {
        "API".into()
    }
}

#[cfg(test)]
mod tests {
    use model::api::ApiConfiguration;

    use super::*;

    #[test]
    fn every_member_that_is_sent_is_described() {
        let sent = serde_json::to_value(ApiConfiguration::default()).expect("plain data");
        for name in sent.as_object().expect("an object").keys() {
            assert!(MEMBERS.iter().any(|(n, _)| n == name), "{name}");
        }
    }
}
