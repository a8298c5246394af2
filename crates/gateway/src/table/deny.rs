//! Deny conditions, as sets to look into.

use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use ahash::RandomState;
use model::deny::Deny;

/// The deny conditions of every tenant. Without any, a request pays for one comparison.
#[derive(Clone, Default)]
pub struct DenyList {
    documents: BTreeMap<(Box<str>, Box<str>), Deny>,
    tenants: BTreeMap<Box<str>, Arc<Conditions>>,
}

#[derive(Default)]
struct Conditions {
    contexts: HashSet<Box<str>, RandomState>,
    applications: HashSet<Box<str>, RandomState>,
    users: HashSet<Box<str>, RandomState>,
    addresses: Vec<Addresses>,
}

struct Addresses {
    from: IpAddr,
    to: IpAddr,
    invert: bool,
}

impl DenyList {
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Says whether the condition is understood; one that is not denies nothing.
    pub fn put(&mut self, tenant: &str, id: &str, deny: Deny) -> bool {
        let understood = addresses(&deny).is_some() || !is_address(&deny);
        self.documents.insert((tenant.into(), id.into()), deny);
        self.compile(tenant);
        understood
    }

    pub fn remove(&mut self, tenant: &str, id: &str) {
        self.documents.remove(&(tenant.into(), id.into()));
        self.compile(tenant);
    }

    fn compile(&mut self, tenant: &str) {
        let mut all = Conditions::default();
        for ((_, _), deny) in self.documents.iter().filter(|((t, _), _)| **t == *tenant) {
            match deny {
                Deny::Api { context } => {
                    all.contexts.insert(context.trim_end_matches('/').into());
                }
                Deny::Application { application_id, .. } => {
                    all.applications.insert(application_id.as_str().into());
                }
                Deny::User { name } => {
                    all.users.insert(name.as_str().into());
                }
                Deny::Ip { .. } | Deny::IpRange { .. } => {
                    if let Some(addresses) = addresses(deny) {
                        all.addresses.push(addresses);
                    }
                }
            }
        }
        self.tenants.insert(tenant.into(), Arc::new(all));
    }

    /// Denied before it is known who calls: by the API's base path with version, or by the client's address.
    pub fn anonymous(&self, tenant: &str, context: &str, client: IpAddr) -> bool {
        self.tenants.get(tenant).is_some_and(|c| {
            (!c.contexts.is_empty() && c.contexts.contains(context))
                || c.addresses.iter().any(|a| a.contains(client) != a.invert)
        })
    }

    /// Denied by application (its id) or by user (fully qualified).
    pub fn caller(&self, tenant: &str, application: Option<&str>, user: &str) -> bool {
        self.tenants.get(tenant).is_some_and(|c| {
            (!c.users.is_empty() && c.users.contains(user))
                || application.is_some_and(|a| !c.applications.is_empty() && c.applications.contains(a))
        })
    }
}

impl Addresses {
    fn contains(&self, address: IpAddr) -> bool {
        // Addresses of different families compare by family, so a range holds only its own.
        self.from.is_ipv4() == address.is_ipv4() && self.from <= address && address <= self.to
    }
}

const fn is_address(deny: &Deny) -> bool {
    matches!(deny, Deny::Ip { .. } | Deny::IpRange { .. })
}

/// `None`: not about addresses, or not readable.
fn addresses(deny: &Deny) -> Option<Addresses> {
    let (from, to, invert) = match deny {
        Deny::Ip { address, invert } => (address, address, *invert),
        Deny::IpRange { from, to, invert } => (from, to, *invert),
        _ => return None,
    };
    let read = |text: &str| text.parse::<IpAddr>().ok().map(|a| a.to_canonical());
    Some(Addresses { from: read(from)?, to: read(to)?, invert })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_hold_in_their_tenant() {
        let ip = |s: &str| s.parse::<IpAddr>().unwrap();
        let mut list = DenyList::default();
        assert!(list.put("t", "1", Deny::Api { context: "/pizza/1.0.0".into() }));
        assert!(list.put(
            "t",
            "2",
            Deny::IpRange { from: "10.0.0.1".into(), to: "10.0.0.9".into(), invert: false }
        ));
        assert!(list.put("t", "3", Deny::User { name: "alice@t".into() }));
        assert!(!list.put("t", "4", Deny::Ip { address: "nonsense".into(), invert: true }));
        assert!(list.anonymous("t", "/pizza/1.0.0", ip("1.1.1.1")));
        assert!(list.anonymous("t", "/other/1", ip("10.0.0.5")));
        assert!(
            !list.anonymous("t", "/other/1", ip("10.0.0.10"))
                && !list.anonymous("u", "/pizza/1.0.0", ip("10.0.0.5"))
        );
        assert!(list.caller("t", None, "alice@t") && !list.caller("t", Some("app"), "bob@t"));
        list.remove("t", "1");
        assert!(!list.anonymous("t", "/pizza/1.0.0", ip("1.1.1.1")));
        assert!(list.put("t", "5", Deny::Ip { address: "10.0.0.50".into(), invert: true }));
        assert!(list.anonymous("t", "/x", ip("10.0.0.60")) && !list.anonymous("t", "/x", ip("10.0.0.50")));
    }
}
