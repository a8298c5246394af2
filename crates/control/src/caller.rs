//! Who asks.

use model::tenant::TenantDomain;
use model::user::{UserName, role};

use crate::error::Error;

/// An authenticated user, with what the credential allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub user: UserName,
    /// Names of the user's roles.
    pub roles: Vec<String>,
    /// Scopes of the access token.
    pub scopes: Vec<String>,
    /// OAuth2 client through which the user asks; none with Basic credentials.
    pub client_id: Option<String>,
}

impl Caller {
    pub fn tenant(&self) -> &TenantDomain {
        &self.user.tenant
    }
    /// The name as other users of the platform see it.
    pub fn name(&self) -> String {
        self.user.to_string()
    }
    pub fn has_role(&self, name: &str) -> bool {
        // WSO2 compares role names without case.
        self.roles.iter().any(|r| r.eq_ignore_ascii_case(name))
    }
    pub fn is_admin(&self) -> bool {
        self.has_role(role::ADMIN)
    }
    /// Administers users, roles and settings of the own tenant.
    pub fn require_admin(&self) -> Result<(), Error> {
        if self.is_admin() {
            return Ok(());
        }
        Err(Error::forbidden("only an administrator may do this"))
    }
    /// Administers tenants.
    pub fn require_super_admin(&self) -> Result<(), Error> {
        if self.is_admin() && self.tenant().is_super() {
            return Ok(());
        }
        Err(Error::forbidden("only an administrator of the super tenant may do this"))
    }
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|s| s == scope)
    }
    /// Any one of `scopes` is enough; an empty list needs none.
    pub fn require_any_scope(&self, scopes: &[String]) -> Result<(), Error> {
        if scopes.is_empty() || scopes.iter().any(|s| self.has_scope(s)) {
            return Ok(());
        }
        Err(Error::MissingScope { needed: scopes.to_vec() })
    }
}
