//! Policies that travel with an API in its archive.

use bytes::Bytes;
use definition::tree::Format;
use model::api::{ApiConfiguration, AttachedPolicy, OperationPolicies};
use store::Tx;
use store::api::ApiRow;

use super::attach::used;
use super::place::{each, each_mut};
use super::{Draft, MAX_POLICIES, OperationPolicy, Specification, code, common, of_api};
use crate::error::Error;
use crate::{Caller, Control};

/// A policy as an archive has it.
pub(crate) struct Carried {
    /// Where its specification is; what errors name.
    pub at: String,
    policy: OperationPolicy,
    has_template: bool,
}

impl Carried {
    pub fn read(at: &str, draft: &Draft) -> Result<Self, Error> {
        let has_template = draft.synapse.is_some() || draft.choreo_connect.is_some();
        let policy = if has_template {
            draft.read(at, String::new())?
        } else {
            OperationPolicy::new(String::new(), Specification::parse(at, &draft.specification)?, None, None)
        };
        Ok(Self { at: at.to_owned(), policy, has_template })
    }

    pub fn is_same_as(&self, other: &Self) -> bool {
        let Specification { name, version, .. } = &other.policy.specification;
        self.policy.is(name, version)
    }
}

/// The files of a policy, each with how its name ends; and what they are called without that.
pub(crate) struct Files {
    pub stem: String,
    pub files: Vec<(&'static str, Bytes)>,
}

/// What an API has attached, and its own policies. Of those with one name and version, what is attached comes first.
pub(crate) async fn carried(tx: &mut Tx, row: &ApiRow, json: bool) -> Result<Vec<Files>, Error> {
    let ids: Vec<_> = each(&row.configuration).filter_map(|(_, a)| a.policy_id.clone()).collect();
    let mut all = of_api(tx, &row.tenant, &row.id).await?;
    all.retain(|p| p.cloned_from.is_none() || ids.contains(&p.id));
    all.sort_by_key(|p| !ids.contains(&p.id));
    let mut taken: Vec<Files> = Vec::new();
    for policy in all {
        let Specification { name, version, .. } = &policy.specification;
        let stem = format!("{name}_{version}");
        if taken.iter().any(|f| f.stem == stem) {
            continue;
        }
        let (extension, format) = if json { ("json", Format::Json) } else { ("yaml", Format::Yaml) };
        let mut files = vec![(extension, policy.specification.file(format)?.into())];
        files.extend(policy.synapse.map(|text| ("j2", text.into())));
        files.extend(policy.choreo_connect.map(|text| ("gotmpl", text.into())));
        taken.push(Files { stem, files });
    }
    Ok(taken)
}

/// The configuration without what it has attached.
pub(crate) fn stripped(api: &ApiConfiguration) -> ApiConfiguration {
    let mut api = api.clone();
    api.api_policies = None;
    for operation in &mut api.operations {
        operation.operation_policies = OperationPolicies::default();
    }
    api
}

impl Control {
    /// Makes the policies of an archive those of the API, whose row is there. One that the tenant has too, or that is
    /// built in, stays common. `api` names them afterwards so that they are found.
    pub(crate) async fn settle_carried(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        row: &ApiRow,
        carried: &[Carried],
        api: &mut ApiConfiguration,
    ) -> Result<(), Error> {
        let common = common(tx, caller.tenant()).await?;
        for Carried { at, policy, has_template } in carried {
            let Specification { name, version, .. } = &policy.specification;
            let shared = common.iter().find(|c| c.is(name, version));
            if shared.is_some_and(|c| c.built_in || !has_template || c.digest == policy.digest) {
                point(api, name, version, "common");
                continue;
            }
            if !has_template {
                let message = format!("{at}: the policy {} has no template", policy.label());
                return Err(model::Invalid::new("Policies", message).code(code::NOT_RUN).into());
            }
            point(api, name, version, "api");
            let own = of_api(tx, &row.tenant, &row.id).await?;
            if own.len() >= MAX_POLICIES {
                return Err(Error::invalid(
                    "Policies",
                    format!("the API has more than {MAX_POLICIES} policies"),
                ));
            }
            if let Some(old) = own.into_iter().find(|p| p.cloned_from.is_none() && p.is(name, version)) {
                if old.digest == policy.digest {
                    continue;
                }
                // The API itself is about to name the new one.
                let rest = stripped(&row.configuration);
                if used(tx, &row.tenant, &row.id, &rest).await?.contains(&old.id) {
                    let message = format!(
                        "{at} changes the policy {}, which a revision of the API has attached; delete the revision, or \
                         give the policy another version",
                        policy.label()
                    );
                    return Err(Error::conflict(code::IN_USE, message));
                }
                store::operation_policy::delete(tx, &row.tenant, &old.id).await?;
            }
            let mut made = policy.clone();
            made.id = self.ambient().id();
            made.api_id = Some(row.id.clone());
            let stored = made.row(&row.tenant, self.ambient().now().0)?;
            store::operation_policy::insert(tx, &stored).await?;
        }
        Ok(())
    }
}

/// What is attached by that name is looked up anew, among policies of that kind.
fn point(api: &mut ApiConfiguration, name: &str, version: &str, kind: &str) {
    let fits = |a: &&mut AttachedPolicy| {
        let said = if a.policy_version.is_empty() { "v1" } else { &a.policy_version };
        a.policy_name == name && said == version
    };
    for attached in each_mut(api).filter(fits) {
        attached.policy_id = None;
        attached.policy_type = Some(kind.to_owned());
    }
}
