//! What gateways learn about an API: one document per environment it is deployed in.

use std::collections::BTreeMap;

use model::api::{ApiConfiguration, ApiOperation};
use model::catalog::{DeployedApi, Key, Kind, Member, Operation, Policies};
use model::policy::UNLIMITED;
use model::product::ProductMember;
use model::tenant::TenantDomain;
use serde_json::Value;
use store::Tx;
use store::api::ApiRow;
use store::revision::RevisionRow;
use store::revision::deployment::DeploymentRow;

use super::{endpoint, normalise};
use crate::Control;
use crate::error::Error;
use crate::operation_policy::run::Natives;

pub(crate) fn key(tenant: &str, api_id: &str, environment: &str) -> Key {
    Key { kind: Kind::Api, tenant: tenant.to_owned(), id: format!("{api_id}.{environment}") }
}

impl Control {
    /// Announces everything that is deployed of an API, as it is now.
    pub(crate) async fn announce_deployments(&self, tx: &mut Tx, api: &ApiRow) -> Result<(), Error> {
        for deployment in store::revision::deployment::list(tx, &api.tenant, &api.id).await? {
            self.announce_deployment(tx, api, &deployment).await?;
        }
        Ok(())
    }

    pub(crate) async fn announce_deployment(
        &self,
        tx: &mut Tx,
        api: &ApiRow,
        deployment: &DeploymentRow,
    ) -> Result<(), Error> {
        let revision = store::revision::get(tx, &api.tenant, &deployment.revision_id).await?;
        let revision = revision.ok_or_else(|| Error::internal(format!("{} deploys no revision", api.id)))?;
        let environment = self.environment_in(tx, &api.tenant, &deployment.environment).await?;
        let environment = environment.map(|e| e.environment);
        let kind = environment.as_ref().map_or_else(|| "hybrid".to_owned(), |e| e.kind.clone());
        let natives = Natives::of(tx, &api.tenant, &api.id, &revision.configuration).await?;
        let mut document = document(api, &revision, deployment, kind, &natives)?;
        self.seal_for(environment.as_ref(), &mut document)?;
        document.log_levels = crate::log_level::rules(tx, &api.tenant, &api.id).await?;
        let body = serde_json::to_value(document).map_err(Error::internal)?;
        let environments = [deployment.environment.clone()];
        let key = key(&api.tenant, &api.id, &deployment.environment);
        store::catalog::put(tx, &key, &environments, Some(&body), self.ambient().now()).await?;
        Ok(())
    }

    /// Takes an API out of an environment. Returns whether it was there.
    pub(crate) async fn withdraw_deployment(
        &self,
        tx: &mut Tx,
        api: &ApiRow,
        environment: &str,
    ) -> Result<bool, Error> {
        let there = store::revision::deployment::delete(tx, &api.tenant, &api.id, environment).await?;
        if there {
            let environments = [environment.to_owned()];
            let key = key(&api.tenant, &api.id, environment);
            store::catalog::put(tx, &key, &environments, None, self.ambient().now()).await?;
        }
        Ok(there)
    }

    /// Takes an API out of every environment.
    pub(crate) async fn withdraw_deployments(&self, tx: &mut Tx, api: &ApiRow) -> Result<(), Error> {
        for deployment in store::revision::deployment::list(tx, &api.tenant, &api.id).await? {
            self.withdraw_deployment(tx, api, &deployment.environment).await?;
        }
        Ok(())
    }

    /// Decides, per environment, which version of an API is served without a version: the default version where it
    /// is deployed; elsewhere what it was, because the path must not go dead before its successor is there. Without
    /// a default version nothing is.
    pub(crate) async fn settle_default(&self, tx: &mut Tx, tenant: &str, name: &str) -> Result<(), Error> {
        let versions = store::api::versions(tx, tenant, name).await?;
        let default = versions.iter().find(|v| v.is_default).map(|v| v.id.clone());
        let mut deployed = Vec::new();
        for version in &versions {
            for deployment in store::revision::deployment::list(tx, tenant, &version.id).await? {
                deployed.push((version, deployment));
            }
        }
        let settled: Vec<String> = deployed
            .iter()
            .filter(|(_, d)| default.as_ref().is_none_or(|id| *id == d.api_id))
            .map(|(_, d)| d.environment.clone())
            .collect();
        for (version, deployment) in &mut deployed {
            let serves = match &default {
                None => false,
                Some(id) if settled.contains(&deployment.environment) => *id == deployment.api_id,
                Some(_) => deployment.serves_default,
            };
            if serves != deployment.serves_default {
                deployment.serves_default = serves;
                store::revision::deployment::put(tx, deployment).await?;
                self.announce_deployment(tx, version, deployment).await?;
            }
        }
        Ok(())
    }
}

/// The snapshot as gateways need it, with what is alive about the API: its state and whether it is the default.
fn document(
    api: &ApiRow,
    revision: &RevisionRow,
    deployment: &DeploymentRow,
    environment_type: String,
    natives: &Natives,
) -> Result<DeployedApi, Error> {
    let tenant = TenantDomain::parse(&api.tenant)?;
    let c = &revision.configuration;
    let audiences = c.audiences.iter().filter(|a| *a != "all").cloned().collect();
    Ok(DeployedApi {
        api_id: api.id.clone(),
        name: c.name.clone(),
        version: c.version.clone(),
        context: api.full_context.clone(),
        default_context: deployment.serves_default.then(|| c.default_context(&tenant)),
        provider: api.provider.clone(),
        revision_id: revision.id.clone(),
        revision_number: u32::try_from(revision.number).unwrap_or(u32::MAX),
        environment: deployment.environment.clone(),
        environment_type,
        vhost: deployment.vhost.clone(),
        state: api.state,
        kind: c.kind.clone(),
        transports: c.transport.iter().filter(|t| matches!(t.as_str(), "http" | "https")).cloned().collect(),
        security_schemes: c.security_scheme.clone(),
        authorization_header: c.authorization_header.clone().filter(|h| !h.is_empty()),
        api_key_header: c.api_key_header.clone().filter(|h| !h.is_empty()),
        audiences,
        cors: c.cors_configuration.clone().unwrap_or_default(),
        production: endpoint::of_side(c.endpoint_config.as_ref(), "production"),
        sandbox: endpoint::of_side(c.endpoint_config.as_ref(), "sandbox"),
        operations: operations(c, natives),
        members: c.members.iter().map(member).collect(),
        api_policy: c.api_throttling_policy.clone().filter(|p| !p.is_empty()),
        plans: c.policies.clone(),
        key_managers: c
            .key_managers
            .as_ref()
            .and_then(normalise::strings)
            .unwrap_or_else(|| vec!["all".into()]),
        max_tps_production: per_second(c.max_tps.and_then(|m| m.production)),
        max_tps_sandbox: per_second(c.max_tps.and_then(|m| m.sandbox)),
        policies: c.api_policies.as_ref().map(|p| natives.policies(p)).unwrap_or_default(),
        properties: properties(c),
        log_levels: Vec::new(),
    })
}

fn per_second(side: Option<i64>) -> Option<u64> {
    side.and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0)
}

fn member(m: &ProductMember) -> Member {
    Member {
        api_id: m.api_id.clone(),
        production: endpoint::of_side(m.endpoint_config.as_ref(), "production"),
        sandbox: endpoint::of_side(m.endpoint_config.as_ref(), "sandbox"),
        max_tps_production: per_second(m.max_tps.and_then(|m| m.production)),
        max_tps_sandbox: per_second(m.max_tps.and_then(|m| m.sandbox)),
    }
}

/// The operations of an API, or of a product's members, which go through the policies of their APIs too.
fn operations(c: &ApiConfiguration, natives: &Natives) -> Vec<Operation> {
    let whole = c.api_throttling_policy.as_ref().is_some_and(|p| !p.is_empty());
    if !c.is_product() {
        return c.operations.iter().map(|o| operation(o, whole, natives)).collect();
    }
    let of_member = |(at, m): (usize, &ProductMember)| -> Vec<Operation> {
        let api = m.api_policies.as_ref().map(|p| natives.policies(p)).unwrap_or_default();
        let each = m.operations.iter().map(|o| {
            let Operation { policies: own, .. } = operation(o, whole, natives);
            let policies = Policies {
                request: [api.request.clone(), own.request].concat(),
                response: [own.response, api.response.clone()].concat(),
                fault: [own.fault, api.fault.clone()].concat(),
            };
            Operation { member: u16::try_from(at).ok(), policies, ..operation(o, whole, natives) }
        });
        each.collect()
    };
    c.members.iter().enumerate().flat_map(of_member).collect()
}

fn operation(o: &ApiOperation, whole: bool, natives: &Natives) -> Operation {
    let policy = |name: &String| !whole && !name.is_empty() && name != UNLIMITED;
    Operation {
        verb: o.verb.clone(),
        target: o.target.clone(),
        open: o.auth_type == "None",
        scopes: o.scopes.clone(),
        policy: o.throttling_policy.clone().filter(policy),
        policies: natives.policies(&o.operation_policies),
        member: None,
    }
}

fn properties(c: &ApiConfiguration) -> BTreeMap<String, String> {
    let text = |v: &Value| v.as_str().map(str::to_owned);
    c.additional_properties.iter().filter_map(|p| Some((text(&p["name"])?, text(&p["value"])?))).collect()
}
