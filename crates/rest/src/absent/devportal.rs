//! The developer portal's API.

use super::Absent;

pub const ABSENT: &[Absent] = &[
    Absent {
        what: "GraphQL APIs",
        visitors: true,
        operations: &[
            "GET /apis/{apiId}/graphql-policies/complexity",
            "GET /apis/{apiId}/graphql-policies/complexity/types",
            "GET /apis/{apiId}/graphql-schema",
        ],
    },
    Absent { what: "SOAP APIs", visitors: true, operations: &["GET /apis/{apiId}/wsdl"] },
    Absent { what: "Solace", visitors: true, operations: &["GET /subscriptions/{apiId}/additionalInfo"] },
    Absent { what: "event APIs", visitors: true, operations: &["GET /apis/{apiId}/topics"] },
    Absent {
        what: "generated client libraries",
        visitors: false,
        operations: &["GET /apis/{apiId}/sdks/{language}", "GET /sdk-gen/languages"],
    },
    Absent {
        what: "monetization",
        visitors: false,
        operations: &["GET /subscriptions/{subscriptionId}/usage"],
    },
    Absent { what: "recommendations", visitors: false, operations: &["GET /recommendations"] },
    Absent { what: "webhooks", visitors: true, operations: &["GET /webhooks/subscriptions"] },
];
