//! What gateways are told about attached policies.

use std::collections::HashMap;

use model::api::{ApiConfiguration, AttachedPolicy, OperationPolicies};
use model::catalog::{Policies, Policy};
use store::Tx;

use super::code;
use super::place::{Place, each, of};
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
        let mut natives = Self::default();
        natives.add(tx, tenant, api_id, each(api).collect()).await?;
        // A product's members bring the policies of their APIs.
        for member in &api.members {
            let attached = of(member.api_policies.as_ref(), &member.operations).collect();
            natives.add(tx, tenant, &member.api_id, attached).await?;
        }
        Ok(natives)
    }

    async fn add(
        &mut self,
        tx: &mut Tx,
        tenant: &str,
        api_id: &str,
        attached: Vec<(Place, &AttachedPolicy)>,
    ) -> Result<(), Error> {
        if attached.is_empty() {
            return Ok(());
        }
        let rows = store::operation_policy::of_api(tx, tenant, api_id).await?;
        self.0.extend(rows.into_iter().map(|row| (row.id, row.native)));
        for (place, attached) in attached {
            if self.get(attached).is_none() {
                let message = format!(
                    "The API cannot be deployed: gateways cannot run the policy {} {}, attached to {} in the {} flow",
                    attached.policy_name, attached.policy_version, place.on, place.flow
                );
                return Err(Error::refused(code::NOT_RUN, message));
            }
        }
        Ok(())
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
