//! A request on its way through the pages: sealed, so that nobody can change it, and bound to the browser it was shown
//! to. Nothing is kept here until somebody has logged in.

use serde::{Deserialize, Serialize};

use super::PAGE_SECONDS;
use crate::OAuth;
use crate::error::Error;
use crate::request::Params;

const PURPOSE: &str = "authorization request";

/// Which page it was put on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    Login,
    /// For this user (fully qualified), who logged in at this second.
    Consent {
        user: String,
        auth_time: i64,
    },
    Logout,
    /// The login page, on the way to a device's code.
    DeviceLogin,
    /// The page for a device's code.
    Device {
        user: String,
        auth_time: i64,
    },
    /// For the device with this user code (hashed).
    DeviceConsent {
        user: String,
        auth_time: i64,
        code: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub params: Vec<(String, String)>,
    pub stage: Stage,
    browser: String,
    issued_at: i64,
}

impl OAuth {
    pub(crate) fn ticket(&self, params: &Params, stage: Stage, browser: &str) -> Result<String, Error> {
        let ticket =
            Ticket { params: params.to_pairs(), stage, browser: browser.to_owned(), issued_at: self.now() };
        let text = serde_json::to_vec(&ticket).map_err(control::Error::internal)?;
        Ok(self.control().sealer().seal(PURPOSE, &text)?)
    }

    /// The ticket of a form, if it is ours, of this browser and not too old.
    pub(crate) fn open_ticket(&self, sealed: &str, browser: &str) -> Option<Ticket> {
        let text = self.control().sealer().open(PURPOSE, sealed).ok()?;
        let ticket: Ticket = serde_json::from_slice(&text).ok()?;
        let fresh = self.now().saturating_sub(ticket.issued_at) <= PAGE_SECONDS;
        (fresh && ticket.browser == browser).then_some(ticket)
    }
}
