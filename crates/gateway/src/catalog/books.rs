//! The documents applied so far and the table made of them. Applying a document changes the working table in place;
//! what a published table shares with it is copied first.

mod taken_out;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use model::catalog::{
    Application, DeployedApi, Document, Key, KeyManager, KeyMapping, Kind, RevokedSubject, RevokedToken,
    Subscription,
};
use model::deny::Deny;
use model::lifecycle::State;
use model::policy::{PolicyLevel, ThrottlePolicy};
use serde::de::DeserializeOwned;

use super::ack::Ack;
use super::compile;
use super::numbers::Numbers;
use super::place::{Places, Rank};
use crate::Unseal;
use crate::table::{Table, identity, key_managers};

/// Everything the catalog thread keeps.
pub struct Books {
    environments: Vec<String>,
    unseal: Unseal,
    documents: BTreeMap<Key, Stored>,
    table: Table,
    numbers: Numbers,
    places: Places,
    /// What each API document has claimed.
    claims: HashMap<Key, Claim>,
    acks: Vec<Ack>,
    waiting: BTreeMap<Key, Waiting>,
    /// APIs that were taken out by hand, until they change or are deployed again.
    taken_out: BTreeSet<Key>,
    /// Tenant, level and name.
    changed_policies: BTreeSet<(String, PolicyLevel, String)>,
}

/// A document to be looked at when the table is published.
struct Waiting {
    /// What it said when it was last looked at.
    old: Option<Arc<str>>,
    version: u64,
    /// It has changed itself, and the change is to be acknowledged.
    news: bool,
}

/// A document as it is kept: compact, since there may be many.
#[derive(Clone)]
pub struct Stored {
    pub version: u64,
    pub environments: Vec<String>,
    pub body: Arc<str>,
}

struct Claim {
    spots: Vec<(Box<str>, Box<str>)>,
    rank: Rank,
}

impl Books {
    pub fn new(environments: Vec<String>, unseal: Unseal) -> Self {
        Self {
            environments,
            unseal,
            documents: BTreeMap::new(),
            table: Table::default(),
            numbers: Numbers::default(),
            places: Places::default(),
            claims: HashMap::new(),
            acks: Vec::new(),
            waiting: BTreeMap::new(),
            taken_out: BTreeSet::new(),
            changed_policies: BTreeSet::new(),
        }
    }

    /// Applies a document or a removal. One that is not newer than what is known is ignored; says whether it was not.
    pub fn apply(&mut self, document: Document) -> bool {
        let Document { key, environments, version, body } = document;
        let old = self.documents.get(&key);
        if old.is_some_and(|o| o.version >= version) {
            return false;
        }
        self.table.catalog_version = self.table.catalog_version.max(version);
        let old = old.map(|o| Arc::clone(&o.body));
        let body: Option<Arc<str>> = body.map(|b| b.to_string().into());
        match key.kind {
            // They depend on policies, which may come after them: looked at when the table is published.
            Kind::Api | Kind::Subscription => {
                self.waiting.entry(key.clone()).or_insert(Waiting { old, version, news: true });
            }
            _ => self.change(&key, version, old.as_deref(), body.as_deref()),
        }
        match body {
            Some(body) => drop(self.documents.insert(key, Stored { version, environments, body })),
            None => drop(self.documents.remove(&key)),
        }
        true
    }

    /// Removes the documents that a complete view of the catalog, `seen`, no longer has.
    pub fn retain(&mut self, seen: &BTreeSet<Key>) {
        let gone: Vec<(Key, u64)> = self
            .documents
            .iter()
            .filter(|(key, _)| !seen.contains(key))
            .map(|(key, stored)| (key.clone(), stored.version))
            .collect();
        for (key, version) in gone {
            self.apply(Document { key, environments: Vec::new(), version: version + 1, body: None });
        }
    }

    /// A new table to publish.
    pub fn publish(&mut self, complete: bool) -> Arc<Table> {
        self.settle();
        self.table.serial += 1;
        self.table.complete |= complete;
        Arc::new(self.table.clone())
    }

    /// Looks at the APIs and subscriptions that have changed, or that use a policy that has.
    fn settle(&mut self) {
        for (tenant, level, name) in std::mem::take(&mut self.changed_policies) {
            let kind = match level {
                PolicyLevel::Advanced => Kind::Api,
                PolicyLevel::Subscription => Kind::Subscription,
                PolicyLevel::Application | PolicyLevel::Custom => continue,
            };
            // Cheaper than reading every document; a name found elsewhere costs one compilation too many.
            let quoted = serde_json::Value::from(name).to_string();
            for (key, stored) in &self.documents {
                if key.kind == kind && key.tenant == tenant && stored.body.contains(&quoted) {
                    let again =
                        Waiting { old: Some(Arc::clone(&stored.body)), version: stored.version, news: false };
                    self.waiting.entry(key.clone()).or_insert(again);
                }
            }
        }
        for (key, waiting) in std::mem::take(&mut self.waiting) {
            let stored = self.documents.get(&key);
            let version = stored.map_or(waiting.version, |s| s.version);
            let new = stored.map(|s| Arc::clone(&s.body));
            if waiting.news {
                self.taken_out.remove(&key);
            } else if self.taken_out.contains(&key) {
                continue;
            }
            if key.kind == Kind::Api {
                let acks = self.acks.len();
                self.api(&key, version, waiting.old.as_deref(), new.as_deref());
                if !waiting.news {
                    self.acks.truncate(acks);
                }
            } else {
                self.subscription(&key, waiting.old.as_deref(), new.as_deref());
            }
        }
    }

    /// Acknowledgements of what the last published table has.
    pub fn take_acks(&mut self) -> Vec<Ack> {
        std::mem::take(&mut self.acks)
    }

    pub fn documents(&self) -> &BTreeMap<Key, Stored> {
        &self.documents
    }

    /// The documents of a kind in a tenant, as far as they can be read.
    pub fn bodies<T: DeserializeOwned>(&self, kind: Kind, tenant: &str) -> impl Iterator<Item = (Key, T)> {
        let first = Key { kind, tenant: tenant.to_owned(), id: String::new() };
        let own = move |key: &Key| key.kind == first.kind && key.tenant == first.tenant;
        let start = Key { kind, tenant: tenant.to_owned(), id: String::new() };
        let all = self.documents.range(start..).take_while(move |(key, _)| own(key));
        all.filter_map(|(key, stored)| Some((key.clone(), read(key, Some(&stored.body))?)))
    }

    pub fn forget_expired(&mut self, now_secs: i64) {
        self.table.revocations.forget_expired(now_secs);
        let expired = |key: &Key, stored: &Stored| {
            key.kind == Kind::RevokedToken
                && read::<RevokedToken>(key, Some(&stored.body))
                    .is_some_and(|t| t.expires_at.saturating_add(3_600) < now_secs)
        };
        self.documents.retain(|key, stored| !expired(key, stored));
    }

    fn change(&mut self, key: &Key, version: u64, old: Option<&str>, new: Option<&str>) {
        match key.kind {
            Kind::Application => self.application(key, new),
            Kind::KeyMapping => self.key_mapping(key, old, new),
            Kind::KeyManager => self.key_manager(key, version, new),
            Kind::RevokedToken => match read::<RevokedToken>(key, new) {
                Some(token) => self.table.revocations.put_token(&key.id, token.expires_at),
                None => self.table.revocations.remove_token(&key.id),
            },
            Kind::RevokedSubject => self.revoked_subject(key, old, new),
            Kind::Deny => match read::<Deny>(key, new) {
                Some(deny) => {
                    if !self.table.deny.put(&key.tenant, &key.id, deny) {
                        tracing::warn!(document = %key.id, "deny condition with an unreadable address");
                    }
                }
                None => self.table.deny.remove(&key.tenant, &key.id),
            },
            Kind::Policy => self.policy(key, version, old, new),
            // A tenant's document only says that the hub has data; the others wait for `settle`.
            Kind::Tenant | Kind::Api | Kind::Subscription => {}
        }
    }

    fn policy(&mut self, key: &Key, version: u64, old: Option<&str>, new: Option<&str>) {
        let quotas = &mut self.table.quotas;
        let mut changed = |p: &ThrottlePolicy| {
            self.changed_policies.insert((key.tenant.clone(), p.level, p.name.clone()));
        };
        if let Some(old) = read::<ThrottlePolicy>(key, old) {
            quotas.remove(&key.tenant, old.level, &old.name);
            changed(&old);
        }
        if let Some(policy) = read::<ThrottlePolicy>(key, new) {
            quotas.put(&key.tenant, &policy, version);
            changed(&policy);
        }
    }

    fn api(&mut self, key: &Key, version: u64, old: Option<&str>, new: Option<&str>) {
        let Some(document) = read::<DeployedApi>(key, new) else {
            if let Some(old) = read::<DeployedApi>(key, old) {
                self.withdraw(key);
                self.acks.push(Ack::undeployed(&old, version));
            }
            return;
        };
        let Some(environment) = self.environments.iter().position(|e| *e == document.environment) else {
            return self.withdraw(key);
        };
        let compiled =
            compile::api(&document, &key.tenant, &mut self.numbers, &self.table.quotas, &self.unseal);
        self.acks.push(Ack::of(&document, version, compiled.as_ref().err().map(String::as_str)));
        let api = match compiled {
            Ok(api) => Arc::new(api),
            // The revision before goes on serving.
            Err(reason) => {
                tracing::warn!(api = %document.name, version = %document.version, reason, "cannot serve a revision");
                return;
            }
        };
        self.withdraw(key);
        if document.state == State::Retired {
            return;
        }
        // Until it is published only its publishers can try it out, at its own base path.
        let default = document.default_context.as_ref().filter(|_| document.state != State::Created);
        let host: Box<str> = document.vhost.to_ascii_lowercase().into();
        let spots: Vec<_> = std::iter::once(&document.context)
            .chain(default)
            .map(|base| (host.clone(), base.as_str().into()))
            .collect();
        let rank = Rank { environment, newest: std::cmp::Reverse(version), document: key.id.as_str().into() };
        for spot in &spots {
            self.places.claim(spot.clone(), rank.clone(), Arc::clone(&api), &mut self.table.routes);
        }
        self.claims.insert(key.clone(), Claim { spots, rank });
    }

    fn withdraw(&mut self, key: &Key) {
        if let Some(claim) = self.claims.remove(key) {
            for spot in &claim.spots {
                self.places.give_up(spot, &claim.rank, &mut self.table.routes);
            }
        }
    }

    fn application(&mut self, key: &Key, new: Option<&str>) {
        let number = self.numbers.of(&key.id);
        match read::<Application>(key, new) {
            Some(a) => self.table.identity.put_application(identity::Application {
                number,
                id: a.application_id.into(),
                name: a.name.into(),
                owner: a.owner.into(),
                tenant: key.tenant.as_str().into(),
                policy: a.policy.into(),
                attributes: a.attributes.into_iter().map(|(n, v)| (n.into(), v.into())).collect(),
            }),
            None => self.table.identity.remove_application(number),
        }
    }

    fn key_mapping(&mut self, key: &Key, old: Option<&str>, new: Option<&str>) {
        if let Some(old) = read::<KeyMapping>(key, old) {
            self.table.identity.remove_mapping(&old.consumer_key, &key.id);
        }
        if let Some(m) = read::<KeyMapping>(key, new) {
            let mapping = identity::Mapping {
                id: key.id.as_str().into(),
                application: self.numbers.of(&m.application_id),
                key_type: m.key_type,
                key_manager: m.key_manager.into(),
            };
            self.table.identity.put_mapping(&m.consumer_key, mapping);
        }
    }

    fn subscription(&mut self, key: &Key, old: Option<&str>, new: Option<&str>) {
        if let Some(old) = read::<Subscription>(key, old) {
            let (application, api) = (self.numbers.of(&old.application_id), self.numbers.of(&old.api_id));
            self.table.identity.remove_subscription(application, api, &key.id);
        }
        if let Some(s) = read::<Subscription>(key, new) {
            let (application, api) = (self.numbers.of(&s.application_id), self.numbers.of(&s.api_id));
            let counters =
                self.table.quotas.subscription(&key.tenant, &s.policy, &s.application_id, &s.api_id);
            let subscription = identity::Subscription {
                id: key.id.as_str().into(),
                state: s.state,
                plan: s.policy.into(),
                counters,
            };
            self.table.identity.put_subscription(application, api, subscription);
        }
    }

    fn key_manager(&mut self, key: &Key, version: u64, new: Option<&str>) {
        self.table.key_managers.remove(&key.tenant, &key.id);
        let Some(k) = read::<KeyManager>(key, new) else { return };
        let set = jose::JwkSet::parse(k.jwks.to_string().as_bytes())
            .and_then(|set| jose::VerificationKeys::from_jwk_set(&set));
        let keys = match set {
            Ok((keys, skipped)) => {
                for key in skipped {
                    tracing::warn!(key_manager = %k.name, kid = key.kid, reason = %key.reason, "key passed over");
                }
                keys
            }
            Err(reason) => {
                tracing::warn!(key_manager = %k.name, %reason, "key set cannot be used; its tokens are refused");
                jose::VerificationKeys::default()
            }
        };
        let claim = |name: String, default: &str| if name.is_empty() { default.into() } else { name.into() };
        self.table.key_managers.put(key_managers::KeyManager {
            id: key.id.as_str().into(),
            version,
            name: k.name.into(),
            tenant: key.tenant.as_str().into(),
            issuer: k.issuer.into(),
            enabled: k.enabled,
            keys,
            client_claim: claim(k.consumer_key_claim, "azp"),
            scopes_claim: claim(k.scopes_claim, "scope"),
        });
    }

    fn revoked_subject(&mut self, key: &Key, old: Option<&str>, new: Option<&str>) {
        let revocations = &mut self.table.revocations;
        if let Some(old) = read::<RevokedSubject>(key, old) {
            revocations.remove_subject(&old.subject_kind, &old.subject);
        }
        if let Some(s) = read::<RevokedSubject>(key, new)
            && !revocations.put_subject(&s.subject_kind, &s.subject, s.issued_before)
        {
            tracing::warn!(kind = %s.subject_kind, "revoked subject of an unknown kind");
        }
    }
}

/// The body of a document; what cannot be read is logged and counts as absent.
fn read<T: DeserializeOwned>(key: &Key, body: Option<&str>) -> Option<T> {
    match serde_json::from_str(body?) {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::warn!(kind = key.kind.as_str(), document = %key.id, %error, "catalog document cannot be read");
            None
        }
    }
}
