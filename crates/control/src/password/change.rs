//! A user changes their own password.

use super::RULE;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Tokens issued until now are revoked: whoever knew the old password may hold one.
    pub async fn change_password(&self, caller: &Caller, current: &str, new: &str) -> Result<(), Error> {
        let wrong = || Error::invalid("currentPassword", "is not your password");
        let found = self.authenticate(&caller.user.fully_qualified(), current).await?.ok_or_else(wrong)?;
        RULE.check("newPassword", new)?;
        let hash = self.hasher().hash(new).await?;
        let mut tx = self.begin().await?;
        let row = store::user::by_id(&mut tx, caller.tenant().as_str(), &found.id).await?;
        let mut row = row.ok_or_else(wrong)?;
        row.password_hash = hash;
        row.updated_at = self.ambient().now().0;
        store::user::update(&mut tx, &row).await?;
        self.revoke_user_tokens(&mut tx, &caller.user).await?;
        tx.commit().await?;
        Ok(())
    }
}
