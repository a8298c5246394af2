//! Logging in with name and password, by whichever door.

use std::net::IpAddr;

use super::attempts;
use super::{Authenticated, UNKNOWN_USER_HASH};
use crate::error::Error;
use crate::{Caller, Control};

/// What became of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    In(Authenticated),
    /// User, tenant or password is wrong, or either is inactive: callers must not tell which.
    Wrong,
    /// Too many failed before it; the password was not looked at.
    Wait,
}

impl Control {
    /// Checks a user's password. Those who guess have to wait, whatever door they knock at; `peer` is the address
    /// they come from.
    pub async fn log_in(
        &self,
        qualified_name: &str,
        password: &str,
        peer: Option<IpAddr>,
    ) -> Result<Login, Error> {
        let mut tx = self.read().await?;
        let user = self.parse_user_name(&mut tx, qualified_name).await?;
        let key = attempts::key(&user, peer);
        if self.attempts().must_wait(&key) {
            return Ok(Login::Wait);
        }
        let active = self.tenant_is_active(&mut tx, &user.tenant).await?;
        let row = store::user::by_name(&mut tx, user.tenant.as_str(), &user.name).await?;
        let roles = match &row {
            Some(row) => store::role::of_user(&mut tx, user.tenant.as_str(), &row.id).await?,
            None => Vec::new(),
        };
        drop(tx);
        // An unknown user costs as much time as a known one.
        let hash = row.as_ref().map_or(UNKNOWN_USER_HASH, |r| r.password_hash.as_str());
        let matches = self.hasher().verify(password, hash).await?;
        Ok(match row {
            Some(row) if matches && active && row.active => {
                self.attempts().succeeded(&key);
                Login::In(Authenticated { id: row.id, user, roles })
            }
            _ => {
                self.attempts().failed(key);
                Login::Wrong
            }
        })
    }

    /// The same where nothing is known about where they come from; `None` when they are not let in.
    pub async fn authenticate(
        &self,
        qualified_name: &str,
        password: &str,
    ) -> Result<Option<Authenticated>, Error> {
        Ok(match self.log_in(qualified_name, password, None).await? {
            Login::In(found) => Some(found),
            Login::Wrong | Login::Wait => None,
        })
    }

    /// A caller with Basic credentials; its scopes are empty.
    pub async fn authenticate_basic(
        &self,
        qualified_name: &str,
        password: &str,
        peer: Option<IpAddr>,
    ) -> Result<Caller, Error> {
        let found = match self.log_in(qualified_name, password, peer).await? {
            Login::In(found) => found,
            Login::Wrong => return Err(Error::Unauthenticated("invalid user name or password".to_owned())),
            Login::Wait => {
                return Err(Error::Unauthenticated("too many failed logins; try again later".to_owned()));
            }
        };
        Ok(Caller { user: found.user, roles: found.roles, scopes: Vec::new(), client_id: None })
    }
}
