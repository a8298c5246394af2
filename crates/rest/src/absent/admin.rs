//! The admin API.

use super::Absent;

pub const ABSENT: &[Absent] = &[
    Absent {
        what: "AI APIs",
        visitors: false,
        operations: &[
            "GET /llm-providers",
            "POST /llm-providers",
            "DELETE /llm-providers/{llmProviderId}",
            "GET /llm-providers/{llmProviderId}",
            "PUT /llm-providers/{llmProviderId}",
        ],
    },
    Absent {
        what: "bot detection",
        visitors: false,
        operations: &[
            "GET /alert-subscriptions/bot-detection",
            "POST /alert-subscriptions/bot-detection",
            "DELETE /alert-subscriptions/bot-detection/{uuid}",
            "GET /bot-detection-data",
        ],
    },
    Absent {
        what: "mediation policies",
        visitors: false,
        operations: &[
            "GET /policies/mediation",
            "POST /policies/mediation",
            "DELETE /policies/mediation/{mediationPolicyId}",
            "GET /policies/mediation/{mediationPolicyId}",
            "PUT /policies/mediation/{mediationPolicyId}",
        ],
    },
    Absent {
        what: "monetization",
        visitors: false,
        operations: &["POST /monetization/publish-usage", "GET /monetization/publish-usage/status"],
    },
];
