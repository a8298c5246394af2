//! Deny conditions: traffic that is refused outright (code 900805).

use serde::{Deserialize, Serialize};

/// One deny condition in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Deny {
    /// `context` with its version, e.g. `/pizzashack/1.0.0`.
    Api {
        context: String,
    },
    /// `owner:name` of the application, as WSO2 writes it, and its id.
    Application {
        name: String,
        application_id: String,
    },
    Ip {
        address: String,
        invert: bool,
    },
    IpRange {
        from: String,
        to: String,
        invert: bool,
    },
    /// Fully qualified user name.
    User {
        name: String,
    },
}
