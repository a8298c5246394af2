//! Users, as they are named across tenants.

use std::fmt;

use crate::tenant::TenantDomain;

/// WSO2's built-in roles.
pub mod role {
    pub const ADMIN: &str = "admin";
    pub const CREATOR: &str = "Internal/creator";
    pub const PUBLISHER: &str = "Internal/publisher";
    pub const SUBSCRIBER: &str = "Internal/subscriber";
    pub const EVERYONE: &str = "Internal/everyone";
    pub const ANALYTICS: &str = "Internal/analytics";
    pub const INTEGRATION_DEV: &str = "Internal/integration_dev";
    pub const DEVOPS: &str = "Internal/devops";
    pub const OBSERVER: &str = "Internal/observer";
    pub const SYSTEM: &str = "system";
    /// Every role that exists in a new tenant.
    pub const BUILT_IN: &[&str] = &[
        ADMIN,
        CREATOR,
        PUBLISHER,
        SUBSCRIBER,
        EVERYONE,
        ANALYTICS,
        INTEGRATION_DEV,
        DEVOPS,
        OBSERVER,
        SYSTEM,
    ];
}

/// A user of a tenant. Shown without the domain in the super tenant (`alice`), with it elsewhere (`alice@a.com`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserName {
    pub name: String,
    pub tenant: TenantDomain,
}

impl UserName {
    pub fn new(name: impl Into<String>, tenant: TenantDomain) -> Self {
        Self { name: name.into(), tenant }
    }

    /// Parses `name` or `name@tenant.domain`. `known` says whether a domain is an existing tenant: an e-mail
    /// address whose domain is no tenant is a plain name in the super tenant.
    pub fn parse(qualified: &str, known: impl Fn(&str) -> bool) -> Self {
        if let Some((name, domain)) = qualified.rsplit_once('@')
            && let Ok(tenant) = TenantDomain::parse(domain)
            && known(domain)
        {
            return Self::new(name, tenant);
        }
        Self::new(qualified, TenantDomain::super_tenant())
    }

    /// `name@tenant`, also for the super tenant.
    pub fn fully_qualified(&self) -> String {
        format!("{}@{}", self.name, self.tenant)
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.tenant.is_super() {
            f.write_str(&self.name)
        } else {
            write!(f, "{}@{}", self.name, self.tenant)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenant::SUPER;

    #[test]
    fn names_are_split_at_the_last_at_sign() {
        let known = |d: &str| d == SUPER || d == "a.com";
        for (text, shown) in [
            ("alice", "alice"),
            ("alice@carbon.super", "alice"),
            ("alice@a.com", "alice@a.com"),
            ("alice@mail.org", "alice@mail.org"),
            ("alice@mail.org@a.com", "alice@mail.org@a.com"),
        ] {
            assert_eq!(UserName::parse(text, known).to_string(), shown);
        }
        assert!(UserName::parse("alice@mail.org", known).tenant.is_super());
    }
}
