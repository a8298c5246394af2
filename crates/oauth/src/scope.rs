//! Which of the scopes that are asked for a token gets.

use std::collections::BTreeSet;

use control::tenant_config::SystemScopes;
use model::scope::{self, DEFAULT, OPENID};
use model::tenant::TenantDomain;
use store::Tx;

use crate::OAuth;
use crate::error::Error;

/// Scopes in one request.
const MOST: usize = 256;

/// Splits a `scope` parameter (RFC 6749 3.3); each scope once, in order.
pub fn parse(text: &str) -> Result<Vec<String>, Error> {
    let mut seen = BTreeSet::new();
    let mut scopes = Vec::new();
    for scope in text.split(' ').filter(|s| !s.is_empty()) {
        if !scope.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)) {
            return Err(Error::InvalidScope("a scope has a character that is not allowed".to_owned()));
        }
        if seen.insert(scope) {
            scopes.push(scope.to_owned());
        }
    }
    if scopes.len() > MOST {
        return Err(Error::InvalidScope(format!("more than {MOST} scopes")));
    }
    Ok(scopes)
}

/// Whose roles decide: a user, or the owner of a client that asks for itself.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    pub tenant: &'a TenantDomain,
    pub roles: &'a [String],
}

impl OAuth {
    /// Those of `asked` that `person` may have through a client of `tenant`; [`DEFAULT`] if none is left:
    /// - a scope that matches the configured patterns, always;
    /// - a scope of the platform's REST APIs, by the tenant's configuration or our table of roles;
    /// - a scope of an API of the client's tenant, by its role bindings, and always if it has none. Roles of another
    ///   tenant count for nothing there, whatever their names;
    /// - an unregistered scope, if so configured.
    pub(crate) async fn grant_scopes(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        person: Person<'_>,
        asked: Vec<String>,
    ) -> Result<Vec<String>, Error> {
        let has = |name: &str| person.roles.iter().any(|role| role.eq_ignore_ascii_case(name.trim()));
        let own = person.tenant == tenant;
        let rest = if asked.iter().any(|name| scope::is_reserved(name)) {
            SystemScopes::read(tx, person.tenant).await?
        } else {
            SystemScopes::default()
        };
        let bindings = store::scope::bindings(tx, tenant.as_str(), &asked).await?;
        let mut granted = Vec::with_capacity(asked.len().max(1));
        for name in asked {
            let yes = if name == OPENID || self.allowed().iter().any(|p| p.is_match(&name)) {
                true
            } else if let Some(granted) = rest.grants(&name, person.roles) {
                granted
            } else if let Some(row) = bindings.iter().find(|row| row.name == name) {
                row.bindings.is_empty() || own && row.bindings.iter().any(|role| has(role))
            } else {
                name == DEFAULT || (self.config().unregistered_scopes && !scope::is_reserved(&name))
            };
            if yes {
                granted.push(name);
            }
        }
        if granted.is_empty() {
            granted.push(DEFAULT.to_owned());
        }
        Ok(granted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_parameter_is_split_once_each() {
        assert_eq!(parse(" a  b a ").expect("scopes"), ["a", "b"]);
        assert!(parse("").expect("none").is_empty());
        for bad in ["a\tb", "a\"", "a\\b", "ä", "a\u{7f}"] {
            assert!(matches!(parse(bad), Err(Error::InvalidScope(_))), "{bad}");
        }
        let many = (0..=MOST).map(|n| format!("s{n}")).collect::<Vec<_>>().join(" ");
        assert!(parse(&many).is_err());
    }
}
