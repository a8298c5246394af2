//! The governance API.

use super::Absent;

pub const ABSENT: &[Absent] = &[
    Absent {
        what: "governance: policies",
        visitors: false,
        operations: &[
            "GET /policies",
            "POST /policies",
            "DELETE /policies/{policyId}",
            "GET /policies/{policyId}",
            "PUT /policies/{policyId}",
        ],
    },
    Absent {
        what: "governance: results",
        visitors: false,
        operations: &[
            "GET /artifact-compliance/api",
            "GET /artifact-compliance/api/summary",
            "GET /artifact-compliance/api/{apiId}",
            "GET /artifact-compliance/api/{apiId}/ruleset-validation-results/{rulesetId}",
            "GET /policy-adherence",
            "GET /policy-adherence/summary",
            "GET /policy-adherence/{policyId}",
        ],
    },
    Absent {
        what: "governance: rule sets",
        visitors: false,
        operations: &[
            "GET /rulesets",
            "POST /rulesets",
            "DELETE /rulesets/{rulesetId}",
            "GET /rulesets/{rulesetId}",
            "PUT /rulesets/{rulesetId}",
            "GET /rulesets/{rulesetId}/content",
            "GET /rulesets/{rulesetId}/usage",
        ],
    },
];
