//! Who calls: consumer keys, applications and subscriptions.

use std::sync::Arc;

use model::application::{KeyType, SubscriptionState};

use super::quotas::Counter;
use super::shard_map::ShardMap;

/// The catalog's applications, their keys and their subscriptions.
#[derive(Clone, Default)]
pub struct Identity {
    /// By consumer key; usually one mapping, more when key managers chose the same key.
    mappings: ShardMap<Arc<str>, Arc<[Mapping]>>,
    /// By number.
    applications: ShardMap<u32, Arc<Application>>,
    /// By id.
    numbers: ShardMap<Arc<str>, u32>,
    /// By numbers of application and API.
    subscriptions: ShardMap<(u32, u32), Arc<Subscription>>,
}

/// A consumer key of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The document's id.
    pub id: Arc<str>,
    pub application: u32,
    pub key_type: KeyType,
    pub key_manager: Box<str>,
}

#[derive(Debug)]
pub struct Application {
    /// Number that stands for the application's id as long as the process lives.
    pub number: u32,
    pub id: Box<str>,
    pub name: Box<str>,
    pub owner: Box<str>,
    pub tenant: Box<str>,
    pub policy: Box<str>,
    pub attributes: Box<[(Box<str>, Box<str>)]>,
}

#[derive(Debug)]
pub struct Subscription {
    pub id: Box<str>,
    pub state: SubscriptionState,
    pub plan: Box<str>,
    /// Of its plan: quota and burst.
    pub counters: [Option<Counter>; 2],
}

impl Identity {
    pub fn mapping(&self, consumer_key: &str, key_manager: &str) -> Option<&Mapping> {
        self.mappings.get(consumer_key)?.iter().find(|m| *m.key_manager == *key_manager)
    }

    pub fn application(&self, number: u32) -> Option<&Arc<Application>> {
        self.applications.get(&number)
    }

    pub fn application_of(&self, id: &str) -> Option<&Arc<Application>> {
        self.application(*self.numbers.get(id)?)
    }

    pub fn subscription(&self, application: u32, api: u32) -> Option<&Arc<Subscription>> {
        self.subscriptions.get(&(application, api))
    }

    pub fn put_application(&mut self, application: Application) {
        self.numbers.insert(application.id.as_ref().into(), application.number);
        self.applications.insert(application.number, Arc::new(application));
    }

    pub fn remove_application(&mut self, number: u32) {
        if let Some(gone) = self.applications.remove(&number) {
            self.numbers.remove(&*gone.id);
        }
    }

    pub fn put_mapping(&mut self, consumer_key: &str, mapping: Mapping) {
        let mut all = self.mappings_without(consumer_key, &mapping.id);
        all.push(mapping);
        self.mappings.insert(consumer_key.into(), all.into());
    }

    pub fn remove_mapping(&mut self, consumer_key: &str, id: &str) {
        let all = self.mappings_without(consumer_key, id);
        if all.is_empty() {
            self.mappings.remove(consumer_key);
        } else {
            self.mappings.insert(consumer_key.into(), all.into());
        }
    }

    fn mappings_without(&self, consumer_key: &str, id: &str) -> Vec<Mapping> {
        let all = self.mappings.get(consumer_key).map(|all| all.to_vec()).unwrap_or_default();
        all.into_iter().filter(|m| *m.id != *id).collect()
    }

    pub fn put_subscription(&mut self, application: u32, api: u32, subscription: Subscription) {
        self.subscriptions.insert((application, api), Arc::new(subscription));
    }

    /// Removes a subscription, unless another one has taken its place.
    pub fn remove_subscription(&mut self, application: u32, api: u32, id: &str) {
        if self.subscriptions.get(&(application, api)).is_some_and(|s| *s.id == *id) {
            self.subscriptions.remove(&(application, api));
        }
    }
}
