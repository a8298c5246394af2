//! The common policies that every tenant has: WSO2's names, versions and parameters.
//!
//! They are not stored. Those that gateways run have the name that [`model::native`] knows; the others can be attached,
//! and an API with one of them cannot be deployed.

use aws_lc_rs::digest::{SHA256, digest};
use model::native;
use model::tenant::TenantDomain;

use super::{Attribute, OperationPolicy, Specification};

mod table;

use table::{ALL, BuiltIn, Parameter};

/// Every one, for a tenant.
pub fn all(tenant: &TenantDomain) -> impl Iterator<Item = OperationPolicy> {
    ALL.iter().flat_map(move |b| b.versions.iter().map(move |version| policy(tenant, b, version)))
}

fn policy(tenant: &TenantDomain, built_in: &BuiltIn, version: &str) -> OperationPolicy {
    let texts = |all: &[&str]| all.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    let specification = Specification {
        category: built_in.category.to_owned(),
        name: built_in.name.to_owned(),
        version: version.to_owned(),
        display_name: built_in.display_name.to_owned(),
        description: built_in.description.to_owned(),
        policy_attributes: built_in.parameters.iter().map(attribute).collect(),
        applicable_flows: texts(built_in.flows),
        supported_gateways: texts(&["Synapse"]),
        supported_api_types: vec!["HTTP".into()],
    };
    let id = id(tenant, built_in.name, version);
    OperationPolicy {
        native: native::NAMES.contains(&built_in.name).then(|| built_in.name.to_owned()),
        built_in: true,
        ..OperationPolicy::new(id, specification, None, None)
    }
}

fn attribute(parameter: &Parameter) -> Attribute {
    Attribute {
        name: parameter.name.to_owned(),
        display_name: parameter.display_name.to_owned(),
        description: String::new(),
        kind: parameter.kind.to_owned(),
        validation_regex: (!parameter.pattern.is_empty()).then(|| parameter.pattern.to_owned()),
        allowed_values: parameter.allowed.iter().map(|v| (*v).to_owned()).collect(),
        required: parameter.required,
        default_value: (!parameter.default.is_empty()).then(|| parameter.default.to_owned()),
    }
}

/// Always the same for a tenant, and another for another: a UUID of version 8 (RFC 9562).
fn id(tenant: &TenantDomain, name: &str, version: &str) -> String {
    let hash = digest(&SHA256, format!("operation policy\0{tenant}\0{name}\0{version}").as_bytes());
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = super::hex(&bytes);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::operation_policy::pattern;

    #[test]
    fn built_in_policies_are_distinct_and_read_like_any_other() {
        let tenant = TenantDomain::super_tenant();
        let all: Vec<_> = all(&tenant).collect();
        let ids: BTreeSet<_> = all.iter().map(|p| &p.id).collect();
        let labels: BTreeSet<_> = all.iter().map(OperationPolicy::label).collect();
        assert_eq!((ids.len(), labels.len()), (all.len(), all.len()));
        for policy in &all {
            let file = policy.specification.file(definition::tree::Format::Yaml).expect("a file");
            let read = Specification::parse("file", file.as_bytes()).expect("a good specification");
            assert_eq!(read, policy.specification);
            for attribute in &read.policy_attributes {
                let Some(text) = &attribute.validation_regex else { continue };
                let pattern = pattern::compile(text).expect("a pattern");
                let default = attribute.default_value.as_deref();
                assert!(default.is_none_or(|d| pattern.is_match(d)), "{} {}", policy.label(), attribute.name);
            }
        }
        for name in native::NAMES {
            assert!(all.iter().any(|p| p.native.as_deref() == Some(name)), "{name}");
        }
        assert!(ids.iter().all(|id| id.len() == 36 && id.as_bytes()[14] == b'8'));
    }
}
