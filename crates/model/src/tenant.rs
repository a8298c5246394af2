//! Tenants: isolated sets of users, APIs and applications in one platform.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Invalid;

/// Domain of the super tenant, as in WSO2.
pub const SUPER: &str = "carbon.super";

/// A tenant's domain: lower case DNS-like name; the tenant's key in every row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantDomain(String);

impl TenantDomain {
    pub fn super_tenant() -> Self {
        Self(SUPER.to_owned())
    }

    /// Parses a domain: 1-256 characters of `[a-z0-9.-]`, not starting or ending with `.` or `-`, with
    /// at least one dot (WSO2 refuses upper case as illegal characters and names without extension).
    pub fn parse(domain: &str) -> Result<Self, Invalid> {
        let edge = |c: Option<char>| c.is_none_or(|c| c == '.' || c == '-');
        let chars = domain.chars();
        if domain.is_empty() || domain.len() > 256 {
            return Err(Invalid::new("domain", "must have 1 to 256 characters"));
        }
        if !chars.clone().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-') {
            return Err(Invalid::new(
                "domain",
                "contains one or more illegal characters; allowed are a-z, 0-9, '.' and '-'",
            ));
        }
        if edge(chars.clone().next()) || edge(chars.last()) || domain.contains("..") || !domain.contains('.')
        {
            return Err(Invalid::new("domain", "must be a name with an extension, such as example.com"));
        }
        Ok(Self(domain.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn is_super(&self) -> bool {
        self.0 == SUPER
    }
    /// What stands before an API's context: nothing for the super tenant, `/t/<domain>` otherwise.
    pub fn context_prefix(&self) -> String {
        if self.is_super() { String::new() } else { format!("/t/{}", self.0) }
    }
}

impl TryFrom<String> for TenantDomain {
    type Error = Invalid;
    fn try_from(value: String) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}
impl From<TenantDomain> for String {
    fn from(value: TenantDomain) -> Self {
        value.0
    }
}
impl fmt::Display for TenantDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains() {
        assert!(TenantDomain::parse("carbon.super").is_ok_and(|t| t.is_super()));
        assert_eq!(
            TenantDomain::parse("a.example").map(|t| t.context_prefix()),
            Ok("/t/a.example".to_owned())
        );
        for bad in ["", "A.com", "nodot", ".a.com", "a.com-", "a..b", "a/b.c", "ä.com"] {
            assert!(TenantDomain::parse(bad).is_err(), "{bad}");
        }
    }
}
