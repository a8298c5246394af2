//! Policies that an API's configuration names: each is found, checked, and becomes one of the API's own.

use std::collections::HashSet;

use model::Invalid;
use model::api::{ApiConfiguration, AttachedPolicy};
use model::tenant::TenantDomain;
use store::Tx;

use super::place::{Place, each, each_mut};
use super::{MAX_POLICIES, OperationPolicy, code, common, of_api, parameters};
use crate::Control;
use crate::error::Error;

/// Copies of common policies that an API is to get once its row is there.
#[derive(Debug, Default)]
pub(crate) struct Copies(Vec<OperationPolicy>);

/// Empties every secret, for answers.
pub(crate) fn redact(api: &mut ApiConfiguration) {
    each_mut(api).for_each(|attached| parameters::redact(&mut attached.parameters));
}

impl Control {
    /// Finds and checks what `api` names. What it names afterwards are policies of the API `api_id`: its own, and
    /// copies of common ones, of which those that are new are returned.
    pub(crate) async fn attach_policies(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        api_id: &str,
        api: &mut ApiConfiguration,
        before: Option<&ApiConfiguration>,
    ) -> Result<Copies, Error> {
        let places: Vec<Place> = each(api).map(|(place, _)| place).collect();
        if places.is_empty() {
            return Ok(Copies::default());
        }
        let mut known = Known {
            own: of_api(tx, tenant.as_str(), api_id).await?,
            common: common(tx, tenant).await?,
            kind: api.kind.clone(),
        };
        let stored = known.own.len();
        let mut bad = Vec::new();
        let olds: Vec<_> = places.iter().map(|place| before.and_then(|b| find_before(b, place))).collect();
        for ((attached, place), old) in each_mut(api).zip(&places).zip(olds) {
            let found = match known.find(attached, place) {
                Ok(found) => found,
                Err(invalid) => {
                    bad.push(invalid);
                    continue;
                }
            };
            let policy = known.own_of(found, api_id, || self.ambient().id());
            let same =
                old.filter(|old| old.policy_name == policy.specification.name).map(|old| &old.parameters);
            parameters::settle(policy, place, &mut attached.parameters, same, self.sealer(), &mut bad)?;
            attached.policy_name.clone_from(&policy.specification.name);
            attached.policy_version.clone_from(&policy.specification.version);
            attached.policy_id = Some(policy.id.clone());
            attached.policy_type =
                Some(if policy.cloned_from.is_some() { "common" } else { "api" }.to_owned());
        }
        if known.own.len() > MAX_POLICIES {
            bad.push(Invalid::new("operations", format!("have more than {MAX_POLICIES} different policies")));
        }
        if bad.is_empty() { Ok(Copies(known.own.split_off(stored))) } else { Err(Error::Invalid(bad)) }
    }

    /// Gives a new version of an API the policies of the one before; `api` names them afterwards.
    pub(crate) async fn copy_policies(
        &self,
        tx: &mut Tx,
        tenant: &str,
        from: &str,
        to: &str,
        api: &mut ApiConfiguration,
    ) -> Result<Copies, Error> {
        let mut copies = Copies::default();
        for old in of_api(tx, tenant, from).await? {
            let id = self.ambient().id();
            for attached in each_mut(api).filter(|a| a.policy_id.as_ref() == Some(&old.id)) {
                attached.policy_id = Some(id.clone());
            }
            copies.0.push(OperationPolicy { id, api_id: Some(to.to_owned()), ..old });
        }
        Ok(copies)
    }

    /// Stores copies; the API's row is there.
    pub(crate) async fn store_copies(&self, tx: &mut Tx, tenant: &str, copies: Copies) -> Result<(), Error> {
        for policy in copies.0 {
            store::operation_policy::insert(tx, &policy.row(tenant, self.ambient().now().0)?).await?;
        }
        Ok(())
    }
}

/// Deletes copies of common policies that neither the API nor a revision of it names any more.
pub(crate) async fn prune(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    api: &ApiConfiguration,
) -> Result<(), Error> {
    let copies: Vec<_> =
        of_api(tx, tenant, api_id).await?.into_iter().filter(|p| p.cloned_from.is_some()).collect();
    if copies.is_empty() {
        return Ok(());
    }
    let used = used(tx, tenant, api_id, api).await?;
    for policy in copies.iter().filter(|p| !used.contains(&p.id)) {
        store::operation_policy::delete(tx, tenant, &policy.id).await?;
    }
    Ok(())
}

/// Ids of the policies that the API or a revision of it names.
pub(super) async fn used(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    api: &ApiConfiguration,
) -> Result<HashSet<String>, Error> {
    let ids = |api: &ApiConfiguration| -> Vec<String> {
        each(api).filter_map(|(_, attached)| attached.policy_id.clone()).collect()
    };
    let mut used: HashSet<String> = ids(api).into_iter().collect();
    for revision in store::revision::list(tx, tenant, api_id).await? {
        used.extend(ids(&revision.configuration));
    }
    Ok(used)
}

/// What was attached at the same place: on the same operation, wherever it stands in the list.
fn find_before<'b>(before: &'b ApiConfiguration, place: &Place) -> Option<&'b AttachedPolicy> {
    let at = |place: &Place| place.path.rsplit_once('.').map(|(_, at)| at.to_owned());
    let same = |other: &Place| other.on == place.on && at(other) == at(place);
    each(before).find(|(other, _)| same(other)).map(|(_, attached)| attached)
}

/// The policies an API can name.
struct Known {
    own: Vec<OperationPolicy>,
    common: Vec<OperationPolicy>,
    /// The API's type.
    kind: String,
}

/// Index of a policy among those of [`Known`].
enum Found {
    Own(usize),
    Common(usize),
}

impl Known {
    fn find(&self, attached: &AttachedPolicy, place: &Place) -> Result<Found, Invalid> {
        let refuse = |member: &str, message: String, code: u32| {
            let message = format!("{message} (on {}, {} flow)", place.on, place.flow);
            Err(Invalid::new(format!("{}.{member}", place.path), message).code(code))
        };
        let Some(found) = self.look_up(attached) else {
            let version = if attached.policy_version.is_empty() { "v1" } else { &attached.policy_version };
            let message = format!("there is no policy {} {version}", attached.policy_name);
            return refuse("policyName", message, code::UNKNOWN);
        };
        let specification = &self.get(&found).specification;
        let label = self.get(&found).label();
        let named = |given: &str, name: &str| given.is_empty() || given == name;
        if !named(&attached.policy_name, &specification.name)
            || !named(&attached.policy_version, &specification.version)
        {
            return refuse("policyId", format!("is the id of {label}"), code::MISMATCH);
        }
        if !specification.applicable_flows.iter().any(|f| f == place.flow) {
            let allowed = specification.applicable_flows.join(", ");
            let message = format!("{label} is not allowed in this flow, only in: {allowed}");
            return refuse("policyName", message, code::FLOW);
        }
        if !specification.takes(&self.kind) {
            return refuse(
                "policyName",
                format!("{label} is not for APIs of type {}", self.kind),
                code::UNKNOWN,
            );
        }
        Ok(found)
    }

    /// By id; else by name and version, the API's own policies first.
    fn look_up(&self, attached: &AttachedPolicy) -> Option<Found> {
        let own = |f: &dyn Fn(&OperationPolicy) -> bool| self.own.iter().position(f).map(Found::Own);
        let common = |f: &dyn Fn(&OperationPolicy) -> bool| self.common.iter().position(f).map(Found::Common);
        if let Some(id) = attached.policy_id.as_deref().filter(|id| !id.is_empty()) {
            let by_id = |p: &OperationPolicy| p.id == id;
            if let Some(found) = own(&by_id).or_else(|| common(&by_id)) {
                return Some(found);
            }
        }
        let version = if attached.policy_version.is_empty() { "v1" } else { &attached.policy_version };
        let named = |p: &OperationPolicy| p.is(&attached.policy_name, version);
        let made = |p: &OperationPolicy| named(p) && p.cloned_from.is_none();
        match attached.policy_type.as_deref() {
            Some("common") => common(&named).or_else(|| own(&named)),
            _ => own(&made).or_else(|| common(&named)).or_else(|| own(&named)),
        }
    }

    fn get(&self, found: &Found) -> &OperationPolicy {
        match found {
            Found::Own(at) => &self.own[*at],
            Found::Common(at) => &self.common[*at],
        }
    }

    /// The API's own policy for what was found: a common one's copy, made if there is none.
    fn own_of(&mut self, found: Found, api_id: &str, new_id: impl FnOnce() -> String) -> &OperationPolicy {
        let at = match found {
            Found::Own(at) => at,
            Found::Common(at) => {
                let source = &self.common[at];
                let copy = |p: &OperationPolicy| {
                    p.cloned_from.as_ref() == Some(&source.id) && p.digest == source.digest
                };
                self.own.iter().position(copy).unwrap_or_else(|| {
                    self.own.push(source.clone_for(api_id, new_id()));
                    self.own.len() - 1
                })
            }
        };
        &self.own[at]
    }
}
