//! Which alerts administrators want to be told of by e-mail. The wishes are kept; nothing sends alerts yet.

use model::Invalid;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Tx;

use crate::error::Error;
use crate::{Caller, Control};

/// Document of the tenant: wishes by user name.
const DOCUMENT: &str = "alert-subscriptions";
const MAILS: usize = 20;
const MAIL_CHARS: usize = 254;

/// What there may be alerts about, by WSO2's numbers.
pub const KINDS: [(u8, &str); 7] = [
    (1, "AbnormalResponseTime"),
    (2, "AbnormalBackendTime"),
    (3, "AbnormalRequestsPerMin"),
    (4, "AbnormalRequestPattern"),
    (5, "UnusualIPAccess"),
    (6, "FrequentTierLimitHitting"),
    (7, "ApiHealthMonitor"),
];

/// What one administrator wants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertWish {
    /// Numbers of [`KINDS`].
    pub kinds: Vec<u8>,
    pub mails: Vec<String>,
}

impl AlertWish {
    fn check(&self) -> Result<(), Error> {
        let mut wrong = Vec::new();
        if self.mails.is_empty() || self.mails.len() > MAILS {
            wrong.push(Invalid::new("emailList", format!("must have 1 to {MAILS} addresses")));
        }
        let is_mail = |mail: &str| {
            mail.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
                && mail.chars().count() <= MAIL_CHARS
                && !mail.contains(|c: char| c.is_whitespace() || c.is_control())
        };
        for (i, _) in self.mails.iter().enumerate().filter(|(_, mail)| !is_mail(mail)) {
            wrong.push(Invalid::new(format!("emailList[{i}]"), "must be an e-mail address"));
        }
        if self.kinds.is_empty() {
            wrong.push(Invalid::new("alerts", "must have at least one"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

impl Control {
    /// What the caller wants; nothing at first.
    pub async fn alert_wish(&self, caller: &Caller) -> Result<AlertWish, Error> {
        let mut tx = self.read().await?;
        let all = wishes(&mut tx, caller).await?;
        let own = all.get(&caller.name()).cloned().unwrap_or(Value::Null);
        if own.is_null() {
            return Ok(AlertWish::default());
        }
        serde_json::from_value(own).map_err(Error::internal)
    }

    pub async fn wish_for_alerts(&self, caller: &Caller, wish: AlertWish) -> Result<AlertWish, Error> {
        wish.check()?;
        let value = serde_json::to_value(&wish).map_err(Error::internal)?;
        self.change_wishes(caller, Some(value)).await?;
        Ok(wish)
    }

    pub async fn wish_for_no_alerts(&self, caller: &Caller) -> Result<(), Error> {
        self.change_wishes(caller, None).await
    }

    async fn change_wishes(&self, caller: &Caller, wish: Option<Value>) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let mut all = wishes(&mut tx, caller).await?;
        match wish {
            Some(wish) => all.insert(caller.name(), wish),
            None => all.remove(&caller.name()),
        };
        let tenant = caller.tenant().as_str();
        store::tenant::put_document(&mut tx, tenant, DOCUMENT, &Value::Object(all), self.ambient().now())
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn wishes(tx: &mut Tx, caller: &Caller) -> Result<serde_json::Map<String, Value>, Error> {
    let document = store::tenant::document(tx, caller.tenant().as_str(), DOCUMENT).await?;
    Ok(document.and_then(|d| d.as_object().cloned()).unwrap_or_default())
}
