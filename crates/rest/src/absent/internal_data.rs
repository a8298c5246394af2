//! The internal data API. What stays here is for WSO2's own gateways.

use super::Absent;

pub const ABSENT: &[Absent] = &[
    Absent {
        what: "artifacts of Synapse gateways; our gateways take their catalogue from the event hub",
        visitors: false,
        operations: &["GET /runtime-artifacts", "GET /synapse-attributes"],
    },
    Absent { what: "Google Analytics", visitors: false, operations: &["GET /ga-config"] },
    Absent {
        what: "gateways that register by REST; they announce themselves on the event hub",
        visitors: false,
        operations: &["POST /notify-gateway"],
    },
    Absent {
        what: "events of other key managers and identity servers",
        visitors: false,
        operations: &["POST /notify"],
    },
    Absent {
        what: "lists of who is over a limit; quotas are leased over the event hub, so that there is none",
        visitors: false,
        operations: &["GET /isThrottled", "GET /throttle", "GET /throttleAsString"],
    },
    Absent { what: "webhooks", visitors: false, operations: &["GET /webhooks-subscriptions"] },
];
