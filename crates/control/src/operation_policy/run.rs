//! What gateways are told about attached policies.

use std::collections::HashMap;

use model::api::{ApiConfiguration, AttachedPolicy, OperationPolicies};
use model::catalog::{Policies, Policy};
use store::Tx;

use super::code;
use super::place::each;
use crate::error::Error;

/// What gateways do for the policies of an API, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Natives(HashMap<String, Option<String>>);

impl Natives {
    /// Those that a configuration of the API names; refused when gateways cannot run one.
    pub(crate) async fn of(
        tx: &mut Tx,
        tenant: &str,
        api_id: &str,
        api: &ApiConfiguration,
    ) -> Result<Self, Error> {
        if each(api).next().is_none() {
            return Ok(Self::default());
        }
        let rows = store::operation_policy::of_api(tx, tenant, api_id).await?;
        let natives = Self(rows.into_iter().map(|row| (row.id, row.native)).collect());
        for (place, attached) in each(api) {
            if natives.get(attached).is_none() {
                let message = format!(
                    "The API cannot be deployed: gateways cannot run the policy {} {}, attached to {} in the {} flow",
                    attached.policy_name, attached.policy_version, place.on, place.flow
                );
                return Err(Error::refused(code::NOT_RUN, message));
            }
        }
        Ok(natives)
    }

    fn get(&self, attached: &AttachedPolicy) -> Option<&String> {
        self.0.get(attached.policy_id.as_ref()?)?.as_ref()
    }

    pub(crate) fn policies(&self, attached: &OperationPolicies) -> Policies {
        let flow = |all: &[AttachedPolicy]| all.iter().map(|a| self.policy(a)).collect();
        Policies {
            request: flow(&attached.request),
            response: flow(&attached.response),
            fault: flow(&attached.fault),
        }
    }

    fn policy(&self, attached: &AttachedPolicy) -> Policy {
        Policy {
            name: attached.policy_name.clone(),
            version: attached.policy_version.clone(),
            native: self.get(attached).cloned(),
            parameters: attached.parameters.clone(),
        }
    }
}
