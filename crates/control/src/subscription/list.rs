//! A developer looks at subscriptions.

use store::Tx;
use store::api::ApiRow;
use store::subscription::Selection;

use super::{Subscription, owned};
use crate::application::{self, Application};
use crate::error::Error;
use crate::{Caller, Control};

/// A subscription with both of its ends.
pub struct ListedSubscription {
    pub subscription: Subscription,
    pub application: Application,
    /// `None` when the API is gone.
    pub api: Option<ApiRow>,
}

/// Subscriptions, and how many there are in all.
pub struct SubscriptionPage {
    pub list: Vec<ListedSubscription>,
    pub total: i64,
}

impl Control {
    /// The caller's subscriptions, of one application or to one API or both. An API that the caller can no
    /// longer see stays on the list.
    pub async fn subscriptions(
        &self,
        caller: &Caller,
        application_id: Option<&str>,
        api_id: Option<&str>,
        offset: i64,
        limit: i64,
    ) -> Result<SubscriptionPage, Error> {
        if application_id.is_none() && api_id.is_none() {
            return Err(Error::invalid("applicationId", "or apiId must be given"));
        }
        let mut tx = self.read().await?;
        if let Some(id) = application_id {
            application::owned(&mut tx, caller, id).await?;
        }
        let which = Selection { application_id, api_id, owner: Some(&caller.user.name) };
        let tenant = caller.tenant().as_str();
        let (rows, total) = store::subscription::page(&mut tx, tenant, which, offset, limit).await?;
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            let application = application::in_tenant(&mut tx, caller, &row.application_id).await?;
            list.push(with_api(&mut tx, tenant, Subscription::from_row(row)?, application).await?);
        }
        Ok(SubscriptionPage { list, total })
    }

    /// A subscription of the caller.
    pub async fn subscription(&self, caller: &Caller, id: &str) -> Result<ListedSubscription, Error> {
        let mut tx = self.read().await?;
        let (subscription, application) = owned(&mut tx, caller, id).await?;
        with_api(&mut tx, caller.tenant().as_str(), subscription, application).await
    }
}

pub(super) async fn with_api(
    tx: &mut Tx,
    tenant: &str,
    subscription: Subscription,
    application: Application,
) -> Result<ListedSubscription, Error> {
    let api = store::api::get(tx, tenant, &subscription.api_id).await?;
    Ok(ListedSubscription { subscription, application, api })
}
