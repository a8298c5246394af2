//! A developer has an application's quota start anew for one of its users.

use std::time::Duration;

use bytes::Bytes;
use hub::HubError;
use model::policy::PolicyLevel;
use model::user::UserName;
use throttle::key::{SHARDS, Scope, shard_of};
use throttle::message::{Call, shard_subject};
use throttle::{Budget, CounterKey};

use super::{Application, owned};
use crate::error::Error;
use crate::{Caller, Control};

const DEADLINE: Duration = Duration::from_secs(2);

impl Control {
    /// `user_name` is the user of the tokens, as shown; the owner also stands for the application's own tokens. A counter that nobody has used is as good as new.
    pub async fn reset_application_quota(
        &self,
        caller: &Caller,
        application_id: &str,
        user_name: &str,
    ) -> Result<(), Error> {
        if user_name.trim().is_empty() {
            return Err(Error::invalid("userName", "must not be empty"));
        }
        let mut tx = self.read().await?;
        let application = owned(&mut tx, caller, application_id).await?;
        let user = self.parse_user_name(&mut tx, user_name.trim()).await?;
        let policy =
            crate::policy::get(&mut tx, caller.tenant(), PolicyLevel::Application, &application.policy)
                .await?;
        let keys = crate::key_mapping::of_application(&mut tx, caller.tenant(), application_id).await?;
        drop(tx);
        let policy = policy.map(|p| p.run_time());
        let budgets = policy.iter().flat_map(|p| [Budget::of_policy(p, 0), Budget::of_burst(p, 0)]);
        let budgets: Vec<_> = budgets.collect();
        let mut users = vec![user.fully_qualified()];
        if user == application.owner {
            // The application's own tokens name its clients as their users.
            let clients = keys.into_iter().filter_map(|k| k.consumer_key);
            users.extend(clients.map(|c| UserName::new(c, caller.tenant().clone()).fully_qualified()));
        }
        for user in &users {
            for (budget, scope) in budgets.iter().zip(scopes(&application, user)) {
                let Some(budget) = budget else { continue };
                self.reset_counter(&CounterKey::new(caller.tenant().as_str(), budget, scope)).await?;
            }
        }
        Ok(())
    }

    /// Has the counter's traffic manager begin its window anew.
    async fn reset_counter(&self, key: &CounterKey) -> Result<(), Error> {
        let subject = shard_subject(shard_of(key.as_str(), SHARDS));
        let call =
            serde_json::to_vec(&Call::Reset { key: key.as_str().to_owned() }).map_err(Error::internal)?;
        match self.hub().request(&subject, Bytes::from(call), DEADLINE).await {
            Ok(_) => Ok(()),
            Err(HubError::NoResponder(_) | HubError::Timeout) => {
                Err(Error::Unavailable("no traffic manager answers"))
            }
            Err(_) => Err(Error::Unavailable("the event hub cannot be reached")),
        }
    }
}

/// The counters of an application for one of its users, as gateways name them: quota, then burst.
fn scopes<'a>(application: &'a Application, user: &'a str) -> [Scope<'a>; 2] {
    let application = application.id.as_str();
    [Scope::Application { application, user }, Scope::ApplicationBurst { application, user }]
}
