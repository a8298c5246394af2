//! Where policies are attached: to the whole API or to an operation, in a flow, one after the other.

use model::api::{ApiConfiguration, ApiOperation, AttachedPolicy, OperationPolicies};

/// A place of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As in a request's body, e.g. `operations[2].operationPolicies.request[0]`.
    pub path: String,
    /// As people say it, e.g. `GET /menu`, or `the API`.
    pub on: String,
    /// `request`, `response` or `fault`.
    pub flow: &'static str,
}

/// Every attached policy, with its place.
pub fn each(api: &ApiConfiguration) -> impl Iterator<Item = (Place, &AttachedPolicy)> {
    of(api.api_policies.as_ref(), &api.operations)
}

/// The same of an API's policies and operations, which a product may have of its members.
pub fn of<'a>(
    api_policies: Option<&'a OperationPolicies>,
    operations: &'a [ApiOperation],
) -> impl Iterator<Item = (Place, &'a AttachedPolicy)> {
    let whole = api_policies.into_iter().map(|p| (("apiPolicies".to_owned(), "the API".to_owned()), p));
    let operations = operations.iter().enumerate().map(|(i, o)| {
        let path = format!("operations[{i}].operationPolicies");
        ((path, format!("{} {}", o.verb, o.target)), &o.operation_policies)
    });
    whole.chain(operations).flat_map(|((path, on), policies)| {
        flows(policies).into_iter().flat_map(move |(flow, all)| {
            let (path, on) = (path.clone(), on.clone());
            all.iter().enumerate().map(move |(j, policy)| {
                (Place { path: format!("{path}.{flow}[{j}]"), on: on.clone(), flow }, policy)
            })
        })
    })
}

/// The same, to be changed.
pub fn each_mut(api: &mut ApiConfiguration) -> impl Iterator<Item = &mut AttachedPolicy> {
    let whole = api.api_policies.iter_mut();
    let operations = api.operations.iter_mut().map(|o| &mut o.operation_policies);
    whole.chain(operations).flat_map(|policies| {
        policies.request.iter_mut().chain(&mut policies.response).chain(&mut policies.fault)
    })
}

fn flows(policies: &OperationPolicies) -> [(&'static str, &Vec<AttachedPolicy>); 3] {
    [("request", &policies.request), ("response", &policies.response), ("fault", &policies.fault)]
}
