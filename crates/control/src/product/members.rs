//! The APIs a product is made of, and what it takes from them.

use std::collections::HashSet;

use ::definition::{OpenApi, Part};
use model::Invalid;
use model::api::{ApiConfiguration, ApiOperation, ApiScope};
use model::lifecycle::State;
use model::product::ProductMember;
use serde_json::{Value, json};
use store::Tx;
use store::api::ApiRow;

use crate::api::{access, code, definition, endpoint};
use crate::error::Error;
use crate::{Caller, Control};

/// APIs that a product may have.
const MAX_MEMBERS: usize = 100;

/// An API that is to be in a product, with verb and target of the operations to be offered; none: all it has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    pub api_id: String,
    pub operations: Vec<(String, String)>,
}

impl Control {
    /// Gives a product's configuration what it takes from its members, as they are now. Returns its definition.
    pub(super) async fn take_members(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        product: &mut ApiConfiguration,
        wishes: &[Wish],
    ) -> Result<OpenApi, Error> {
        if wishes.is_empty() || wishes.len() > MAX_MEMBERS {
            return Err(Error::invalid("apis", format!("must have 1 to {MAX_MEMBERS} APIs")));
        }
        let mut documents = Vec::new();
        let mut scopes: Vec<ApiScope> = Vec::new();
        product.members.clear();
        for (i, wish) in wishes.iter().enumerate() {
            if wishes[..i].iter().any(|w| w.api_id == wish.api_id) {
                return Err(Error::invalid(format!("apis[{i}].apiId"), "is there twice"));
            }
            let api = self.member(tx, caller, product, &wish.api_id, i).await?;
            let member = member_of(&api.configuration, wish, i)?;
            let named: HashSet<&String> = member.operations.iter().flat_map(|o| &o.scopes).collect();
            for scope in api.configuration.scopes.iter().filter(|s| named.contains(&s.scope.name)) {
                if !scopes.iter().any(|s| s.scope.name == scope.scope.name) {
                    scopes.push(scope.clone());
                }
            }
            documents.push(definition::current(tx, &api).await?);
            product.members.push(member);
        }
        product.operations = product.members.iter().flat_map(|m| m.operations.iter().cloned()).collect();
        product.scopes = scopes;
        check_unique(&product.operations)?;
        Ok(merged(product, &documents))
    }

    /// The API, if it may be in a product.
    async fn member(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        product: &ApiConfiguration,
        id: &str,
        i: usize,
    ) -> Result<ApiRow, Error> {
        let api = store::api::get(tx, caller.tenant().as_str(), id).await?;
        let api = api.ok_or_else(|| crate::api::not_found(id))?;
        access::ensure_may_work(caller, &api.configuration)?;
        let c = &api.configuration;
        if c.kind != "HTTP" {
            let message = format!("is of the type {}; only REST APIs can be in an API product", c.kind);
            return Err(Error::invalid(format!("apis[{i}].apiId"), message));
        }
        // As in WSO2, an API that is not published yet may be.
        if !matches!(api.state, State::Created | State::Published) {
            let message = format!(
                "Cannot create API Product, due to resources parent API being in an unsupported Life Cycle state: \
                 {} is {}",
                c.name,
                api.state.title()
            );
            return Err(Error::conflict(code::PRODUCT_MEMBER_STATE, message));
        }
        if endpoint_config(c).is_none() {
            let message = format!(
                "Cannot create API Product {}, due to resources with undefined endpoints in their parent APIs {}",
                product.name, c.name
            );
            return Err(Error::conflict(code::PRODUCT_MEMBER_ENDPOINT, message));
        }
        Ok(api)
    }
}

/// What a product has of an API.
fn member_of(api: &ApiConfiguration, wish: &Wish, i: usize) -> Result<ProductMember, Error> {
    let mut bad = Vec::new();
    let mut operations = Vec::new();
    for (j, (verb, target)) in wish.operations.iter().enumerate() {
        match api.operations.iter().find(|o| o.verb.eq_ignore_ascii_case(verb) && o.target == *target) {
            Some(operation) => operations.push(operation.clone()),
            None => {
                let there = api.operations.iter().any(|o| o.target == *target);
                let wrong = if there { "verb" } else { "target" };
                bad.push(Invalid::new(
                    format!("apis[{i}].operations[{j}].{wrong}"),
                    format!("the API {} has no operation {verb} {target}", api.name),
                ));
            }
        }
    }
    if !bad.is_empty() {
        return Err(Error::Invalid(bad));
    }
    if wish.operations.is_empty() {
        operations.clone_from(&api.operations);
    }
    Ok(snapshot(api, &wish.api_id, operations))
}

fn snapshot(api: &ApiConfiguration, id: &str, mut operations: Vec<ApiOperation>) -> ProductMember {
    // With a policy on the whole API, those on its operations do not count.
    if let Some(whole) = api.api_throttling_policy.as_ref().filter(|p| !p.is_empty()) {
        for operation in &mut operations {
            operation.throttling_policy = Some(whole.clone());
        }
    }
    ProductMember {
        api_id: id.to_owned(),
        name: api.name.clone(),
        version: api.version.clone(),
        operations,
        endpoint_config: endpoint_config(api),
        api_policies: api.api_policies.clone(),
        max_tps: api.max_tps,
    }
}

/// The member as it would be taken now; `None` when an operation of it has gone.
pub(super) fn renewed(api: &ApiConfiguration, member: &ProductMember) -> Option<ProductMember> {
    let same =
        |o: &ApiOperation| api.operations.iter().find(|n| n.verb == o.verb && n.target == o.target).cloned();
    let operations = member.operations.iter().map(same).collect::<Option<Vec<_>>>()?;
    Some(snapshot(api, &member.api_id, operations))
}

/// The endpoints of an API; of one that is only advertised, those it is advertised with.
fn endpoint_config(api: &ApiConfiguration) -> Option<Value> {
    if endpoint::is_present(api) {
        return api.endpoint_config.clone();
    }
    let advertised = api.advertise_info.as_ref().filter(|a| a["advertised"] == true)?;
    let url = |name: &str| advertised[name].as_str().filter(|u| endpoint::check_url(u).is_ok());
    let mut config = json!({"endpoint_type": "http"});
    for (side, name) in [
        ("production_endpoints", "apiExternalProductionEndpoint"),
        ("sandbox_endpoints", "apiExternalSandboxEndpoint"),
    ] {
        if let Some(url) = url(name) {
            config[side] = json!({"url": url});
        }
    }
    (config.as_object().is_some_and(|c| c.len() > 1)).then_some(config)
}

fn check_unique(operations: &[ApiOperation]) -> Result<(), Error> {
    let mut seen = HashSet::new();
    match operations.iter().find(|o| !seen.insert((&o.verb, &o.target))) {
        None => Ok(()),
        Some(twice) => Err(Error::refused(
            code::PRODUCT_DUPLICATE_RESOURCE,
            format!(
                "Cannot create API Product with duplicate resource: {} , verb: {} combination",
                twice.target, twice.verb
            ),
        )),
    }
}

fn merged(product: &ApiConfiguration, documents: &[OpenApi]) -> OpenApi {
    let specs: Vec<_> = product.members.iter().map(|m| definition::specs(&m.operations)).collect();
    let parts: Vec<_> =
        documents.iter().zip(&specs).map(|(document, operations)| Part { document, operations }).collect();
    OpenApi::merge(&definition::about(product), &parts, &definition::scopes(product))
}
