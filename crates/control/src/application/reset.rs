//! A developer has an application's quota start anew for one of its users.

use super::owned;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// `user_name` is the user of the tokens, as shown.
    pub async fn reset_application_quota(
        &self,
        caller: &Caller,
        application_id: &str,
        user_name: &str,
    ) -> Result<(), Error> {
        if user_name.trim().is_empty() {
            return Err(Error::invalid("userName", "must not be empty"));
        }
        let mut tx = self.read().await?;
        owned(&mut tx, caller, application_id).await?;
        Err(Error::NotSupported(
            "resetting an application's quota: the traffic manager takes no such request yet",
        ))
    }
}
