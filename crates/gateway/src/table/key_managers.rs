//! Whose tokens are trusted.

use std::collections::BTreeMap;
use std::sync::Arc;

use jose::VerificationKeys;

/// The key managers of every tenant. An API takes tokens of its own tenant's key managers only.
#[derive(Clone, Default)]
pub struct KeyManagers {
    tenants: BTreeMap<Box<str>, Arc<[Arc<KeyManager>]>>,
}

/// A token issuer.
#[derive(Debug)]
pub struct KeyManager {
    /// The document's id.
    pub id: Box<str>,
    /// Version of the document: a token verified under another version is verified again.
    pub version: u64,
    pub name: Box<str>,
    pub tenant: Box<str>,
    pub issuer: Box<str>,
    pub enabled: bool,
    pub keys: VerificationKeys,
    /// Claim that names the client.
    pub client_claim: Box<str>,
    /// Claim that lists the scopes.
    pub scopes_claim: Box<str>,
}

impl KeyManagers {
    pub fn of_tenant(&self, tenant: &str) -> &[Arc<KeyManager>] {
        self.tenants.get(tenant).map_or(&[], |all| all)
    }

    /// The enabled key manager of the tenant with this issuer that an API which names `accepted` takes tokens of.
    pub fn find(
        &self,
        tenant: &str,
        issuer: &str,
        accepted: Option<&[Box<str>]>,
    ) -> Option<&Arc<KeyManager>> {
        self.of_tenant(tenant).iter().find(|k| *k.issuer == *issuer && k.takes(accepted))
    }

    pub fn put(&mut self, key_manager: KeyManager) {
        let mut all = self.without(&key_manager.tenant, &key_manager.id);
        let tenant = key_manager.tenant.clone();
        all.push(Arc::new(key_manager));
        all.sort_by(|a, b| a.id.cmp(&b.id));
        self.tenants.insert(tenant, all.into());
    }

    pub fn remove(&mut self, tenant: &str, id: &str) {
        let all = self.without(tenant, id);
        self.tenants.insert(tenant.into(), all.into());
    }

    fn without(&self, tenant: &str, id: &str) -> Vec<Arc<KeyManager>> {
        self.of_tenant(tenant).iter().filter(|k| *k.id != *id).cloned().collect()
    }
}

impl KeyManager {
    /// It is enabled and among the `accepted` ones (`None` accepts any).
    pub fn takes(&self, accepted: Option<&[Box<str>]>) -> bool {
        self.enabled && accepted.is_none_or(|names| names.iter().any(|n| **n == *self.name))
    }
}
