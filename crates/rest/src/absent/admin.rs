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
    Absent { what: "export of API products", visitors: false, operations: &["GET /export/api-product"] },
    Absent { what: "import of API products", visitors: false, operations: &["POST /import/api-product"] },
    Absent {
        what: "key managers beside the resident one",
        visitors: false,
        operations: &[
            "POST /key-managers",
            "POST /key-managers/discover",
            "DELETE /key-managers/{keyManagerId}",
            "PUT /key-managers/{keyManagerId}",
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
