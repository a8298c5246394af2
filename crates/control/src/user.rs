//! Users: authentication, and their accounts as administrators manage them.

pub mod account;
pub mod attempts;
mod change;
mod create;
mod delete;
mod login;
mod read;
mod sign_up;

use model::user::{UserName, role};
use serde_json::Value;
use store::Tx;
use store::user::UserRow;

pub use account::{Account, AccountChange, NewAccount};
pub(crate) use change::refuse_for_tenant_admin;
pub use login::Login;
pub use read::NameFilter;
pub use sign_up::SignUp;

use crate::Control;
use crate::error::Error;

/// A user who has proved to be that user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    pub id: String,
    pub user: UserName,
    pub roles: Vec<String>,
}

impl Control {
    /// Makes a user without asking who wants it: for the composition root and for use cases that have asked.
    /// Returns the user's id.
    pub async fn make_user(&self, user: &UserName, password: &str, roles: &[&str]) -> Result<String, Error> {
        let hash = self.hasher().hash(password).await?;
        let mut tx = self.begin().await?;
        let id = self.insert_user(&mut tx, user, hash, Value::Object(serde_json::Map::new()), roles).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Makes a user with roles that exist, in the caller's transaction. Returns its id.
    pub(crate) async fn insert_user(
        &self,
        tx: &mut Tx,
        user: &UserName,
        password_hash: String,
        body: Value,
        roles: &[&str],
    ) -> Result<String, Error> {
        let now = self.ambient().now();
        let id = self.ambient().id();
        let tenant = user.tenant.as_str();
        let row = UserRow {
            id: id.clone(),
            tenant: tenant.to_owned(),
            name: user.name.clone(),
            password_hash,
            active: true,
            created_at: now.0,
            updated_at: now.0,
            body,
        };
        store::user::insert(tx, &row).await?;
        for name in roles.iter().copied().chain([role::EVERYONE]) {
            let found = store::role::by_name(tx, tenant, name).await?;
            let found =
                found.ok_or_else(|| Error::invalid("roles", format!("the role {name} does not exist")))?;
            store::role::assign(tx, tenant, &id, &found.id).await?;
        }
        Ok(id)
    }
}

/// Hash of a random password that nobody knows, with the parameters of [`crate::password`].
const UNKNOWN_USER_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Wl0PNHhXnkS+GNCmB3ZYxp0yoXcRqSCiKuYVZ7W5yVU";
