//! Every developer starts with one application.

use model::policy::{PolicyLevel, UNLIMITED};
use model::tenant::TenantDomain;
use model::user::UserName;
use store::Tx;

use super::{Details, Draft};
use crate::Control;
use crate::error::Error;

/// Name of the application that every developer starts with.
pub const DEFAULT_APPLICATION: &str = "DefaultApplication";

impl Control {
    /// Makes the default application when the user is here for the first time; once, so that a developer may
    /// delete it.
    pub(crate) async fn welcome_developer(&self, tx: &mut Tx, user: &UserName) -> Result<(), Error> {
        let (tenant, now) = (user.tenant.as_str(), self.ambient().now());
        if !store::application::insert_developer(tx, tenant, &user.name, now).await?
            || store::application::by_name(tx, tenant, &user.name, DEFAULT_APPLICATION).await?.is_some()
        {
            return Ok(());
        }
        let policy = default_policy(tx, &user.tenant).await?;
        let draft = Draft { name: DEFAULT_APPLICATION.to_owned(), policy, details: Details::default() };
        let application = self.insert_application(tx, user, draft).await?;
        self.announce_application(tx, &application).await
    }
}

/// What the tenant's configuration names (`DefaultApplicationLevelTier`), where that exists; else unlimited.
async fn default_policy(tx: &mut Tx, tenant: &TenantDomain) -> Result<String, Error> {
    let config = store::tenant::document(tx, tenant.as_str(), "tenant-config").await?;
    let named = config.as_ref().and_then(|c| c["DefaultApplicationLevelTier"].as_str()).unwrap_or(UNLIMITED);
    let exists = crate::policy::get(tx, tenant, PolicyLevel::Application, named).await?.is_some();
    Ok(if exists { named } else { UNLIMITED }.to_owned())
}
